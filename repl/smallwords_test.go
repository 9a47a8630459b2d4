package repl_test

import (
	"strings"
	"testing"

	"sessh/session/memstore"
)

// TestReasonsOfValues: what is said of a value that cannot be, or is text, is the true reason.
func TestReasonsOfValues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ typed, want string }{
		{`set /Shop/a/p/s "\\ud801"`, `\ud801 at column 2 is half of a surrogate pair, which is no character by itself`},
		{`set /Shop/a/p/s "\\ud801x"`, `is half of a surrogate pair`},
		{`set /Shop/a/p/s "\\U00110000"`, `there is no character \U00110000, at column 2`},
		{`set /Shop/a/p/s "\\ud8"`, `is not followed by the 4 hexadecimal digits`},
		{`set /Shop/a/p/s 1e400`, `note: text: 1e400 is too large for a float; infinity is {"$float": "inf"}`},
		{`set /Shop/a/p/s -1e999`, `is too large for a float`},
	} {
		typed := strings.ReplaceAll(tt.typed, `\\`, `\`)
		if got := run(t, memstore.New(memstore.Options{}), typed); !strings.Contains(got, tt.want) {
			t.Errorf("%s says %q", typed, got)
		}
	}
}

// TestDiffOfUnknownTimeout: where a format stores no timeout, diff does not call the time left unknown.
func TestDiffOfUnknownTimeout(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	if got := run(t, store, "set /php/abc123/user Ann", "commit", "expire /php/abc123 3h", "diff"); !strings.Contains(got, "~ timeout  the time left -> 3h\n") {
		t.Errorf("diff shows\n%s", got)
	}
}
