package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
)

// ofRuby are the frameworks of Ruby.
var ofRuby = []Row{
	// The sessions of Rack and Rails that Dalli keeps: "rack:session:2::9f86d0...". Newer
	// releases store a session under its private id, which is made of "2::" and the
	// SHA-256 of the public one, which the cookie holds; older ones under the public id. The
	// id of a session is in its key, and no other software has keys with private ids. Hanami and
	// Sinatra take their sessions' storage
	// from Rack by its name: with dalli they have these keys.
	{
		Name: "rack", Of: "Rack",
		About: "sessions of Rack, Rails, Sinatra and Hanami through Dalli, in Marshal or JSON; read and written",
		Tried: "Rack 2.2 and Dalli 3.0, as Sinatra and Hanami use them",
		Keys: []keys.Pattern{
			{Key: "rack:session:{id:rack}", Container: "rack", Proves: true},
			{Key: "rack:session:{id}", Container: "rack"},
		},
		Contested: true,
		Client:    client.Dalli,
		Codecs:    codec.Ruby,
		Manners:   Manners{Cookie: cookie.Rack},
	},
	// Sessions of Rails in its cache (:cache_store): "_session_id:2::9f86d0...", with the
	// namespace of the cache before it. They are in an entry of the cache, which has its
	// own time to expire: an edit leaves that as it is.
	{
		Name: "rails", Of: "Rails",
		About:   "Rails' sessions in its cache, in the formats of Rails 6.1, 7.0 and 7.1; read and written; those in MessagePack are listed",
		Tried:   "Rails 6.1 and Dalli 3.0, and in the shape of Rails 7.0 and 7.1",
		Keys:    []keys.Pattern{{Key: "[{namespace}:]_session_id:{id}", Container: "rails[:{namespace}]"}},
		Client:  client.DalliOrStrings,
		Codecs:  codec.Rails,
		Manners: Manners{Cookie: cookie.Rails},
	},
	// Sessions of Rack, Rails, Sinatra and Hanami that Dalli keeps in a namespace of the
	// application's. Fragments of pages and what else is cached have such keys as well, but
	// those of private ids.
	{
		Name: "rack-namespace", Of: "Rack",
		About: "sessions of Rack, Rails, Sinatra and Hanami through Dalli in a namespace of their own, in Marshal or JSON; read and written",
		Tried: "Rails 6.1 and Dalli 3.0",
		Keys: []keys.Pattern{
			{Key: "{namespace}:{id:rack}", Container: "rack:{namespace}", Telling: always, Proves: true},
			{Key: "{namespace}:{id:hex32}", Container: "rack:{namespace}", Telling: sessions},
			{Key: "{namespace}:{id:hex64}", Container: "rack:{namespace}", Telling: sessions},
		},
		Contested: true, Marks: []string{"_csrf_token", "warden.user.", "flash/flashes", "_flash", "tracking/HTTP_USER_AGENT"},
		Client:  client.Dalli,
		Codecs:  codec.Ruby,
		Manners: Manners{Cookie: cookie.Rack},
	},
}
