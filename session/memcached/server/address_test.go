package server_test

import (
	"context"
	"errors"
	"net"
	"reflect"
	"strings"
	"testing"

	"sessh/session/memcached"
	"sessh/session/memcached/server"
	"sessh/session/storage"
)

func TestParseServers(t *testing.T) {
	t.Parallel()
	tcp := func(target string) server.Address {
		return server.Address{Name: target, Network: "tcp", Target: target}
	}
	socket := func(path string) server.Address {
		return server.Address{Name: "unix:" + path, Network: "unix", Target: path}
	}
	for _, tt := range []struct {
		name  string
		texts []string
		want  []server.Address
	}{
		{"a host", []string{"cache"}, []server.Address{tcp("cache:11211")}},
		{"a host and a port", []string{"cache:22122"}, []server.Address{tcp("cache:22122")}},
		{"an IPv4 address", []string{"10.0.0.1"}, []server.Address{tcp("10.0.0.1:11211")}},
		{"an IPv6 address", []string{"::1"}, []server.Address{tcp("[::1]:11211")}},
		{"an IPv6 address in brackets", []string{"[fe80::1]"}, []server.Address{tcp("[fe80::1]:11211")}},
		{"an IPv6 address and a port", []string{"[::1]:1"}, []server.Address{tcp("[::1]:1")}},
		{"the largest port", []string{"h:65535"}, []server.Address{tcp("h:65535")}},
		{"a name with all that names have", []string{"my-cache_1.Bücher.local."}, []server.Address{tcp("my-cache_1.Bücher.local.:11211")}},
		{"a zone", []string{"[fe80::1%eth0]:1"}, []server.Address{tcp("[fe80::1%eth0]:1")}},
		{"a socket", []string{"unix:/run/mc.sock"}, []server.Address{socket("/run/mc.sock")}},
		{"a path", []string{"/run/mc.sock"}, []server.Address{socket("/run/mc.sock")}},
		{"a path with a colon", []string{"/run/mc:1"}, []server.Address{socket("/run/mc:1")}},
		{"several in one text", []string{" a , b:2,,/s "}, []server.Address{tcp("a:11211"), tcp("b:2"), socket("/s")}},
		{"several texts keep their order", []string{"b", "a"}, []server.Address{tcp("b:11211"), tcp("a:11211")}},
		{"the same one twice", []string{"a", "a:11211", "/s", "unix:/s"}, []server.Address{tcp("a:11211"), socket("/s")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := server.Parse(tt.texts)
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%q is %+v (%v), want %+v", tt.texts, got, err, tt.want)
			}
		})
	}
}

func TestParseServersRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, word string }{
		{"nothing", "", "no server"},
		{"commas", " , ", "no server"},
		{"a relative socket", "unix:run/mc", `"unix:run/mc"`},
		{"a socket without a path", "unix:", `"unix:"`},
		{"a host that reads as a socket", "unix", "must begin with /"},
		{"not a host", ":11211", "host is missing"},
		{"empty brackets", "[]", "host is missing"},
		{"a blank in the host", "a b", "not a host"},
		{"a bracket alone", "[", "not a host"},
		{"a path in brackets", "[/]", "not a host"},
		{"an address in the wrong place", "http://cache/", "not a port"},
		{"a sign in the host", "user@cache", "not a host"},
		{"a blank in the zone", "[fe80::1%a b]", "not a host"},
		{"no port", "a:", "is not a port"},
		{"a port in letters", "a:http", `"http" is not a port`},
		{"port 0", "a:0", "is not a port"},
		{"a port too high", "a:65536", "is not a port"},
		{"a negative port", "a:-1", "is not a port"},
		{"too many colons", "a:b:c", `"a:b:c"`},
		{"a bracket left open", "[::1:11211", `"[::1:11211"`},
		{"a bad one among good ones", "a,b:x,c", `"b:x"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := server.Parse([]string{tt.text})
			if err == nil || !strings.Contains(err.Error(), tt.word) {
				t.Errorf("%q is %+v (%v), want an error with %q", tt.text, got, err, tt.word)
			}
		})
	}
}

func TestOpenTellsWhatIsWrongWithAName(t *testing.T) {
	t.Parallel()
	if _, err := memcached.Open(t.Context(), []string{"a:x"}, memcached.Options{}); err == nil || !strings.Contains(err.Error(), `"a:x"`) {
		t.Errorf("a bad port: %v", err)
	}
	// The context has ended, so that no name server is asked.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := memcached.Open(ctx, []string{"no-such-host.invalid"}, memcached.Options{})
	if !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "no-such-host.invalid:11211") {
		t.Errorf("a name that does not resolve: %v", err)
	}
}

func FuzzParseServers(f *testing.F) {
	for _, text := range []string{"a", "a:1", "::1", "[::1]:2", "unix:/s", "/s,b", "[", "]:1", "a:b:c", "\x00", "[a]b:1", "%eth0", "[fe80::1%eth0]:1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := server.Parse([]string{text})
		if err != nil {
			return
		}
		if len(all) == 0 {
			t.Fatalf("%q names no server, and is not an error", text)
		}
		for _, a := range all {
			again, err := server.Parse([]string{a.Name})
			if err != nil || len(again) != 1 || again[0] != a {
				t.Errorf("%q of %q is %+v (%v) when read again, want %+v", a.Name, text, again, err, a)
			}
			if a.Network == "tcp" {
				if _, _, err := net.SplitHostPort(a.Target); err != nil {
					t.Errorf("%q cannot be dialled: %v", a.Target, err)
				}
			}
		}
	})
}
