package repl_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestDeadlinesInValues: where a framework keeps a deadline in the value, which has passed, ttl, info and
// why say so, whatever time the item has left, and expire sets it.
func TestDeadlinesInValues(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"rails", "keyv", "koa-session", "scs"} {
		f, met := framework.Named(name), 0
		for _, item := range formattest.Items(t, filepath.Join("../session/format/framework/testdata", name)) {
			end := f.Traits().Deadline("", item.Value, item.Flags)
			if end.IsZero() || end.After(time.Now()) {
				continue
			}
			met++
			store := memstore.New(memstore.Options{})
			store.Apply(t.Context(), []storage.Write{{Key: item.Key, Value: item.Value, Flags: item.Flags, TTL: 10 * time.Hour}})
			container, id, _, _ := f.Parse(item.Key)
			path := tree.SessionPath(container, id).String()
			before := run(t, store, "ttl "+path, "info "+path, "why "+path)
			if strings.Count(before, "none: by the deadline in its value it has ended") != 2 || !strings.Contains(before, "by the deadline in its value it ended ") ||
				!strings.Contains(before, "expiry") || strings.Contains(before, "nothing is wrong") {
				t.Errorf("%s: with a deadline that is past\n%s", path, before)
			}
			after := run(t, store, "expire "+path+" 2h", "commit", "ttl "+path, "info "+path, "why "+path)
			if strings.Contains(after, "deadline in its value") || strings.Contains(after, "expiry") || !strings.Contains(after, "2h") || strings.Contains(after, "error") {
				t.Errorf("%s: after expire\n%s", path, after)
			}
			if after := run(t, store, "expire "+path+" never", "commit", "ttl "+path); !strings.Contains(after, "never") && name != "scs" {
				t.Errorf("%s: with no end\n%s", path, after)
			}
		}
		if met == 0 {
			t.Errorf("no session of %s has a deadline that is past", name)
		}
	}
}
