package formattest

import (
	"testing"

	"sessh/session"
)

// FuzzClaims has a format whose keys others have, too, look at anything: it claims
// whatever it reads, and never panics.
func FuzzClaims(f *testing.F, c session.Format) {
	for _, item := range Items(f) {
		f.Add(item.Value, uint8(item.Flags))
	}
	f.Fuzz(func(t *testing.T, value []byte, flags uint8) {
		claims := c.Traits().Claims(value, uint32(flags))
		if _, err := c.Decode(value, uint32(flags)); err == nil && !claims {
			t.Errorf("it reads %q with the flags %d, and does not claim it", value, flags)
		}
	})
}
