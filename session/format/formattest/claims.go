package formattest

import (
	"errors"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/tree"
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
			r, err := c.Decode(value, uint32(flags))
			if err == nil {
				retime(t, c, r, value, uint32(flags))
			}
			for wantsMark, key := range keys[i] {
				claims := c.Traits().Claims(key, &client.Stored{Value: value, Flags: uint32(flags)})
				if claims && !mayBegin(c, value, uint32(flags)) {
					t.Errorf("%s claims %q with the flags %d, and not by the first byte", c.Name(), value, flags)
				}
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

// retime gives a session that was read another deadline, if the format has any: it is read as the same.
func retime(t *testing.T, f format.Format, r *format.Record, value []byte, flags uint32) {
	traits := f.Traits()
	if traits.Deadline == nil || traits.Retime == nil || r.Sealed != "" {
		return
	}
	before := traits.Deadline(r.Way, value, flags)
	for _, end := range []time.Time{{}, time.Unix(1<<31, 0)} {
		timed, timedFlags, err := traits.Retime(r.Way, value, flags, end)
		if err != nil { // it may be too deep to be written
			continue
		}
		now, err := format.DecodeAs(f, r.Way, timed, timedFlags)
		if err != nil || !tree.Equal(now.Data, r.Data) {
			t.Errorf("%s: %q, which ends %v, is written as %q to end %v, and is not read as the same: %v", f.Name(), value, before, timed, end, err)
		}
	}
}

// mayBegin reports whether a format takes the first byte of a value; see [format.Traits.First].
func mayBegin(f format.Format, value []byte, flags uint32) bool {
	first := f.Traits().First
	return first == nil || len(value) == 0 || first(flags)[value[0]]
}

// FirstBytes has contested formats look at the items in their folders, or where tests are short at one
// in eight, with each byte for the first, and with blanks before it: they claim none that they do not take by
// the first byte.
func FirstBytes(t *testing.T, folders []string, formats ...format.Format) {
	var values []Item
	keys := make([][]string, len(formats))
	for i, folder := range folders {
		for _, item := range Items(t, folder) {
			values, keys[i] = append(values, item), append(keys[i], item.Key)
		}
	}
	const blanks = " \t\r\n\v\f"
	claimed, refused := 0, 0
	for n, item := range values {
		if testing.Short() && n%8 != 0 {
			continue
		}
		first := make([][256]bool, len(formats))
		for i, f := range formats {
			first[i] = f.Traits().First(item.Flags)
		}
		for b := range 256 + len(blanks) {
			var value []byte
			if b < 256 {
				value = append([]byte{byte(b)}, item.Value[min(1, len(item.Value)):]...)
			} else {
				value = append([]byte{blanks[b-256]}, item.Value...)
			}
			for i, f := range formats {
				if first[i][value[0]] {
					claimed++
					continue
				}
				refused++
				for _, key := range keys[i] {
					if f.Traits().Claims(key, &client.Stored{Value: value, Flags: item.Flags}) {
						t.Fatalf("%s claims %q with the flags %d, and not by the first byte", f.Name(), value, item.Flags)
					}
				}
			}
		}
	}
	if claimed == 0 || refused < claimed {
		t.Errorf("by the first byte %d may be claimed, and %d not", claimed, refused)
	}
}

// marked reports whether an item under the key must have a mark.
func marked(f format.Format, key string) bool {
	is := f.Traits().Marked
	return is != nil && is(key)
}
