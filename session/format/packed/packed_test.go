package packed

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

// TestPackingIsKept packs an edited value as the one before it was packed; one
// that was not edited is what was stored.
func TestPackingIsKept(t *testing.T) {
	text, other := []byte(strings.Repeat("hello ", 1000)), []byte(strings.Repeat("other ", 900))
	for _, p := range []Packing{None, Zlib, Gzip} {
		stored := pack(t, p, text)
		if Of(stored) != p || p != None && len(stored) > 100 {
			t.Errorf("%s: %d bytes that look like %s", p, len(stored), Of(stored))
		}
		v, err := Open(stored, p != None)
		if err != nil || !bytes.Equal(v.Bytes, text) || v.Packing != p {
			t.Fatalf("%s: %d bytes of %s, %v", p, len(v.Bytes), v.Packing, err)
		}
		same, err := v.Pack(bytes.Clone(text))
		if err != nil || &same[0] != &stored[0] {
			t.Errorf("%s: what was not edited is packed anew (%v)", p, err)
		}
		edited, err := v.Pack(other)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Open(edited, p != None)
		if err != nil || back.Packing != p || !bytes.Equal(back.Bytes, other) {
			t.Errorf("%s is packed by %s, %v", p, back.Packing, err)
		}
	}
	if v, err := Open(pack(t, Zlib, text), false); err != nil || v.Packing != None || v.Note() != "" {
		t.Errorf("what the flags do not call compressed is unpacked: %v", err)
	}
}

// TestReadOnlyPacking reads what cannot be packed again.
func TestReadOnlyPacking(t *testing.T) {
	v, err := Open(bzipped(t), true)
	if err != nil || string(v.Bytes) != strings.Repeat("tea, ", 40) || v.Note() != ", compressed by bzip2" {
		t.Fatalf("%q, %v", v.Bytes, err)
	}
	if b, err := v.Pack(v.Bytes); err != nil || !bytes.Equal(b, bzipped(t)) {
		t.Errorf("what was not edited is refused: %v", err)
	}
	if _, err := v.Pack([]byte("x")); err == nil || !strings.Contains(err.Error(), "compressed by bzip2, which can be read and not written") {
		t.Errorf("it is packed: %v", err)
	}
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
		{"plain", "not by zlib, gzip or bzip2"},
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
		if p := Of([]byte(text)); p != None {
			t.Errorf("%q is taken for one of %s", text, p)
		}
	}
}

const bzippedText = "QlpoOTFBWSZTWed5IlcAAGORgEAEIgAEACAAMM0AUommCaJ4ThOE+LuSKcKEhzvJErg="
