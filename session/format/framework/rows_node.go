package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/format/serial"
)

// ofNode are the frameworks of Node.js.
var ofNode = []Row{
	// The sessions of express-session's stores connect-memcached and connect-memjs: the
	// id alone, which is of 24 random bytes in base64, or a prefix and the id. Each has its
	// cookie in it.
	{
		Name: "express", Of: "express-session",
		About: "sessions of express-session, as JSON; read and written; encrypted ones are listed",
		Tried: "express-session 1.19, by connect-memcached 1.0, 2.0 and 3.0, and connect-memjs 0.2",
		Keys: []keys.Pattern{
			{Key: "sess:{id}", Container: "express:sess", Sure: true},
			{Key: "{id:word32}", Container: "express", Sure: true},
			{Key: "{prefix:prefix}{id:word32}", Container: "express:{prefix}"},
		},
		Contested: true, Marks: []string{"cookie/originalMaxAge"},
		Client:  client.Node,
		Needs:   "cookie/originalMaxAge",
		Own:     func(data serial.Names) bool { return !cookieBegins(data, "expires") },
		Codecs:  codec.Express,
		Manners: Manners{Cookie: cookie.Express},
	},
	// The sessions of @fastify/session, in the same stores under the same keys.
	{
		Name: "fastify", Of: "@fastify/session",
		About: "sessions of @fastify/session, as JSON; read and written",
		Tried: "@fastify/session 11, by connect-memcached 3.0 and connect-memjs 0.2",
		Keys: []keys.Pattern{
			{Key: "{id:word32}", Container: "fastify"},
			{Key: "{prefix:prefix}{id:word32}", Container: "fastify:{prefix}"},
		},
		Contested: true, Marks: []string{"cookie/originalMaxAge"},
		Client:  client.Node,
		Needs:   "cookie/originalMaxAge",
		Own:     func(data serial.Names) bool { return cookieBegins(data, "expires") },
		Codecs:  func() *codec.Set { return codec.JSON("JSON with a cookie in it", `{"cookie":{"expires":`) },
		Manners: Manners{Cookie: cookie.Fastify},
	},
	// The sessions of koa-session in a store: a UUID, or a prefix and a UUID.
	{
		Name: "koa-session", Of: "koa-session",
		About: "sessions of koa-session, as JSON, in entries of Keyv or by themselves; read and written",
		Tried: "koa-session 7, by memcached 2.2 and Keyv 5",
		Keys: []keys.Pattern{
			{Key: "{id:uuid}", Container: "koa-session"},
			{Key: "{prefix:prefix}{id:uuid}", Container: "koa-session:{prefix}"},
		},
		Contested: true, Marks: []string{"_maxAge", "_session"},
		Client:  client.Node,
		Codecs:  codec.Koa,
		Manners: Manners{Cookie: cookie.Koa, Expires: "_expire"},
	},
	// The sessions of koa-generic-session: "koa:sess:GtM3...", or another prefix.
	{
		Name: "koa-generic-session", Of: "koa-generic-session",
		About:     "sessions of koa-generic-session, as JSON, in entries of Keyv or by themselves; read and written",
		Tried:     "koa-generic-session 2.3, by memcached 2.2 and Keyv 4 and 5",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:word32}", Container: "koa-generic-session[:{prefix=koa:sess:}]"}},
		Contested: true, Marks: []string{"cookie/overwrite"},
		Client:  client.Node,
		Needs:   "cookie",
		Codecs:  codec.Koa,
		Manners: Manners{Cookie: cookie.KoaGeneric},
	},
	// Sessions that an application keeps in Keyv under keys of its own, "sess:" and an id:
	// "keyv:keyv:sess:abc". Keyv puts its namespace before keys, and its store does so again.
	{
		Name: "keyv", Of: "Keyv",
		About: "sessions that an application keeps in Keyv, as JSON; read and written",
		Tried: "Keyv 5",
		Keys: []keys.Pattern{
			{Key: "{namespace}:{namespace}:sess:{id}", Container: "keyv[:{namespace=keyv}]"},
			{Key: "{namespace}:{namespace}:session:{id}", Container: "keyv:session[:{namespace=keyv}]"},
		},
		Contested: true, Whole: true,
		Client: client.Node,
		Own: func(data serial.Names) bool {
			return !data.Has("_maxAge") && !data.Has("_session") && !data.Has("cookie")
		},
		Codecs:  codec.Keyv,
		Manners: Manners{Cookie: cookie.Keyv},
	},
}

// cookieBegins reports whether the first entry of a session's cookie has the name.
func cookieBegins(data serial.Names, name string) bool {
	if cookie, ok := data.In("cookie"); ok {
		for key, isText := range cookie.All() {
			return isText && key == name
		}
	}
	return false
}
