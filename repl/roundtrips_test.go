package repl

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// TestRoundTrips: what is done to many sessions asks the server a few times, not once
// for each.
func TestRoundTrips(t *testing.T) {
	const n, most = 1200, 30
	fill := func(t *testing.T) *storetest.Faulty {
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
			store := fill(t)
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

func linesOf(text string) *strings.Reader { return strings.NewReader(text) }
