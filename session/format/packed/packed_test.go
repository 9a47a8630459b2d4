package packed

import (
	"bytes"
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
	if _, err := Inflate(Deflate(make([]byte, Limit+1))); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a bomb: %v", err)
	}
	if Zlib([]byte("{}")) || Zlib(nil) || Zlib([]byte("x")) {
		t.Error("a text is taken for a packed one")
	}
}
