package framework

import (
	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
)

// ofOthers are the frameworks of Perl, Go, Java, .NET and Lua.
var ofOthers = []Row{
	// The sessions of alexedwards/scs: "scs:session:", or another prefix, and 32 random bytes
	// in base64.
	{
		Name: "scs", Of: "scs",
		About:     "sessions of Go's alexedwards/scs, by gob or in JSON; read and written; those with types of the application's own are listed",
		Tried:     "scs 1.4 and 2.9, by gomemcache",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}{id:word43}", Container: "scs[:{prefix=scs:session:}]"}},
		Contested: true, Whole: true,
		Client:  client.Any,
		Codecs:  codec.SCS,
		Manners: Manners{Cookie: cookie.SCS},
	},
	// CGI::Session's sessions of its driver memcached: the id alone, which has 32 hexadecimal
	// digits. Its own names are in each.
	{
		Name: "cgi-session", Of: "CGI::Session",
		About:     "CGI::Session's sessions, in YAML or JSON; read and written; those of Data::Dumper and Storable are listed",
		Tried:     "CGI::Session 4.48, by Cache::Memcached 1.30",
		Keys:      []keys.Pattern{{Key: "{id:hex32}", Container: "cgi-session"}},
		Contested: true, Marks: []string{"_SESSION_ID"},
		Client:  client.Perl,
		Codecs:  codec.CGISession,
		Manners: Manners{Cookie: cookie.CGISession, Accessed: "_SESSION_ATIME"},
	},
	// Koha's sessions, which are CGI::Session's behind the namespace of the library:
	// "koha_library3991...".
	{
		Name: "koha", Of: "Koha",
		About:     "Koha's sessions, in YAML or JSON; read and written",
		Tried:     "the shape of Koha, by YAML::XS and YAML::Syck",
		Keys:      []keys.Pattern{{Key: "{namespace}{id:hex32}", Container: "koha[:{namespace=koha}]", Hints: []string{"koha"}}},
		Contested: true, Marks: []string{"_SESSION_ID"},
		Client:  client.Perl,
		Codecs:  codec.Koha,
		Manners: Manners{Cookie: cookie.CGISession, Accessed: "_SESSION_ATIME"},
	},
	// Apache::Session's sessions: the id alone, which has 32 hexadecimal digits.
	{
		Name: "apache-session", Of: "Apache::Session",
		About:     "Apache::Session's sessions, by Storable; listed",
		Tried:     "Apache::Session 1.94, by Apache::Session::Memcached 0.03",
		Keys:      []keys.Pattern{{Key: "{id:hex32}", Container: "apache-session"}},
		Contested: true, Whole: true,
		Client:  client.Perl,
		Codecs:  codec.ApacheSession,
		Manners: Manners{Cookie: cookie.Plain},
	},
	// Catalyst's sessions: "session:", with or without a prefix, and 40 hexadecimal digits.
	{
		Name: "catalyst", Of: "Catalyst",
		About:     "Catalyst's sessions, by Storable; listed",
		Tried:     "Catalyst::Plugin::Session 0.43, by Cache::Memcached 1.30",
		Keys:      []keys.Pattern{{Key: "{prefix:prefix}session:{id:hex40}", Container: "catalyst[:{prefix}]"}},
		Contested: true, Whole: true,
		Client:  client.Perl,
		Codecs:  codec.Catalyst,
		Manners: Manners{Cookie: cookie.Catalyst},
	},
	// The sessions of Plack::Middleware::Session: 40 hexadecimal digits, or a namespace and
	// these.
	{
		Name: "plack", Of: "Plack",
		About:     "sessions of Plack::Middleware::Session, by Storable; listed",
		Tried:     "Plack::Middleware::Session 0.33, by Cache::Memcached 1.30 and Cache::Memcached::Fast",
		Keys:      []keys.Pattern{{Key: "{namespace:prefix}{id:hex40}", Container: "plack[:{namespace}]", Without: []string{"flash:", "session:"}}},
		Contested: true, Whole: true,
		Client:  client.Perl,
		Codecs:  codec.Plack,
		Manners: Manners{Cookie: cookie.Plack},
	},
	// The sessions of Tomcat's memcached-session-manager: 32 hexadecimal digits, and the
	// names of the memcached and of the route: "602F...-n1.jvm1".
	{
		Name: "tomcat", Of: "Tomcat",
		About:     "sessions of Tomcat's memcached-session-manager; listed",
		Tried:     "the shape of memcached-session-manager, with objects by Java 17",
		Keys:      []keys.Pattern{{Key: "{id:HEX32}-{node}", Container: "tomcat:{node}"}},
		Contested: true, Whole: true,
		Client:  client.Java,
		Codecs:  codec.Tomcat,
		Manners: Manners{Cookie: cookie.Tomcat},
	},
	// Sessions of Spring Session that an application keeps as Java objects.
	{
		Name: "spring", Of: "Spring",
		About:     "Spring's sessions as Java objects; listed",
		Tried:     "the shape of Spring Session, with objects by Java 17",
		Keys:      []keys.Pattern{{Key: "spring:session:sessions:{id}", Container: "spring"}},
		Contested: true, Whole: true,
		Client:  client.Java,
		Codecs:  codec.Spring,
		Manners: Manners{Cookie: cookie.Spring},
	},
	// ASP.NET Core's sessions: a UUID, or the instance's name and a UUID.
	{
		Name: "aspnet", Of: "ASP.NET Core",
		About:     "sessions of ASP.NET Core; listed",
		Tried:     "the shape of ASP.NET Core 10",
		Keys:      []keys.Pattern{{Key: "{instance}{id:uuid}", Container: "aspnet[:{instance}]"}},
		Contested: true, Whole: true,
		Client: client.Any,
		Codecs: codec.ASPNET,
	},
	// The sessions of lua-resty-session 4: the name of the cookie and 32 random bytes in
	// base64, with or without a prefix. Release 3 stores a ciphertext by itself under
	// "sessions:" and 16 such bytes: nothing distinguishes that from what others encrypt or compress
	// under such keys, so these are sessions only if one says so, by --prefix sessions:=resty.
	{
		Name: "resty", Of: "lua-resty-session",
		About:     "sessions of lua-resty-session, which are encrypted; listed; those of release 3 with --prefix sessions:=resty",
		Tried:     "the shape of lua-resty-session 3 and 4",
		Keys:      []keys.Pattern{{Key: "{name}:{id:word43}", Container: "resty[:{name=session}]"}},
		Contested: true, Whole: true,
		Client:  client.Any,
		Codecs:  codec.Resty,
		Manners: Manners{Locks: []string{"{key}.lock"}},
	},
}
