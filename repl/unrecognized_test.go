package repl_test

import (
	"strings"
	"testing"

	"sessh/session/memstore"
)

// TestCommitOfUnrecognized: a commit of sessions that listings will not recognize says so once for a
// container, and so does info.
func TestCommitOfUnrecognized(t *testing.T) {
	t.Parallel()
	const a, b = "/laravel:shop_cache_/kqkH8jX0fTz5VgkHl4Hbd4Dl7QmF3sYwT2rPmUcA", "/laravel:shop_cache_/kqkH8jX0fTz5VgkHl4Hbd4Dl7QmF3sYwT2rPmUcB"
	store := memstore.New(memstore.Options{})
	got := run(t, store, "set "+a+"/cart tea", "set "+b+"/cart tea", "commit")
	const why = "without _token sessh does not recognize it: it is listed under /items"
	if strings.Count(got, why) != 1 || !strings.Contains(got, " and 1 more: ") {
		t.Errorf("commit says\n%s", got)
	}
	if got := run(t, store, "info "+a); !strings.Contains(got, why) {
		t.Errorf("info says\n%s", got)
	}
	if got := run(t, store, "set "+a+"/_token x", "commit", "info "+a); strings.Contains(got, why) {
		t.Errorf("with the mark:\n%s", got)
	}
	if got := run(t, store, "rm "+a+"/_token", "commit"); !strings.Contains(got, why) {
		t.Errorf("without the mark again:\n%s", got)
	}
}
