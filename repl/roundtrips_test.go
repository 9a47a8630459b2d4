package repl

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl/report"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// TestRoundTrips: what is done to many sessions asks the server a few times, not once
// for each.
func TestRoundTrips(t *testing.T) {
	const n, most = 1200, 30
	file := filepath.Join(t.TempDir(), "dump")
	for _, tt := range []struct{ before, line string }{
		{"", "rm -r /Shop/*"},
		{"", "find --exec 'set cart/total 1' .cart.total /Shop"},
		{"", "find --exec 'get cart/total' .cart.total /Shop"},
		{"dump /Shop " + file, "load --replace " + file},
		{"find --exec 'set cart/total 1' .cart.total /Shop\ncommit", "revert"},
		{"find --exec 'set cart/total 1' .cart.total /Shop", "commit"},
		{"", "tree /Shop"}, {"", "grep x /Shop"}, {"", "ls -l /Shop"}, {"", "du /Shop"}, {"", "top"}, {"", "dump /Shop -"},
		{"rm -r /Shop/*", "refresh"}, {"rm -r /Shop/*", "conflicts"}, {"rm -r /Shop/*", "status"}, {"rm -r /Shop/*", "diff"},
	} {
		t.Run(tt.line, func(t *testing.T) {
			store := filled(t, n)
			sh := New(Options{Store: store})
			defer sh.Close(context.Background())
			if err := sh.script(t.Context(), "", linesOf(tt.before)); err != nil {
				t.Fatal(err)
			}
			store.Reset()
			if err := sh.Run(t.Context(), tt.line); err != nil {
				t.Fatal(err)
			}
			if calls := store.Calls(); calls.Load+calls.Apply > most {
				t.Errorf("%d sessions took %+v", n, calls)
			}
		})
	}
}

// filled returns a store with n sessions.
func filled(t *testing.T, n int) *storetest.Faulty {
	store := memstore.New(memstore.Options{})
	writes := make([]storage.Write, n)
	for i := range writes {
		id := fmt.Sprintf("s%d", i)
		key, err := sesshjson.Format{}.Key("Shop", id)
		if err != nil {
			t.Fatal(err)
		}
		writes[i] = storage.Write{Key: key, Value: fmt.Appendf(nil, `{"version":1,"id":%q,"timeout":3600,"data":{"cart":{"total":%d}}}`, id, i), TTL: time.Hour}
	}
	for _, o := range store.Apply(t.Context(), writes) {
		if o.State != storage.Applied {
			t.Fatal(o)
		}
	}
	return storetest.Faults(store)
}

// TestLimitEndsTheWork: a search that has found enough lists and reads no more than was on its
// way, however many sessions there are.
func TestLimitEndsTheWork(t *testing.T) {
	t.Parallel()
	const n, onTheirWay = 20_000, 8 * 1024
	store := filled(t, n)
	listed := 0
	store.ListItem = func(storage.Listed) error {
		listed++
		return nil
	}
	for _, test := range []struct {
		line          string
		lines, status int
	}{
		{"find --limit 3 .cart.total>=0 /Shop", 3, report.Done}, {"find -n 3 .cart.total /", 3, report.Done}, {"find --limit 3 --name t* /Shop", 3, report.Done},
		{"grep --limit 3 total /Shop", 3, report.Done}, {"grep -n 1 --names s /Shop", 1, report.Done}, {"find --limit 3 --exec pwd .cart.total /Shop", 4, report.Done},
	} {
		store.Reset()
		listed = 0
		var out bytes.Buffer
		sh := New(Options{Store: store, Out: &out})
		status := sh.One(t.Context(), strings.Fields(test.line))
		sh.Close(context.Background())
		if n := strings.Count(out.String(), "\n"); status != test.status || n != test.lines {
			t.Errorf("%s prints\n%sand ends with status %d", test.line, out.String(), status)
		}
		if read := store.Calls().LoadKeys; listed > onTheirWay || read > onTheirWay {
			t.Errorf("%s has listed %d and read %d of %d sessions", test.line, listed, read, n)
		}
	}
	for line, status := range map[string]int{"find --limit 3 .cart.total==7 /Shop": report.Done, "find --limit 3 .cart.total<0 /Shop": report.Failed, "grep --limit x total": report.Usage, "find --limit 0 .cart.total==7 /Shop": report.Done} {
		sh := New(Options{Store: store})
		if got := sh.One(t.Context(), strings.Fields(line)); got != status {
			t.Errorf("%s ends with status %d, want %d", line, got, status)
		}
		sh.Close(context.Background())
	}
	for _, line := range []string{"find --li", "grep --li"} {
		sh := New(Options{Store: store})
		if c := sh.Complete(line, len(line)).Candidates; len(c) != 1 {
			t.Errorf("Tab after %s offers %v", line, c)
		}
		sh.Close(context.Background())
	}
}

func linesOf(text string) *strings.Reader { return strings.NewReader(text) }
