package formattest

import (
	"errors"
	"testing"

	"sessh/session"
)

// FuzzClaims has formats whose keys others have, too, look at anything: they claim
// whatever they read, or read whatever they claim where marks prove it, and never panic. It
// begins with the items in the folders, and gives each format keys of its own.
func FuzzClaims(f *testing.F, folders []string, formats ...session.Format) {
	keys := make([]string, len(folders))
	for i, folder := range folders {
		for _, item := range Items(f, folder) {
			f.Add(item.Value, uint8(item.Flags))
			keys[i] = item.Key
		}
	}
	f.Fuzz(func(t *testing.T, value []byte, flags uint8) {
		for i, c := range formats {
			claims := c.Traits().Claims(keys[i], value, uint32(flags))
			_, err := c.Decode(value, uint32(flags))
			var doubt *session.Doubt
			if errors.As(err, &doubt) { // it can be read in several ways
				err = nil
			}
			switch {
			case c.Traits().Marked && err != nil && claims:
				t.Errorf("%s claims %q with the flags %d, which it cannot read: %v", c.Name(), value, flags, err)
			case !c.Traits().Marked && err == nil && !claims:
				t.Errorf("%s reads %q with the flags %d, and does not claim it", c.Name(), value, flags)
			}
		}
	})
}
