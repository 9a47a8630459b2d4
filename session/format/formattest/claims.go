package formattest

import (
	"errors"
	"testing"

	"sessh/session/format"
)

// FuzzClaims has formats whose keys others have, too, look at anything: they claim
// whatever they read, or read whatever they claim where marks prove it, and never panic.
// It begins with the items in the folders of the formats.
func FuzzClaims(f *testing.F, folders []string, formats ...format.Format) {
	keys := make([]map[bool]string, len(formats)) // one that wants a mark, and one that wants none
	for i, folder := range folders {
		keys[i] = make(map[bool]string)
		for _, item := range Items(f, folder) {
			f.Add(item.Value, uint8(item.Flags))
			keys[i][marked(formats[i], item.Key)] = item.Key
		}
	}
	f.Fuzz(func(t *testing.T, value []byte, flags uint8) {
		for i, c := range formats {
			_, err := c.Decode(value, uint32(flags))
			for wantsMark, key := range keys[i] {
				claims := c.Traits().Claims(key, value, uint32(flags))
				var doubt *format.Doubt
				if errors.As(err, &doubt) { // it can be read in several ways
					err = nil
				}
				switch {
				case wantsMark && err != nil && claims:
					t.Errorf("%s claims %q with the flags %d, which it cannot read: %v", c.Name(), value, flags, err)
				case !wantsMark && err == nil && !claims:
					t.Errorf("%s reads %q with the flags %d, and does not claim it", c.Name(), value, flags)
				}
			}
		}
	})
}

// marked reports whether an item under the key must have a mark.
func marked(f format.Format, key string) bool {
	is := f.Traits().Marked
	return is != nil && is(key)
}
