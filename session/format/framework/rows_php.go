package framework

import (
	"time"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
)

// ofPHP are the frameworks of PHP.
var ofPHP = []Row{
	// PHP's sessions of the extension memcached (session.save_handler = memcached):
	// "memc.sess.key.r2kd...", as those of Moodle are. While a request uses a session there
	// is a lock beside it: such a session is not written. Under other keys its sessions
	// look like those of the old extension memcache, and the locks of both count.
	{
		Name: "php", Of: "PHP",
		About:   "PHP's sessions of the extension memcached: php, php_binary, php_serialize, igbinary, msgpack, JSON; read and written",
		Tried:   "PHP 8.2 and its serializers",
		Keys:    []keys.Pattern{{Key: "memc.sess.key.{id}", Container: "php"}},
		Client:  client.PHPHandler,
		Codecs:  codec.PHP,
		Manners: Manners{Lasts: gcMaxlifetime, Cookie: cookie.PHP, Locks: []string{"memc.sess.key.lock.{id}"}},
	},
	// Laravel's sessions in its cache: a prefix of the application's and 40 letters or
	// digits, "laravel_cache_4l1b...". Other items of the cache have such keys, too.
	{
		Name: "laravel", Of: "Laravel",
		About:     "Laravel's sessions in memcached: serialized by PHP or in JSON; read and written; encrypted ones are listed",
		Tried:     "Laravel 8, and the shape of 13",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:alnum30up}", Container: "laravel[:{prefix=laravel_cache_}]"}},
		Contested: true, Marks: []string{"_token"},
		Client:  client.PHPText,
		Codecs:  codec.Laravel,
		Manners: Manners{Lasts: format.Lasts{Session: 2 * time.Hour, Setting: "SESSION_LIFETIME"}, Cookie: cookie.Laravel},
	},
	// Symfony's sessions of its MemcachedSessionHandler: "sf2s" and the id, or another
	// prefix.
	{
		Name: "symfony", Of: "Symfony",
		About: "Symfony's sessions, by PHP's serializers; read and written",
		Tried: "Symfony 5.4",
		Keys: []keys.Pattern{
			{Key: "sf2s{id}", Container: "symfony"},
			{Key: "{prefix:prefix}{id:alnum22up}", Container: "symfony:{prefix}"},
		},
		Contested: true, Marks: []string{"_sf2_attributes", "_sf2_meta"},
		Client:  client.PHPText,
		Codecs:  codec.PHP,
		Manners: Manners{Lasts: gcMaxlifetime, Cookie: cookie.Symfony},
	},
	// CodeIgniter's sessions: "ci_session:", the cookie's name, the client's address if it
	// is to match, and the id; "ci_session:" and the id before 4.4. While a request uses a
	// session there is a lock beside it.
	{
		Name: "codeigniter", Of: "CodeIgniter",
		About: "CodeIgniter's sessions, by PHP's serializers; read and written",
		Tried: "the shape of CodeIgniter 3, 4.0 and 4.7, by php-memcached 3.2",
		Keys: []keys.Pattern{
			{Key: "ci_session:{name}:{id:php22up}", Container: "codeigniter[:{name=ci_session}]"},
			{Key: "ci_session:{id:php22up}", Container: "codeigniter3"},
		},
		Client:  client.PHPText,
		Codecs:  codec.PHP,
		Manners: Manners{Lasts: format.Lasts{Session: 2 * time.Hour, Setting: "sess_expiration"}, Cookie: cookie.CodeIgniter, Locks: []string{"{key}:lock"}},
	},
	// MediaWiki's sessions: the wiki's name, ":MWSession:" and the id. They are arrays that
	// the client has serialized, in which the session is beside its metadata.
	{
		Name: "mediawiki", Of: "MediaWiki",
		About:   "MediaWiki's sessions, by PHP's serializers; read and written",
		Tried:   "MediaWiki 1.39, by php-memcached 3.2 and by its own client",
		Keys:    []keys.Pattern{{Key: "{wiki}:MWSession:{id:php22up}", Container: "mediawiki[:{wiki=wikidb}]"}},
		Client:  client.PHPArraysOrMemcache,
		Codecs:  codec.MediaWiki,
		Manners: Manners{Cookie: cookie.MediaWiki},
	},
	// SimpleSAMLphp's sessions: a prefix, ".session." and the id. The session is an object.
	{
		Name: "simplesamlphp", Of: "SimpleSAMLphp",
		About:     "SimpleSAMLphp's sessions, serialized by PHP; read and written",
		Tried:     "SimpleSAMLphp 1.19, by php-memcached 3.2",
		Keys:      []keys.Pattern{{Key: "{prefix}.session.{id:hex32}", Container: "simplesamlphp[:{prefix=simpleSAMLphp}]"}},
		Contested: true, Marks: []string{"sessionId", "authToken"},
		Client:  client.PHPTextOrMemcache,
		Codecs:  codec.SimpleSAML,
		Manners: Manners{Cookie: cookie.SimpleSAML},
	},
	// Horde's sessions: "horde", or another prefix, and the id. They are a text that was
	// serialized to a text. While a request uses a session there is a lock beside it.
	{
		Name: "horde", Of: "Horde",
		About: "Horde's sessions, as a text serialized by PHP; read and written",
		Tried: "Horde_SessionHandler 2.3, by php-memcached 3.2",
		Keys: []keys.Pattern{
			{Key: "horde{id:php22up}", Container: "horde", Telling: always},
			{Key: "{prefix:prefix}{id:alnum22up}", Container: "horde:{prefix}"},
		},
		Contested: true, Marks: []string{"__horde"},
		Client:  client.PHPText,
		Codecs:  codec.Horde,
		Manners: Manners{Cookie: cookie.Horde, Locks: []string{"{key}_l"}},
	},
	// Roundcube's sessions: the id alone. They are arrays in which the session is a text.
	{
		Name: "roundcube", Of: "Roundcube",
		About:     "Roundcube's sessions, serialized by PHP; read and written",
		Tried:     "Roundcube 1.6, by php-memcached 3.2 and the old php-memcache 4.0",
		Keys:      []keys.Pattern{{Key: "{id:php22up}", Container: "roundcube"}},
		Contested: true, Marks: []string{"language", "task", "temp", "request_token", "user_id"},
		Client:  client.PHPArraysOrTexts,
		Codecs:  codec.Roundcube,
		Manners: Manners{Cookie: cookie.Roundcube},
	},
	// Yii's sessions in its cache: a prefix and a digest of the id, which a key does not
	// tell. Sessions are listed by their digests, and found by their ids; how Yii makes the
	// digest depends on its release and on the extension igbinary.
	{
		Name: "yii2", Of: "Yii",
		About: "Yii's sessions in its cache, under digests of their ids; read and written",
		Tried: "the shape of Yii 2.0, by php-memcached 3.2",
		Keys: []keys.Pattern{
			{Key: "{prefix}{id:hex32}", Container: "yii2[:{prefix}]", Digest: "yii-serialize"},
			{Key: "{prefix}{id:hex32}", Container: "yii2-serialize[:{prefix}]", Digest: "yii-serialize"},
			{Key: "{prefix}{id:hex32}", Container: "yii2-igbinary[:{prefix}]", Digest: "yii-igbinary"},
			{Key: "{prefix}{id:hex32}", Container: "yii2-json[:{prefix}]", Digest: "yii-json"},
		},
		Contested: true, Marks: []string{"__flash", "__id", "__authKey", "__expire", "__absoluteExpire", "__returnUrl"},
		Client:  client.PHPText,
		Codecs:  codec.Yii,
		Manners: Manners{Lasts: gcMaxlifetime, Cookie: cookie.Yii},
	},
	// CakePHP's sessions in its cache: the prefix of the cache's configuration, a digest of
	// its groups if it has any, and the id.
	{
		Name: "cakephp", Of: "CakePHP",
		About:     "CakePHP's sessions in its cache, by PHP's serializers; read and written",
		Tried:     "the shape of CakePHP 5.1, by php-memcached 3.2",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:alnum22up}", Container: "cakephp[:{prefix=cake_}]"}},
		Contested: true, Marks: []string{"Config/time"},
		Client:  client.PHPText,
		Codecs:  codec.PHPProven,
		Manners: Manners{Cookie: cookie.CakePHP},
	},
	// Arrays in such a cache, which the extension memcached has serialized, under a prefix
	// with the word session.
	{
		Name: "cakephp-arrays", Of: "CakePHP",
		About:     "sessions that CakePHP's cache keeps as arrays, by the serializers of PHP's extension memcached; read and written",
		Tried:     "arrays by php-memcached 3.2",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:alnum22up}", Container: "cakephp-arrays:{prefix}", Hints: sessions, Telling: always}},
		Contested: true, ByBytes: true,
		Client:  client.PHPArrays,
		Codecs:  codec.PHPArrays,
		Manners: Manners{Cookie: cookie.CakePHP},
	},
	// PHP's sessions of the old extension memcache (session.save_handler = memcache): the
	// id alone. The item of the lock stays when a request is done with a session.
	{
		Name: "php-memcache", Of: "PHP",
		About:     "PHP's sessions of the old extension memcache: php, php_binary, msgpack; read and written",
		Tried:     "PHP 8.2, php-memcache 4.0",
		Keys:      []keys.Pattern{{Key: "{id:php22up}", Container: "php-memcache"}},
		Contested: true, ByBytes: true,
		Client:  client.PHPMemcache,
		Codecs:  codec.PHPProven,
		Manners: Manners{Lasts: gcMaxlifetime, Cookie: cookie.PHP, Locks: []string{"{key}.lock", "lock.{id}"}, LockFree: "0"},
	},
	// PHP's sessions of the extension memcached under a prefix of one's own, as Moodle can
	// have it (memcached.sess_prefix).
	{
		Name: "php-prefix", Of: "PHP",
		About:     "PHP's sessions of the extension memcached under a prefix of one's own; read and written",
		Tried:     "PHP 8.2 and its serializers",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:alnum22up}", Container: "php-prefix:{prefix}", Telling: sessions}},
		Contested: true, ByBytes: true,
		Client:  client.PHPHandler,
		Codecs:  codec.PHPProven,
		Manners: Manners{Lasts: gcMaxlifetime, Cookie: cookie.PHP, Locks: []string{"{prefix}lock.{id}", "{key}.lock"}, LockFree: "0"},
	},
}

// sessions are the words by which a prefix shows that sessions follow, and always
// is in every key.
var (
	sessions = []string{"session", "sessions", "sess"}
	always   = []string{""}
)
