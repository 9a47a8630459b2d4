package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
)

// ofPython are the frameworks of Python.
var ofPython = []Row{
	// Django's sessions in a cache, of the engines cache and cached_db. A key is made by
	// the cache of its prefix and version, of the engine's own prefix, and of the session
	// key: ":1:django.contrib.sessions.cache4l1b...". The container tells all but the
	// last: "django:shop:2", with cached_db before that for this engine.
	{
		Name: "django", Of: "Django",
		About: "Django's sessions in a cache, as pickles; read and written",
		Tried: "Django 3.2, by pylibmc 1.6, pymemcache 3.5 and python-binary-memcached 0.31, in Python 3",
		Keys: []keys.Pattern{
			{Key: "{prefix}:{version:number}:django.contrib.sessions.cached_db{id}", Container: "django:cached_db[:{prefix}:{version:number=1}]"},
			{Key: "{prefix}:{version:number}:django.contrib.sessions.cache{id}", Container: "django[:{prefix}:{version:number=1}]"},
		},
		Client: client.Python,
		Codecs: codec.Pickles,
	},
	// Beaker's sessions: "0123456789abcdef0123456789abcdef_session".
	{
		Name: "beaker", Of: "Beaker",
		About:     "Beaker's sessions, as pickles; read and written",
		Tried:     "Beaker 1.11, by pylibmc 1.6",
		Keys:      []keys.Pattern{{Key: "{id:hex32}_session", Container: "beaker"}},
		Contested: true,
		Client:    client.Python,
		Codecs:    codec.Pickles,
		Manners:   Manners{Accessed: "_accessed_time"},
	},
	// Flask-Session's sessions: "session:wW3P...". Older releases pickle them, newer ones
	// write MessagePack.
	{
		Name: "flask", Of: "Flask",
		About:     "Flask-Session's sessions, in MessagePack or as pickles; read and written",
		Tried:     "Flask-Session 0.3, and the shape of 0.8",
		Keys:      []keys.Pattern{{Key: "session:{id}", Container: "flask"}},
		Contested: true,
		Client:    client.PythonBytes,
		Codecs:    codec.MessagePackOrPickles,
	},
}
