package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
)

// ofPHP are the frameworks of PHP.
var ofPHP = []Row{
	// PHP's sessions of the extension memcached (session.save_handler = memcached):
	// "memc.sess.key.r2kd...". While a request uses a session there is a lock beside it:
	// such a session is not written.
	{
		Name: "php", Of: "PHP",
		About:   "PHP's sessions of the extension memcached: php, php_binary, php_serialize, igbinary, msgpack, JSON; read and written",
		Tried:   "PHP 8.2",
		Keys:    []keys.Pattern{{Key: "memc.sess.key.{id}", Container: "php"}},
		Client:  client.PHPHandler,
		Codecs:  codec.PHP,
		Manners: Manners{Lock: "memc.sess.key.lock.{id}"},
	},
	// Laravel's sessions in its cache: a prefix of the application's and 40 letters or
	// digits, "laravel_cache_4l1b...". Other items of the cache have such keys, too.
	{
		Name: "laravel", Of: "Laravel",
		About:     "Laravel's sessions in memcached: serialized by PHP or in JSON; read and written; encrypted ones are listed",
		Tried:     "Laravel 8, and the shape of 13",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:alnum30up}", Container: "laravel[:{prefix=laravel_cache_}]"}},
		Contested: true, Marks: []string{"_token"},
		Client: client.PHPText,
		Codecs: codec.Laravel,
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
		Client: client.PHPText,
		Codecs: codec.PHP,
	},
}
