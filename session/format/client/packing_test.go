package client

import (
	"bytes"
	"encoding/base64"
	"runtime"
	"strings"
	"testing"
)

func pack(t *testing.T, p Packing, value []byte) []byte {
	t.Helper()
	b, err := p.Pack(value)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bzipped is "tea, " 40 times, compressed by Python's bz2.
func bzipped(t *testing.T) []byte {
	b, err := base64.StdEncoding.DecodeString(bzippedText)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUnpack(t *testing.T) {
	text := []byte(strings.Repeat("hello ", 1000))
	for _, p := range []Packing{Zlib, Gzip, Bzip2} {
		stored := bzipped(t)
		if p != Bzip2 {
			stored = pack(t, p, text)
		}
		for n := range stored {
			if out, err := Unpack(stored[:n]); err == nil {
				t.Errorf("%s: %d of %d bytes unpack to %d", p, n, len(stored), len(out))
			}
		}
		if _, err := Unpack(append(bytes.Clone(stored), "more"...)); err == nil {
			t.Errorf("%s: what follows is passed over", p)
		}
	}
	two := append(pack(t, Gzip, text), pack(t, Gzip, text)...)
	if _, err := Unpack(two); err == nil || !strings.Contains(err.Error(), "bytes follow the compressed value") {
		t.Errorf("two members of gzip: %v", err)
	}
	for _, p := range []Packing{Zlib, Gzip} {
		bomb := pack(t, p, make([]byte, Limit+1))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Unpack(bomb); err == nil || !strings.Contains(err.Error(), "more than") {
			t.Errorf("a bomb of %s: %v", p, err)
		}
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 1<<20 {
			t.Errorf("a bomb of %s takes %d bytes", p, after.TotalAlloc-before.TotalAlloc)
		}
	}
	for _, test := range []struct{ value, want string }{
		{"plain", "not zlib, gzip, bzip2 or zstd data"},
		{"", "ends too early"},
		{"\x78\x9cgarbage", "cannot be unpacked"},
		{"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff\xff", "cannot be unpacked"},
		{"BZh91AY&SY" + strings.Repeat("\xff", 100), "cannot be unpacked"},
	} {
		if _, err := Unpack([]byte(test.value)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.value, err, test.want)
		}
	}
	for _, text := range []string{"{}", "", "x", "BZh9"} {
		if p := PackingOf([]byte(text)); p != None {
			t.Errorf("%q is taken for one of %s", text, p)
		}
	}
}

const bzippedText = "QlpoOTFBWSZTWed5IlcAAGORgEAEIgAEACAAMM0AUommCaJ4ThOE+LuSKcKEhzvJErg="
