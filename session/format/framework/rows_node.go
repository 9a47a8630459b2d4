package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
)

// ofNode are the frameworks of Node.js.
var ofNode = []Row{
	// The sessions of express-session's stores connect-memcached and connect-memjs: the
	// id alone, which is of 24 random bytes in base64, or "sess:" and the id. Each has its
	// cookie in it.
	{
		Name: "express", Of: "express-session",
		About: "sessions of express-session, as JSON; read and written",
		Tried: "express-session 1.19, by connect-memjs 0.2",
		Keys: []keys.Pattern{
			{Key: "sess:{id}", Container: "express:sess"},
			{Key: "{id:word32}", Container: "express"},
		},
		Contested: true,
		Client:    client.Node,
		Needs:     "cookie",
		Codecs:    codec.JSON("JSON with a cookie in it", `{"cookie":{"`),
	},
}
