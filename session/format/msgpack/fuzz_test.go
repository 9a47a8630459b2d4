package msgpack

import (
	"testing"
)

// What can be read and written is read again as the same, and written again as
// the same bytes.
func FuzzDecode(f *testing.F) {
	for _, x := range fixtures(f) {
		if len(x.Value) < 3000 {
			f.Add(x.Value, x.php)
		}
	}
	for _, x := range []string{
		"\xdd\x00\x00\x00\x01\xc0", "\x82\xc0\x01\xc0\xa1A", "\x92\x91\x01\x82\xc0\x02\x00\x02", "\x81\x82\xc0\xa1A\xa1x\x01\x02",
		"\x93\x82\xc0\xa1A\x01\x02\x82\xc0\x05\x00\x02\x82\xc0\x04\x00\x02", "\xca\x7f\x80\x00\x01", "\xd9\x01\xff", "\xde\x00\x01\xc0\x01",
	} {
		f.Add([]byte(x), true)
		f.Add([]byte(x), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, php bool) { codec(php).Fuzz(t, data) })
}
