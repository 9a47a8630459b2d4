package msgpack

import (
	"testing"

	"sessh/session/format/graph"
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
	f.Fuzz(func(t *testing.T, data []byte, php bool) {
		x := fixture{php: php}
		n, err := x.decode(data)
		if err != nil {
			return
		}
		if r := []rune(Repr(n)); len(r) > graph.LineLength+1 {
			t.Fatalf("%d characters are shown", len(r))
		}
		text, err := x.encode(n)
		if err != nil {
			return
		}
		again, err := x.decode(text)
		if err != nil {
			t.Fatalf("%x is written as %x: %v", data, text, err)
		}
		if d := difference(n, again); d != "" {
			t.Fatalf("%x is written as %x: %s", data, text, d)
		}
		if third, err := x.encode(again); err != nil || string(third) != string(text) {
			t.Fatalf("%x is written as %x, and then as %x, %v", data, text, third, err)
		}
	})
}
