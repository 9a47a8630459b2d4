package client

import (
	"bytes"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestSmallZstd unpacks small values by decoders that are used again, also after damaged ones, and
// leaves all others to those that read in pieces.
func TestSmallZstd(t *testing.T) {
	t.Parallel()
	text := bytes.Repeat([]byte("tea, "), 100)
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	one, large := enc.EncodeAll(text, nil), enc.EncodeAll(bytes.Repeat(text, smallZstd/100), nil)
	two := enc.EncodeAll(text, bytes.Clone(one))
	for range 3 {
		for _, test := range []struct {
			name  string
			value []byte
			small bool
			size  int // unpacked; 0: it is damaged
		}{
			{"one", one, true, len(text)}, {"two frames", two, true, 2 * len(text)}, {"large", large, false, len(text) * (smallZstd / 100)},
			{"cut off", one[:len(one)-2], false, 0}, {"header alone", one[:5], false, 0}, {"with more", append(bytes.Clone(one), "more"...), false, 0},
		} {
			var out bytes.Buffer
			if small := unpackSmallZstd(&out, test.value); small != test.small || small && out.Len() != test.size {
				t.Errorf("%s: %d bytes, %v", test.name, out.Len(), small)
			}
			if out, err := Unpack(test.value); (err == nil) != (test.size > 0) || len(out) != test.size {
				t.Errorf("%s: %d bytes, %v", test.name, len(out), err)
			}
		}
	}
}
