package client

import (
	"bytes"
	"strings"
	"testing"
)

// TestPackingIsKept packs an edited value as the one before it was packed; one
// that was not edited is what was stored.
func TestPackingIsKept(t *testing.T) {
	t.Parallel()
	text, other := []byte(strings.Repeat("hello ", 1000)), []byte(strings.Repeat("other ", 900))
	for p, flags := range map[Packing]uint32{None: 1, Zlib: 3, Gzip: 3} {
		stored := pack(t, p, text)
		if PackingOf(stored) != p || p != None && len(stored) > 100 {
			t.Errorf("%s: %d bytes that look like %s", p, len(stored), PackingOf(stored))
		}
		v, err := Dalli.Open(stored, flags)
		if err != nil || !bytes.Equal(v.Bytes, text) || v.Packing != p {
			t.Fatalf("%s: %d bytes of %s, %v", p, len(v.Bytes), v.Packing, err)
		}
		same, sameFlags, err := v.Pack(bytes.Clone(text))
		if err != nil || &same[0] != &stored[0] || sameFlags != flags {
			t.Errorf("%s: what was not edited is packed anew (%v)", p, err)
		}
		edited, editedFlags, err := v.Pack(other)
		if err != nil || editedFlags != flags {
			t.Fatal(editedFlags, err)
		}
		back, err := Dalli.Open(edited, editedFlags)
		if err != nil || back.Packing != p || !bytes.Equal(back.Bytes, other) {
			t.Errorf("%s is packed by %s, %v", p, back.Packing, err)
		}
	}
	if v, err := Dalli.Open(pack(t, Zlib, text), 1); err != nil || v.Packing != None || v.Note() != "" {
		t.Errorf("what the flags do not call compressed is unpacked: %v", err)
	}
}

// TestReadOnlyPacking reads what cannot be packed again.
func TestReadOnlyPacking(t *testing.T) {
	t.Parallel()
	v, err := Python.Open(bzipped(t), 9)
	if err != nil || string(v.Bytes) != strings.Repeat("tea, ", 40) || v.Note() != ", compressed by bzip2" {
		t.Fatalf("%q, %v", v.Bytes, err)
	}
	if b, _, err := v.Pack(v.Bytes); err != nil || !bytes.Equal(b, bzipped(t)) {
		t.Errorf("what was not edited is refused: %v", err)
	}
	if _, _, err := v.Pack([]byte("x")); err == nil || !strings.Contains(err.Error(), "compressed by bzip2, which can be read and not written") {
		t.Errorf("it is packed: %v", err)
	}
}

// TestFlags opens items with flags that the clients know, and others.
func TestFlags(t *testing.T) {
	t.Parallel()
	packed := string(pack(t, Zlib, []byte("x")))
	for _, test := range []struct {
		name       string
		client     Client
		flags      uint32
		value      string
		serializer string
		refused    string // "": it is opened
		packs      bool
	}{
		{"a pickle", Python, 1, "x", "pickle", "", false},
		{"a pickle, compressed", Python, 9, packed, "pickle", "", true},
		{"bytes", PythonBytes, 0, "x", "", "", false},
		{"bytes, compressed", PythonBytes, 8, packed, "", "", true},
		{"a pickle, damaged", Python, 9, packed[:4], "", "ends too early", true},
		{"a pickle, not compressed", Python, 9, "plain", "", "the flags say that the value is compressed, but it is not", false},
		{"a text of pymemcache", Python, 16, "x", "", "the item's flags are 16: no known client uses them", false},
		{"an integer, compressed", Python, 2 | 8, packed, "", "the item's flags are 10", false},
		{"Dalli", Dalli, 1, "x", "", "", false},
		{"Dalli, compressed", Dalli, 3, packed, "", "", true},
		{"Dalli, a text", Dalli, 2, packed, "", "the item's flags are 2: Dalli uses 1 for a session", false},
		{"PHP", PHPHandler, 0, "x", "", "", false},
		{"PHP, another", PHPHandler, 4, "x", "", "not a session of PHP's handler", false},
		{"memcache, a text", PHPTextOrMemcache, 2, packed, "", "", true},
		{"an array of the one client", PHPArraysOrMemcache, 4, "x", "php_serialize", "", false},
		{"an array of the other client", PHPArraysOrMemcache, 3, packed, "php_serialize", "", true},
		{"of none of the clients", PHPArraysOrMemcache, 2, "x", "", "those of PHP's extension memcache are 1 for an array", false},
		{"Node", Node, 77, packed, "", "", false},
	} {
		v, err := test.client.Open([]byte(test.value), test.flags)
		switch {
		case test.refused != "" && (err == nil || !strings.Contains(err.Error(), test.refused)):
			t.Errorf("%s: %v, want %q", test.name, err, test.refused)
		case test.refused == "" && (err != nil || v.Serializer != test.serializer):
			t.Errorf("%s: it is %v, %v", test.name, v, err)
		}
		if got := test.client.Packs([]byte(test.value), test.flags); got != test.packs {
			t.Errorf("%s: Packs is %v", test.name, got)
		}
		if v, err := test.client.Open(nil, test.client.New); err != nil || len(v.Bytes) > 0 {
			t.Errorf("%s: a new one is not opened: %v", test.name, err)
		}
	}
}

// TestFlagsOfNewSessions: a client that serializes sessions by itself tells by what.
func TestFlagsOfNewSessions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		client     Client
		serializer string
		want       uint32
	}{
		{Python, "pickle", 1}, {PythonBytes, "pickle", 0}, {PythonBytes, "msgpack", 0}, {PythonJSON, "pickle", 1}, {PythonJSON, "JSON", 2},
		{Dalli, "JSON", 1}, {PHPText, "JSON", 0}, {PHPArrays, "igbinary", 5}, {Perl, "YAML", 0},
	} {
		if got := test.client.FlagsOf(test.serializer); got != test.want {
			t.Errorf("%s, by %s: the flags are %d, want %d", test.client.Name, test.serializer, got, test.want)
		}
	}
}
