package codec

import (
	"encoding/hex"
	"strings"
	"testing"

	"sessh/session/format/plain"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestRaw reads what codecs have written in items of no framework, edits it, and leaves
// texts and bytes as they are.
func TestRaw(t *testing.T) {
	t.Parallel()
	raw := plain.Raw(Raw()...)
	unhex := func(text string) string {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, test := range []struct {
		name, value string
		flags       uint32
		written     string
		set, wrote  any // the value under the key k, or value; wrote nil: it is refused
	}{
		{"pickled dict", "\x80\x04\x95\n\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01k\x94K\x01s.", 1, "a pickle of protocol 4", 2, "\x80\x04\x95\n\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01k\x94K\x02s."},
		{"pickled list", "\x80\x02]q\x00K\x01a.", 1, "a pickle of protocol 2", []any{2}, "\x80\x02]q\x00K\x02a."},
		{"a text for a pickled list", "\x80\x02]q\x00K\x01a.", 1, "a pickle of protocol 2", "text", nil},
		{"pickled number", "\x80\x04K\x05.", 1, "a pickle of protocol 4", 6, "\x80\x04K\x06."},
		{"pickled number of protocol 0", "I5\n.", 1, "a pickle of protocol 0", 6, "I6\n."},
		{"a text like it", "I5\n.", 0, "a text", "x", "x"},
		{"pickled dict of protocol 0", "(dp0\nVk\np1\nI1\ns.", 0, "a pickle of protocol 0", 2, "(dp0\nVk\np1\nI2\ns."},
		{"Marshal", "\x04\x08{\x06I\"\x06k\x06:\x06ETi\x06", 1, "Ruby's Marshal", 2, "\x04\x08{\x06I\"\x06k\x06:\x06ETi\x07"},
		{"a number in Marshal", "\x04\x08i\x06", 1, "Ruby's Marshal", 2, "\x04\x08i\x07"},
		{"an array by PHP", `a:1:{s:1:"k";i:1;}`, 4, "serialized by PHP", 2, `a:1:{s:1:"k";i:2;}`},
		{"an array by PHP, as a text", `a:1:{s:1:"k";i:1;}`, 0, "serialized by PHP", 2, `a:1:{s:1:"k";i:2;}`},
		{"a list by PHP is a text", `a:1:{i:0;i:1;}`, 0, "a text", "x", "x"},
		{"igbinary", unhex("0000000214011101" + "6b" + "0601"), 5, "igbinary", 2, unhex("0000000214011101" + "6b" + "0602")},
		{"a list in igbinary", unhex("00000002140106000601"), 5, "igbinary", []any{2}, unhex("00000002140106000602")},
		{"MessagePack", "\x81\xa1k\x01", 0, "MessagePack", 2, "\x81\xa1k\x02"},
		{"a list in MessagePack proves nothing", "\x91\x01", 0, "bytes", tree.Bytes("\xff"), "\xff"},
		{"YAML", "---\nk: 1\nl: [a]\n", 0, "YAML", 2, "---\nk: 2\nl:\n- a\n"},
		{"a list in YAML is a text", "---\n- 1\n", 0, "a text", "x", "x"},
		{"YAML without a line for its beginning", "k: 1\n", 0, "a text", "x", "x"},
		{"half a pickle", "\x80\x04\x95\n\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01k.", 1, "bytes", tree.Bytes("\xff"), nil},
		{"by php-memcached, with zlib", unhex("12000000789c4bb432b4aa2e06124ad94ad6995686d6b50030310510"), 0x34, "serialized by PHP, compressed by zlib", nil, nil},
		{"a sentence that ends", "(it is nothing.", 0, "a text", "x", "x"},
		{"nothing", "", 0, "a text", "x", "x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := raw.Decode([]byte(test.value), test.flags)
			if err != nil {
				t.Fatal(err)
			}
			if got := raw.Traits().Written("", []byte(test.value), test.flags); got != test.written {
				t.Errorf("it is written as %s, want %s", got, test.written)
			}
			if has := raw.HasValue([]byte(test.value), test.flags); has != (test.written == "a text" || test.written == "bytes") {
				t.Errorf("it is a text or bytes: %v", has)
			}
			was := &storage.Item{Value: []byte(test.value), Flags: test.flags}
			if value, flags, err := raw.Encode(r, was); string(value) != test.value || flags != test.flags || err != nil {
				t.Errorf("it is written as %q with the flags %d, %v", value, flags, err)
			}
			if test.set == nil {
				return
			}
			key := plain.ValueKey
			if r.Data.Has("k") {
				key = "k"
			}
			if err := r.Data.Set(key, test.set); err != nil {
				t.Fatal(err)
			}
			value, flags, err := raw.Encode(r, was)
			switch {
			case test.wrote == nil && (err == nil || !strings.Contains(err.Error(), "the item's flags are")):
				t.Errorf("it is written as %q, %v", value, err)
			case test.wrote != nil && (string(value) != test.wrote || flags != test.flags || err != nil):
				t.Errorf("it is written as %q with the flags %d, %v; want %q", value, flags, err, test.wrote)
			}
		})
	}
}
