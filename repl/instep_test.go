package repl

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
)

// TestShowsWhatIsUnderThePath: a reply that is no one's comes before that to any of
// the reads, or one comes twice, and each session is shown as it is.
func TestShowsWhatIsUnderThePath(t *testing.T) {
	for name, fault := range map[string]mct.Fault{"stray": mct.Stray("EN\r\n"), "twice": mct.Twice()} {
		for n := 1; n <= 6; n++ {
			t.Run(fmt.Sprintf("%s, read %d", name, n), func(t *testing.T) {
				t.Parallel()
				server := mct.Start(t)
				proxy := mct.NewProxy(t, server.Addr)
				run := func(addr string, lines ...string) string {
					store, err := memcached.Open(t.Context(), []string{addr}, memcached.Options{Timeout: time.Minute})
					if err != nil {
						t.Fatal(err)
					}
					defer store.Close()
					var out bytes.Buffer
					sh := New(Options{Store: store, Server: addr, Out: &out, Pending: t.TempDir()})
					defer sh.Close(context.Background())
					for _, l := range lines {
						if err := sh.Run(t.Context(), l); err != nil {
							t.Fatalf("%s: %v", l, err)
						}
					}
					return out.String()
				}
				run(server.Addr, "set /Shop/s1/p/k one", "set /Shop/s2/p/k two", "set /Shop/s3/p/k three", "commit")
				proxy.Nth(n, "mg", fault)
				got := run(proxy.Addr, "get /Shop/s1/p/k", "get /Shop/s2/p/k", "get /Shop/s3/p/k")
				if want := "\"one\"\n\"two\"\n\"three\"\n"; got != want {
					t.Errorf("shown is %s, want %s", strings.TrimSpace(got), want)
				}
			})
		}
	}
}
