package repl_test

import (
	"strings"
	"testing"

	"sessh/session/memstore"
)

// TestFloats: a float is shown in the same way everywhere, as it can be typed back, and as what
// Python and JavaScript write up to 1e16.
func TestFloats(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	got := run(t, store, "set /Shop/a/p/x 1234567.5", "diff", "set /Shop/a/p/y 1e8", "commit",
		"get /Shop/a/p/x", "output json", "get /Shop/a/p", "output text", "ls /Shop/a/p", "find .p", "find .p.x", "grep 1234567.5", "info /Shop/a/p/y",
		"set /Shop/a/p/x 2345678.5", "diff", "output json", "diff", "output text")
	if n := strings.Count(got, "1234567.5"); n != 9 || !strings.Contains(got, "100000000.0") || strings.Contains(got, "e+") {
		t.Errorf("%d times 1234567.5 in\n%s", n, got)
	}
	got = run(t, store, "find '.p.x == 1234567.5 and .p.y == 1e8'", `set /Shop/a/p/y 1795778586.1174784`, "commit", "find '.p.y == 1795778586.1174784'")
	if strings.Count(got, "/Shop/a") != 2 {
		t.Errorf("find has\n%s", got)
	}
}
