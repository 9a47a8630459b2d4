package keys

import (
	"strings"
	"testing"
)

// TestPlain looks for each byte at each place of texts of several lengths.
func TestPlain(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				text := strings.Repeat("é", n)[:at] + string([]byte{byte(c)}) + strings.Repeat("~", n-at-1)
				if got, want := isPlain(text), all(text, visible); got != want {
					t.Fatalf("%q is plain: %v, want %v", text, got, want)
				}
			}
		}
	}
}
