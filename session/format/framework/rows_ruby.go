package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/keys"
)

// ofRuby are the frameworks of Ruby.
var ofRuby = []Row{
	// The sessions of Rack and Rails that Dalli keeps: "rack:session:2::9f86d0...". Newer
	// releases store a session under its private id, which is made of "2::" and the
	// SHA-256 of the public one that the cookie tells; older ones under the public id. The
	// id of a session is what its key tells.
	{
		Name: "rack", Of: "Rack",
		About:     "sessions of Rack and Rails through Dalli, in Marshal or JSON; read and written",
		Tried:     "Rack 2.2 and Dalli 3.0",
		Keys:      []keys.Pattern{{Key: "rack:session:{id}", Container: "rack"}},
		Contested: true,
		Client:    client.Dalli,
		Codecs:    codec.Ruby,
	},
}
