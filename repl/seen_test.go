package repl

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestWhyOfASessionThatWasRead: that this shell has read a session is evidence, after the transaction
// as well in which it did.
func TestWhyOfASessionThatWasRead(t *testing.T) {
	t.Parallel()
	for _, read := range []string{"get /C/a/p/n", "set /C/a/p/n 2"} {
		store := memstore.New(memstore.Options{})
		if _, err := runLine(t, Options{Store: store}, "set /C/a/p/n 1", "commit"); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		sh := New(Options{Store: store, Out: &out, Err: &out})
		defer sh.Close(context.Background())
		why := func() string {
			out.Reset()
			if err := sh.Run(t.Context(), "why /C/a"); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		if err := sh.Run(t.Context(), read); err != nil {
			t.Fatal(err)
		}
		item := store.Load(t.Context(), []string{"sessh/C/a"}, 0)[0].Item
		if o := store.Apply(t.Context(), []storage.Write{{Key: "sessh/C/a", Delete: true, Version: item.Version}})[0]; o.State != storage.Applied {
			t.Fatal(o)
		}
		for range 2 {
			if got := why(); !strings.Contains(got, "(this shell read it)") {
				t.Errorf("after %s, why says\n%s", read, got)
			}
		}
	}
}
