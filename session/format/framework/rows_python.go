package framework

import (
	"time"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
)

// ofPython are the frameworks of Python.
var ofPython = []Row{
	// Django's sessions in a cache, of the engines cache and cached_db. A key is made by
	// the cache of its prefix and version, of the engine's own prefix, and of the session
	// key: ":1:django.contrib.sessions.cache4l1b...". The container determines all but the
	// last: "django:shop:2", with cached_db before that for this engine. An application may
	// put another text before the engine's prefix: "django:shop-2-".
	{
		Name: "django", Of: "Django",
		About: "Django's sessions in a cache, as pickles or in JSON; read and written",
		Tried: "Django 3.2, by pylibmc 1.6, pymemcache 3.5 and python-binary-memcached 0.31, in Python 3",
		Keys: []keys.Pattern{
			{Key: "{prefix}:{version:number}:django.contrib.sessions.cached_db{id}", Container: "django:cached_db[:{prefix}:{version:number=1}]"},
			{Key: "{prefix}:{version:number}:django.contrib.sessions.cache{id}", Container: "django[:{prefix}:{version:number=1}]"},
			{Key: "{prefix}django.contrib.sessions.cached_db{id}", Container: "django:cached_db:{prefix}"},
			{Key: "{prefix}django.contrib.sessions.cache{id}", Container: "django:{prefix}"},
		},
		Client:  client.PythonJSON,
		Codecs:  codec.PicklesOrJSON,
		Manners: Manners{Lasts: format.Lasts{Session: 14 * 24 * time.Hour, Setting: "SESSION_COOKIE_AGE"}, Cookie: cookie.Django},
	},
	// Beaker's sessions, and Pyramid's by pyramid_beaker, whose sessions are Beaker's own:
	// "0123456789abcdef0123456789abcdef_session".
	{
		Name: "beaker", Of: "Beaker",
		About:     "Beaker's sessions, and Pyramid's by pyramid_beaker, as pickles; read and written",
		Tried:     "Beaker 1.11, which pyramid_beaker calls for Pyramid, by pylibmc 1.6",
		Keys:      []keys.Pattern{{Key: "{id:hex32}_session", Container: "beaker"}},
		Contested: true,
		Client:    client.Python,
		Times:     []string{"_accessed_time", "_creation_time"},
		Codecs:    codec.Pickles,
		Manners:   Manners{Accessed: "_accessed_time", Cookie: cookie.Beaker},
	},
	// Flask-Session's sessions: "session:wW3P...", or another prefix and an id, which is a
	// UUID or of 32 random bytes in base64. Older releases pickle them, newer ones write
	// MessagePack, or JSON.
	{
		Name: "flask", Of: "Flask",
		About: "Flask-Session's sessions, in MessagePack, as pickles or in JSON; read and written",
		Tried: "Flask-Session 0.3, by pylibmc 1.6 and python-memcached 1.59, and the shape of 0.5, 0.6 and 0.8",
		Keys: []keys.Pattern{
			{Key: "session:{id}", Container: "flask", Sure: true},
			{Key: "{prefix:prefix}{id:uuid|word43}", Container: "flask:{prefix}"},
		},
		Contested: true, Marks: []string{"_permanent"},
		Client:  client.PythonBytes,
		Codecs:  codec.Flask,
		Manners: Manners{Lasts: format.Lasts{Session: 31 * 24 * time.Hour, Setting: "PERMANENT_SESSION_LIFETIME"}, Cookie: cookie.Flask},
	},
	// CherryPy's sessions: the id alone, which has 40 hexadecimal digits. A session is
	// pickled as a pair with the time when it expires.
	{
		Name: "cherrypy", Of: "CherryPy",
		About:     "CherryPy's sessions, as pickles; read and written",
		Tried:     "CherryPy 18.8, by python-memcached 1.59",
		Keys:      []keys.Pattern{{Key: "{id:hex40}", Container: "cherrypy"}},
		Contested: true, Whole: true,
		Client:  client.Python,
		Codecs:  codec.CherryPy,
		Manners: Manners{Cookie: cookie.CherryPy},
	},
	// The sessions of aiohttp_session: the name of the cookie and a UUID without dashes,
	// "AIOHTTP_SESSION_a260...".
	{
		Name: "aiohttp", Of: "aiohttp_session",
		About:     "sessions of aiohttp_session, in JSON; read and written",
		Tried:     "aiohttp_session 2.11",
		Keys:      []keys.Pattern{{Key: "{cookie:prefix}{id:hex32}", Container: "aiohttp[:{cookie=AIOHTTP_SESSION_}]"}},
		Contested: true, Whole: true,
		Client:  client.PythonBytes,
		Codecs:  codec.AIOHTTP,
		Manners: Manners{Cookie: cookie.Aiohttp},
	},
	// The sessions of Starsessions, of a store of the application's own: a prefix and 32
	// hexadecimal digits. When a session was begun is in it.
	{
		Name: "starsessions", Of: "Starsessions",
		About:     "sessions of Starsessions, in JSON; read and written",
		Tried:     "the shape of Starsessions 2.3",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:hex32}", Container: "starsessions[:{prefix=starsessions.}]"}},
		Contested: true, Marks: []string{"__metadata__/created"},
		Client:  client.PythonBytes,
		Codecs:  func() *codec.Set { return codec.JSON("JSON", `{"`) },
		Manners: Manners{Cookie: cookie.Starsession},
	},
	// Sessions that Starsessions encrypts. Others keep tokens of Fernet as well: only the
	// prefix of Starsessions itself shows whose they are.
	{
		Name: "starsessions-encrypted", Of: "Starsessions",
		About:     "encrypted sessions of Starsessions; listed",
		Tried:     "the shape of Starsessions 2.3, with tokens by cryptography 38",
		Keys:      []keys.Pattern{{Key: "starsessions.{id:hex32}", Container: "starsessions-encrypted"}},
		Contested: true, Whole: true,
		Client:  client.PythonBytes,
		Codecs:  codec.Fernet,
		Manners: Manners{Cookie: cookie.Starsession},
	},
}
