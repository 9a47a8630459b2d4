package doctor_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/doctor"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// sound is a server with nothing wrong.
func sound(name string) health.Server {
	return health.Server{
		Name: name, Version: "1.6.18",
		Counters: map[string]string{
			"uptime": "864000", "time": "1790000000", "evictions": "0", "limit_maxbytes": "67108864", "bytes": "1000", "listen_disabled_num": "0", "rejected_connections": "0",
			"curr_connections": "10", "max_connections": "1024", "reserved_fds": "20", "total_connections": "1000", "store_too_large": "0", "log_worker_dropped": "0",
		},
		Settings: map[string]string{
			"maxbytes": "67108864", "maxconns": "1024", "inter": "127.0.0.1", "domain_socket": "NULL", "evictions": "on", "cas_enabled": "yes", "lru_crawler": "yes",
			"auth_enabled_sasl": "no", "auth_enabled_ascii": "no", "item_size_max": "1048576",
		},
		Asked: time.Unix(1790000000, 0), Answered: time.Unix(1790000000, 0),
	}
}

// with changes a server.
func with(s health.Server, counters, settings map[string]string) health.Server {
	s.Counters, s.Settings = maps.Clone(s.Counters), maps.Clone(s.Settings)
	maps.Copy(s.Counters, counters)
	maps.Copy(s.Settings, settings)
	return s
}

// census is of one session on a server, with a lifetime of an hour, that was last used some seconds ago.
func census(t *testing.T, server string, ago int64) *health.Census {
	t.Helper()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: framework.All()})
	root.Store().Apply(t.Context(), []storage.Write{{Key: "sessh/Shop/s1", Value: []byte(ours(10)), TTL: time.Hour}})
	c, err := health.Count(t.Context(), root, nil)
	if _, _, ok := c.Sessions["Shop"].Lifetime(); err != nil || !ok {
		t.Fatal("the lifetime is not known", err)
	}
	c.Others = map[string]*health.Population{"b:11211": {Count: 1, Servers: map[string]int{"b:11211": 1}}}
	c.Oldest = map[string]time.Time{server: time.Unix(1790000000-ago, 0)}
	return c
}

// squeezed is a server that has other items, and has evicted some that had a lifetime.
func squeezed(s health.Server) health.Server {
	s.Classes = []health.Class{{ID: 5, Counters: map[string]string{"evicted": "30", "evicted_nonzero": "3"}}}
	return s
}

func TestFacts(t *testing.T) {
	t.Parallel()
	type m = map[string]string
	a, b := sound("a:11211"), sound("b:11211")
	for name, tt := range map[string]struct {
		facts doctor.Facts
		want  []string
		says  string // of the first one
	}{
		"sound":                         {facts: doctor.Facts{Servers: []health.Server{a, b}}},
		"a short uptime":                {facts: doctor.Facts{Servers: []health.Server{a, with(b, m{"uptime": "3600"}, nil)}}, want: []string{"restarted"}, says: "the server was started 1h ago, and another one runs for 10d"},
		"uptimes that hardly differ":    {facts: doctor.Facts{Servers: []health.Server{with(a, m{"uptime": "600"}, nil), with(b, m{"uptime": "60"}, nil)}}},
		"an uptime of half":             {facts: doctor.Facts{Servers: []health.Server{a, with(b, m{"uptime": "432000"}, nil)}}},
		"all connections":               {facts: doctor.Facts{Servers: []health.Server{with(a, m{"curr_connections": "950"}, nil)}}, want: []string{"connections-nearly-all"}, says: "950 of 1024 connections are in use"},
		"refused connections":           {facts: doctor.Facts{Servers: []health.Server{with(a, m{"listen_disabled_num": "3"}, nil)}}, want: []string{"connections-refused"}, says: "the server stopped accepting connections 3 times in 10d; the limit is 1024"},
		"accepted, counted as rejected": {facts: doctor.Facts{Servers: []health.Server{{Name: "a", Version: "1.5.22", Counters: m{"uptime": "5", "rejected_connections": "7", "total_connections": "8"}}}}},
		"an open address":               {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "127.0.0.1,10.1.2.3:11211"})}}, want: []string{"no-authentication"}, says: "the server listens on 10.1.2.3:11211, and requires no authentication"},
		"all addresses":                 {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "NULL"})}}, want: []string{"no-authentication"}, says: "the server listens on all addresses, and"},
		"0.0.0.0":                       {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "0.0.0.0"})}}, want: []string{"no-authentication"}},
		"a name":                        {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "cache.example"})}}, want: []string{"no-authentication"}},
		"loopback":                      {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "localhost,127.0.0.2:1,[::1]:11211,::1,notls:127.0.0.1:11211"})}}},
		"a socket":                      {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "NULL", "domain_socket": "/run/m"})}}},
		"a password":                    {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "NULL", "auth_enabled_ascii": "/etc/passwords"})}}},
		"SASL":                          {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "NULL", "auth_enabled_sasl": "yes"})}}},
		"client certificates":           {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "NULL", "ssl_enabled": "yes", "ssl_verify_mode": "2"})}}},
		"TLS alone":                     {facts: doctor.Facts{Servers: []health.Server{with(a, nil, m{"inter": "NULL", "ssl_enabled": "yes", "ssl_verify_mode": "0"})}}, want: []string{"no-authentication"}},
		"a clock ahead":                 {facts: doctor.Facts{Servers: []health.Server{a, with(b, m{"time": "1790000090"}, nil)}}, want: []string{"clock"}, says: "its clock is 1m30s ahead of ours"},
		"our clock":                     {facts: doctor.Facts{Servers: []health.Server{with(a, m{"time": "1790003600"}, nil), with(b, m{"time": "1790003601"}, nil)}}, want: []string{"clock"}, says: "the clocks of all servers are 1h ahead of ours"},
		"a clock of another second":     {facts: doctor.Facts{Servers: []health.Server{with(a, m{"time": "1789999998"}, nil)}}},
		"versions":                      {facts: doctor.Facts{Servers: []health.Server{a, func() health.Server { s := b; s.Version = "1.5.6"; return s }()}}, want: []string{"different-versions"}, says: "servers have version 1.6.18 (a:11211), version 1.5.6 (b:11211)"},
		"memory":                        {facts: doctor.Facts{Servers: []health.Server{a, with(b, nil, m{"maxbytes": "1048576"})}}, want: []string{"different-memory"}, says: "servers have 64.0 MiB (a:11211), 1.0 MiB (b:11211)"},
		"started anew": {
			facts: doctor.Facts{Watched: 30 * time.Second, Before: []health.Server{a}, Servers: []health.Server{with(a, m{"uptime": "3"}, nil)}},
			want:  []string{"restarted"}, says: "the server was started anew in the last 30s",
		},
		"the log of lifetimes": {
			facts: doctor.Facts{
				Watched: 30 * time.Second, Before: []health.Server{a}, Servers: []health.Server{with(a, m{"log_worker_dropped": "9"}, nil)},
				Log: &health.Log{Servers: map[string]bool{"a:11211": false}, Events: map[string]*health.Events{"Shop": {Stored: 10, Over: 2, OverID: "s1"}}},
			},
			want: []string{"over-at-once"}, says: "at least 2 of 10 stores in the last 30s",
		},
		"evictions where another server has sessions": {
			facts: doctor.Facts{Census: census(t, "a:11211", 59), Servers: []health.Server{a, squeezed(b)}},
			want:  []string{"perhaps-evicted"}, says: "3 items that had a lifetime, with time left, evicted in 10d, most in class 5; no session",
		},
		"all connections in use": {
			facts: doctor.Facts{Servers: []health.Server{{Name: "a", Err: &storage.Error{Server: "a", Err: storage.ErrFull}}}},
			want:  []string{"connections-refused"}, says: "all its connections are in use",
		},
		"items of before the start of another": {
			facts: doctor.Facts{Census: census(t, "a:11211", 600), Servers: []health.Server{with(a, m{"uptime": "900"}, nil), with(b, m{"uptime": "60"}, nil)}},
			want:  []string{"restarted"}, says: "the server was started 1m ago, and a:11211 has an item that was last used 9m before",
		},
		"items of after the start of another": {facts: doctor.Facts{Census: census(t, "a:11211", 59), Servers: []health.Server{with(a, m{"uptime": "90"}, nil), with(b, m{"uptime": "60"}, nil)}}},
		"counters reset":                      {facts: doctor.Facts{Servers: []health.Server{with(a, m{"listen_disabled_num": "3", "curr_items": "5", "total_items": "2"}, nil)}}, want: []string{"connections-refused"}, says: "3 times since its counters were reset; the limit"},
		"counters reset between the looks": {
			facts: doctor.Facts{Watched: 30 * time.Second, Before: []health.Server{with(a, m{"rejected_connections": "9"}, nil)}, Servers: []health.Server{with(a, m{"rejected_connections": "3"}, nil)}},
			want:  []string{"connections-refused"}, says: "3 connections refused in 10d; the limit",
		},
		"no more than before": {
			facts: doctor.Facts{Watched: 30 * time.Second, Before: []health.Server{with(a, m{"listen_disabled_num": "3"}, nil)}, Servers: []health.Server{with(a, m{"listen_disabled_num": "3"}, nil)}},
			want:  []string{"connections-refused"}, says: "3 times in 10d, none of them in the last 30s; the limit",
		},
		"more than before": {
			facts: doctor.Facts{Watched: 30 * time.Second, Before: []health.Server{with(a, m{"rejected_connections": "3"}, nil)}, Servers: []health.Server{with(a, m{"rejected_connections": "63"}, nil)}},
			want:  []string{"connections-refused"}, says: "63 connections refused in 10d, 60 of them in the last 30s (2 a second); the limit",
		},
		"the log": {
			facts: doctor.Facts{
				Watched: 30 * time.Second, Before: []health.Server{a}, Servers: []health.Server{with(a, m{"log_worker_dropped": "9"}, nil)},
				Log: &health.Log{Servers: map[string]bool{"a:11211": false}, Events: map[string]*health.Events{"Shop": {Stored: 10, Evicted: 2, Left: storage.TTLNever}}},
			},
			want: []string{"session-evicted"}, says: "at least 2 sessions evicted in the last 30s, which were never to expire",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := doctor.Check(&tt.facts)
			if got := causes(r); !slices.Equal(got, tt.want) {
				t.Fatalf("found %v, want %v: %+v", got, tt.want, r)
			}
			if len(r.Findings) > 0 && !strings.Contains(r.Findings[0].Says, tt.says) {
				t.Errorf("it says %q, want %q", r.Findings[0].Says, tt.says)
			}
		})
	}
}

// TestUnchecked: what is not known is said, once.
func TestUnchecked(t *testing.T) {
	t.Parallel()
	down, little := sound("down"), sound("little")
	down.Err, little.Settings = errors.New("no answer"), nil
	delete(little.Counters, "listen_disabled_num")
	f := doctor.Facts{
		Servers:    []health.Server{down, little},
		Unlisted:   errors.Join(&storage.Error{Op: "list", Server: "down", Err: errors.New("no answer")}, &storage.Error{Op: "list", Server: "little", Err: errors.New("busy")}),
		Unreported: errors.New("no log"),
		Log:        &health.Log{Servers: map[string]bool{"little": true}},
	}
	got := doctor.Check(&f).Unchecked
	want := []string{"little does not report connections, item limit, authentication", "sessions: list on little: busy", "log: no log", "log: little left lines out"}
	if !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
}

// TestCausesAreDocumented: each word for a cause is in the package comment.
func TestCausesAreDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("*.go")
	words := make(map[string]bool)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:Cause: +|unequal\(f, )"([a-z-]+)"`).FindAllSubmatch(text, -1) {
			words[string(m[1])] = true
		}
	}
	for word := range words {
		if !bytes.Contains(doc, []byte("//\t"+word+" ")) {
			t.Errorf("%s is not documented", word)
		}
	}
	if n := bytes.Count(doc, []byte("\n//\t")) - 2; n != len(words) { // and two lines of code
		t.Errorf("%d causes are documented, and there are %d", n, len(words))
	}
}
