package packed

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
)

func TestInflate(t *testing.T) {
	text := []byte(strings.Repeat("hello ", 1000))
	p := Deflate(text)
	if !Zlib(p) || Gzip(p) || len(p) > 100 {
		t.Errorf("%d bytes, zlib %v", len(p), Zlib(p))
	}
	if out, err := Inflate(p); err != nil || !bytes.Equal(out, text) {
		t.Errorf("%d bytes, %v", len(out), err)
	}
	for n := range p {
		if out, err := Inflate(p[:n]); err == nil {
			t.Errorf("%d of %d bytes unpack to %d", n, len(p), len(out))
		}
	}
	bomb := Deflate(make([]byte, Limit+1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Inflate(bomb); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a bomb: %v", err)
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 1<<20 {
		t.Errorf("a bomb takes %d bytes", after.TotalAlloc-before.TotalAlloc)
	}
	for _, test := range []struct{ value, want string }{{"plain", "not compressed"}, {"", "ends too early"}, {"\x78\x9cgarbage", "cannot be unpacked"}} {
		if _, err := Inflate([]byte(test.value)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.value, err, test.want)
		}
	}
	if Zlib([]byte("{}")) || Zlib(nil) || Zlib([]byte("x")) {
		t.Error("a text is taken for a packed one")
	}
}
