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
		if testing.Short() {
			break // a bomb is unpacked up to the limit
		}
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

// TestStored opens a value by one client after the other: it is unpacked once for each packing that
// they take it for.
func TestStored(t *testing.T) {
	t.Parallel()
	text := []byte(strings.Repeat("tea, ", 40))
	sized := append([]byte{byte(len(text)), 0, 0, 0}, pack(t, Zlib, text)...)
	s := &Stored{Value: sized, Flags: 0x10 | 0x20}
	first, _, err := PHPText.Peek(s)
	if err != nil || !bytes.Equal(first, text) {
		t.Fatalf("%q, %v", first, err)
	}
	again, serializer, err := PHPTextOrMemcache.Peek(s)
	if err != nil || &again[0] != &first[0] || serializer != "" {
		t.Errorf("it is unpacked again: %q, %v", serializer, err)
	}
	if _, _, err := Perl.Peek(s); err == nil {
		t.Error("the flags are another client's")
	}
	s = &Stored{Value: pack(t, Zlib, text), Flags: 3}
	for range 2 {
		for c, want := range map[*Client]string{&Dalli: "", &PHPMemcacheArrays: "php_serialize"} {
			if b, serializer, err := c.Peek(s); err != nil || serializer != want || !bytes.Equal(b, text) {
				t.Errorf("%s: %q by %q, %v", c.Name, b, serializer, err)
			}
		}
	}
	if len(s.unpacked) != 1 {
		t.Errorf("it was unpacked %d times", len(s.unpacked))
	}
	s = &Stored{Value: pack(t, Zlib, text)[:8], Flags: 3}
	for range 2 {
		if _, _, err := Dalli.Peek(s); err == nil {
			t.Error("what is damaged is opened")
		}
	}
}
