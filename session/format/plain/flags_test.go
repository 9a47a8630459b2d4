package plain

import (
	"errors"
	"strings"
	"testing"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/storage"
	"sessh/session/tree"
)

func gzipped(t *testing.T, s string) string {
	b, err := client.Gzip.Pack([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFlagsKeepTheirType puts another value in the place of one whose flags say what
// it is.
func TestFlagsKeepTheirType(t *testing.T) {
	t.Parallel()
	zlib := func(s string) string { return string(zlibbed(t, s)) }
	for _, test := range []struct {
		name  string
		flags uint32
		was   string
		value any    // of the one key; a mapping is the whole
		wrote string // "": it is refused
	}{
		{"a text without flags", 0, "one", "two", "two"},
		{"a text of pymemcache", 16, "one", "two", "two"},
		{"bytes in the place of a text of pymemcache", 16, "one", tree.Bytes("\xff"), ""},
		{"a text, compressed by PHP's fastlz", 16, "\x05\x00\x00\x00\x04hello", "two", ""},
		{"the same text", 4, "a:1:{i:0;i:1;}", "a:1:{i:0;i:1;}", "a:1:{i:0;i:1;}"},
		{"a pickle", 1, "\x80\x04K\x01.", "two", ""},
		{"a pickle, and bytes", 1, "\x80\x04K\x01.", tree.Bytes("\x80\x04K\x02."), ""},
		{"Marshal", 1, "\x04\bi\x06", "two", ""},
		{"a serialized array of PHP", 4, "a:1:{i:0;i:1;}", "two", ""},
		{"igbinary", 5, "\x00\x00\x00\x02\x06\x05", "two", ""},
		{"php-memcached, fastlz", 80, "a\x11\x00\x00\x1aa:10:{", "two", ""},
		{"php-memcached, zlib", 48, "a\x11\x00\x00x\x9c", "two", ""},
		{"a text of php-memcached, zlib", 48, "\x03\x00\x00\x00" + zlib("one"), "three", "\x05\x00\x00\x00" + zlib("three")},
		{"a text of php-memcached, zlib, and bytes", 48, "\x03\x00\x00\x00" + zlib("one"), tree.Bytes("\xff"), "\x01\x00\x00\x00" + zlib("\xff")},
		{"a text of php-memcached's first releases", 16, "\x03\x00\x00\x00" + zlib("one"), "two", "\x03\x00\x00\x00" + zlib("two")},
		{"an integer of php-memcached, zlib", 49, "\x01\x00\x00\x00" + zlib("5"), "two", ""},
		{"an integer", 2, "5", "6", "6"},
		{"an integer, and a text", 2, "5", "six", ""},
		{"an integer, and a float", 4, "5", "6.5", ""},
		{"a float, and an integer", 2, "5.5", "6", "6"},
		{"an integer of PHP's memcache", 768, "0", "-1", "-1"},
		{"JSON of node", 2, `{"a":1}`, map[string]any{"a": 2}, `{"a":2}`},
		{"a JSON list of node", 2, `[1]`, "[2, 3]", "[2, 3]"},
		{"a JSON list, and a text", 2, `[1]`, "two", ""},
		{"a JSON text of node", 2, `"one"`, `"two"`, `"two"`},
		{"a text, compressed by pylibmc", 8, zlib("one"), "two", zlib("two")},
		{"a text, compressed by Dalli's gzip", 2, gzipped(t, "one"), "two", gzipped(t, "two")},
		{"JSON, compressed by Dalli", 3, zlib(`{"a":1}`), map[string]any{"a": 2}, zlib(`{"a":2}`)},
		{"a pickle, compressed", 9, zlib("\x80\x04K\x01."), "two", ""},
		{"of a client that is not known", 12345, "one", "two", ""},
		{"nothing", 4, "", "two", ""},
		{"a mapping in the place of a text", 4, "a:0:{}", map[string]any{"a": 2}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			value, err := tree.Of(test.value)
			data, ok := value.(*tree.Map)
			if !ok {
				data = tree.NewMap()
				err = errors.Join(err, data.Set(ValueKey, value))
			}
			if err != nil {
				t.Fatal(err)
			}
			was := &storage.Item{Value: []byte(test.was), Flags: test.flags}
			r := &format.Record{Data: data}
			written, flags, err := Raw().Encode(r, was)
			var refused *FlagsError
			switch {
			case test.wrote == "" && !errors.As(err, &refused):
				t.Errorf("it is written as %q with the flags %d (%v)", written, flags, err)
			case test.wrote != "" && (string(written) != test.wrote || flags != test.flags || err != nil):
				t.Errorf("it is written as %q with the flags %d (%v), want %q", written, flags, err, test.wrote)
			}
			given := uint32(7)
			r.Flags = &given
			if value, flags, err := Raw().Encode(r, was); flags != given || err != nil || len(value) == 0 || client.PackingOf(value) != client.None {
				t.Errorf("with flags that were given it is %q with %d (%v)", value, flags, err)
			}
		})
	}
}

func TestItemThatIsReplaced(t *testing.T) {
	t.Parallel()
	text := &storage.Item{Value: []byte("text")}
	mapping := &storage.Item{Value: []byte(`{"a":1}`)}
	for _, test := range []struct {
		was   *storage.Item
		data  map[string]any
		wrote string
	}{
		{text, map[string]any{"b": 1}, `{"b":1}`},
		{mapping, map[string]any{"value": "text"}, "text"},
		{&storage.Item{Value: []byte(`{"value":1}`)}, map[string]any{"value": "text"}, `{"value":"text"}`},
	} {
		m, err := tree.Of(test.data)
		if err != nil {
			t.Fatal(err)
		}
		value, _, err := Raw().Encode(&format.Record{Data: m.(*tree.Map)}, test.was)
		if string(value) != test.wrote || err != nil {
			t.Errorf("%s becomes %q (%v), want %q", test.was.Value, value, err, test.wrote)
		}
	}
	for _, value := range []string{"text", `{"a": 1}`, `{"value": 1}`, "\xff", string(zlibbed(t, `{"a":1}`)), ""} {
		got, flags, err := Raw().Encode(&format.Record{Data: verbatim([]byte(value))}, nil)
		if err != nil || flags != 0 || strings.ReplaceAll(string(got), " ", "") != strings.ReplaceAll(value, " ", "") {
			t.Errorf("%q becomes %q (%v)", value, got, err)
		}
	}
}
