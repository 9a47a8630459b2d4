package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
)

// table has the frameworks, in the order in which keys are looked up in it. Adding one
// takes a row here, and an item that the framework has written in testdata; all tests
// then run over it.
var table = []Row{
	// Django's sessions in a cache, of the engines cache and cached_db. A key is made by
	// the cache of its prefix and version, of the engine's own prefix, and of the session
	// key: ":1:django.contrib.sessions.cache4l1b...". The container has all but the last:
	// "django:shop:2", with cached_db before that for this engine. Tried with Django 3.2,
	// by pylibmc 1.6, pymemcache 3.5 and python-binary-memcached 0.31, in Python 3.
	{
		Name: "django", Of: "Django",
		About: "Django's sessions in a cache, as pickles; read and written",
		Keys: []keys.Pattern{
			{Key: "{prefix}:{version:number}:django.contrib.sessions.cached_db{id}", Container: "django:cached_db[:{prefix}:{version:number=1}]"},
			{Key: "{prefix}:{version:number}:django.contrib.sessions.cache{id}", Container: "django[:{prefix}:{version:number=1}]"},
		},
		Client:  client.Python,
		Codecs:  codec.Pickles,
		Manners: Manners{Cookie: cookie.Django},
	},

	// Beaker's sessions: "0123456789abcdef0123456789abcdef_session".
	// Tried with Beaker 1.11, by pylibmc 1.6.
	{
		Name: "beaker", Of: "Beaker",
		About:     "Beaker's sessions, as pickles; read and written",
		Keys:      []keys.Pattern{{Key: "{id:hex32}_session", Container: "beaker"}},
		Contested: true,
		Client:    client.Python,
		Codecs:    codec.Pickles,
		Manners:   Manners{Accessed: "_accessed_time", Cookie: cookie.Beaker},
	},

	// PHP's sessions of the extension memcached (session.save_handler = memcached):
	// "memc.sess.key.r2kd...". While a request uses a session there is a lock beside it:
	// such a session is not written.
	// Tried with PHP 8.2 and its serializers php, php_binary, php_serialize, igbinary and
	// msgpack.
	{
		Name: "php", Of: "PHP",
		About:   "PHP's sessions of the extension memcached: php, php_binary, php_serialize, igbinary, msgpack, JSON; read and written",
		Keys:    []keys.Pattern{{Key: "memc.sess.key.{id}", Container: "php"}},
		Client:  client.PHPHandler,
		Codecs:  codec.PHP,
		Manners: Manners{Lock: "memc.sess.key.lock.{id}", Cookie: cookie.PHP},
	},

	// The sessions of Rack and Rails that Dalli keeps: "rack:session:2::9f86d0...". Newer
	// releases store a session under its private id, which is made of "2::" and the
	// SHA-256 of the public id, which is in the cookie; older ones under the public id.
	// The id of a session is the one in its key. Tried with Rack 2.2, by Dalli 3.0 with
	// either serializer and compressor.
	{
		Name: "rack", Of: "Rack",
		About:     "sessions of Rack and Rails through Dalli, in Marshal or JSON; read and written",
		Keys:      []keys.Pattern{{Key: "rack:session:{id}", Container: "rack"}},
		Contested: true,
		Client:    client.Dalli,
		Codecs:    codec.Ruby,
		Manners:   Manners{Cookie: cookie.Rack},
	},

	// Flask-Session's sessions: "session:wW3P...". Older releases pickle them, newer ones
	// write MessagePack.
	// Tried with Flask-Session 0.3, by pylibmc 1.6, and with MessagePack in the shape of 0.8.
	{
		Name: "flask", Of: "Flask",
		About:     "Flask-Session's sessions, in MessagePack or as pickles; read and written",
		Keys:      []keys.Pattern{{Key: "session:{id}", Container: "flask"}},
		Contested: true,
		Client:    client.PythonBytes,
		Codecs:    codec.MessagePackOrPickles,
		Manners:   Manners{Cookie: cookie.Flask},
	},

	// The sessions of express-session's stores connect-memcached and connect-memjs: the
	// id alone, which is of 24 random bytes in base64, or "sess:" and the id. Each has its
	// cookie in it.
	// Tried with express-session 1.19, by connect-memjs 0.2.
	{
		Name: "express", Of: "express-session",
		About: "sessions of express-session, as JSON; read and written",
		Keys: []keys.Pattern{
			{Key: "sess:{id}", Container: "express:sess"},
			{Key: "{id:word32}", Container: "express"},
		},
		Contested: true,
		Client:    client.Node,
		Envelope:  Envelope{Needs: "cookie"},
		Codecs:    codec.JSON("JSON with a cookie in it", `{"cookie":{"`),
		Manners:   Manners{Cookie: cookie.Express},
	},
}
