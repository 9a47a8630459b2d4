package plain

import (
	"strings"
	"testing"

	"sessh/session/format/client"
	"sessh/session/storage"
	"sessh/session/tree"
)

// zlibbed returns a text, compressed by zlib.
func zlibbed(t *testing.T, text string) []byte {
	t.Helper()
	b, err := client.Zlib.Pack([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRaw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		value []byte
		shows string // the keys, or the value
		edit  func(m *tree.Map) error
		wrote string // "": it cannot be written
	}{
		{"JSON", []byte(`{"b": 1.50, "a": [1e3, "\u00e9"], "n": 12345678901234567890}`), "b a n", func(m *tree.Map) error { return m.Set("a", nil) }, `{"b": 1.50, "a": null, "n": 12345678901234567890}`},
		{"text", []byte("hello"), "hello", func(m *tree.Map) error { return m.Set(ValueKey, "other") }, "other"},
		{"a JSON list is a text", []byte("[1, 2]"), "[1, 2]", func(m *tree.Map) error { return m.Set(ValueKey, "[1]") }, "[1]"},
		{"bytes", []byte("\xff\x00"), "\xff\x00", func(m *tree.Map) error { return m.Set(ValueKey, tree.Bytes("\x01")) }, "\x01"},
		{"packed text", zlibbed(t, "hello"), "hello", func(m *tree.Map) error { return m.Set(ValueKey, "x") }, string(zlibbed(t, "x"))},
		{"packed JSON", zlibbed(t, `{"a":1}`), "a", func(m *tree.Map) error { return m.Set("a", 2) }, string(zlibbed(t, `{"a":2}`))},
		{"a float that is whole", []byte(`{"a":1}`), "a", func(m *tree.Map) error { return m.Set("a", 2.0) }, `{"a":2.0}`},
		{"half of JSON", []byte(`{"a":`), `{"a":`, func(m *tree.Map) error { return m.Set("other", 1) }, ""},
		{"nothing", nil, "", func(m *tree.Map) error { return m.Set(ValueKey, "x") }, "x"},
		{"a number for a text", []byte("text"), "text", func(m *tree.Map) error { return m.Set(ValueKey, 1) }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Raw().Decode(test.value, 0)
			if err != nil {
				t.Fatal(err)
			}
			var shows []string
			for k, v := range r.Data.All() {
				switch v := v.(type) {
				case string:
					if k == ValueKey {
						shows = append(shows, v)
						continue
					}
				case tree.Bytes:
					shows = append(shows, string(v))
					continue
				}
				shows = append(shows, k.(string))
			}
			if got := strings.Join(shows, " "); got != test.shows {
				t.Errorf("it shows %q, want %q", got, test.shows)
			}
			if err := test.edit(r.Data); err != nil {
				t.Fatal(err)
			}
			value, flags, err := Raw().Encode(r, &storage.Item{Value: test.value})
			switch {
			case test.wrote == "" && err == nil:
				t.Errorf("it is written as %q", value)
			case test.wrote != "" && (string(value) != test.wrote || flags != 0 || err != nil):
				t.Errorf("it is written as %q with the flags %d (%v), want %q", value, flags, err, test.wrote)
			}
		})
	}
}

func TestPrefixed(t *testing.T) {
	t.Parallel()
	f, err := Prefixed("shop:cart:")
	if err != nil {
		t.Fatal(err)
	}
	if c, id, _, ok := f.Parse("shop:cart:7"); c != "shop:cart" || id != "7" || !ok {
		t.Errorf("the key is of %s/%s", c, id)
	}
	for _, key := range []string{"shop:cart:", "shop", "x"} {
		if _, _, _, ok := f.Parse(key); ok {
			t.Errorf("%q is taken", key)
		}
	}
	if key, err := f.Key("shop:cart", "7"); key != "shop:cart:7" || err != nil {
		t.Errorf("the key is %q, %v", key, err)
	}
	for _, bad := range [][2]string{{"other", "7"}, {"shop:cart", ""}, {"shop:cart", "a b"}, {"shop:cart", strings.Repeat("x", 300)}} {
		if _, err := f.Key(bad[0], bad[1]); err == nil {
			t.Errorf("%q has a key", bad)
		}
	}
	if _, err := Prefixed(":::"); err == nil {
		t.Error("a prefix of signs alone has a name")
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "{", `{"a":1}{`, `{"a":1} x`, `{"a":}`, `[1,]`, `{"a":"` + "\xff" + `"}`, strings.Repeat(`{"a":`, 2000), `{"a":1e999}`, `{"a":` + strings.Repeat("9", 30_000) + `}`} {
		if m, err := JSON.Map([]byte(bad)); err == nil {
			t.Errorf("%.40q is read as %v", bad, m)
		}
	}
	if _, err := JSON.Rewrite(mapOf(t, "k", tree.Bytes("\xff")), nil); err == nil {
		t.Error("bytes are written in JSON")
	}
	m, err := JSON.Map([]byte(`{"a":1,"a":2,"z":-0,"f":1.0}`))
	if err != nil || m.Len() != 3 {
		t.Fatal(m, err)
	}
	if out, err := JSON.Rewrite(m, []byte(`{"a":1,"a":2,"z":-0,"f":1.0}`)); string(out) != `{"a":2,"z":-0,"f":1.0}` {
		t.Errorf("%s, %v", out, err)
	}
}

// TestJSONTextsAsWritten has other texts than the edited one keep their escapes.
func TestJSONTextsAsWritten(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{
		`"J\u00fcrgen\/\u2028"`, "\"\u2028</script>\"", `"\ud83c\udf75"`, `"half \ud83c"`, `{"\u00e9\/":"<b>"}`, `["half \udf75"]`,
	} {
		was := []byte(`{"edited":"\u00e9","kept":` + kept + `}`)
		m, err := JSON.Map(was)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Set("edited", "é\n"); err != nil {
			t.Fatal(err)
		}
		if out, err := JSON.Rewrite(m, was); string(out) != `{"edited":"é\n","kept":`+kept+`}` {
			t.Errorf("%s is written as %s, %v", kept, out, err)
		}
	}
	if m, err := JSON.Map([]byte(`{"\ud83c":1,"\ud83d":2}`)); err == nil {
		t.Errorf("two keys are read as one: %v", m)
	}
}

func mapOf(t *testing.T, k string, v any) *tree.Map {
	m := tree.NewMap()
	if err := m.Set(k, v); err != nil {
		t.Fatal(err)
	}
	return m
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"a":[1,2.5e3,"x",null,true,{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := JSON.Map(data)
		if err != nil {
			return
		}
		out, err := JSON.Rewrite(m, data)
		if err != nil {
			t.Fatalf("%q cannot be written: %v", data, err)
		}
		if again, err := JSON.Map(out); err != nil || !tree.Equal(m, again) {
			t.Fatalf("%q became %q: %v", data, out, err)
		}
	})
}

// TestBlanksInJSON edits JSON texts: their blanks are kept.
func TestBlanksInJSON(t *testing.T) {
	t.Parallel()
	for was, want := range map[string]string{
		`{"a": [1, 2]}`:              `{"a": [1, 2], "b": {"c": [3, 4]}}`,
		`{"a":[1,2]}`:                `{"a":[1,2],"b":{"c":[3,4]}}`,
		`{"a": 1}`:                   `{"a": 1, "b": {"c": [3, 4]}}`,
		`{"a":[1, 2]}`:               `{"a":[1, 2], "b":{"c":[3, 4]}}`,
		`{ "a" : 1 }`:                `{ "a" : 1,"b" : {"c":[3,4]} }`,
		"{\n  \"a\":  1\n}":          "{\n  \"a\":  1,\n  \"b\":  {\"c\":[3,4]}\n}",
		`{}`:                         `{"b":{"c":[3,4]}}`,
		`{"b": {"c":[ 3 ]}, "a" :1}`: `{"b": {"c":[ 3, 4 ]}, "a" :1}`,
		"{\r\n\t\"a\": [\r\n\t\t1,\r\n\t\t2\r\n\t],\r\n\t\"b\": {\r\n\t\t\"c\": [\r\n\t\t\t3,\r\n\t\t\t5,\r\n\t\t\t6\r\n\t\t]\r\n\t}\r\n}\r\n": "{\r\n\t\"a\": [\r\n\t\t1,\r\n\t\t2\r\n\t],\r\n\t\"b\": {\r\n\t\t\"c\": [\r\n\t\t\t3,\r\n\t\t\t4\r\n\t\t]\r\n\t}\r\n}\r\n",
	} {
		m, err := JSON.Map([]byte(was))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Set("b", map[string]any{"c": []any{3, 4}}); err != nil {
			t.Fatal(err)
		}
		if got, err := JSON.Rewrite(m, []byte(was)); string(got) != want || err != nil {
			t.Errorf("%s is written as %s, %v; want %s", was, got, err, want)
		}
	}
}

// TestUneditedJSON writes JSON texts again as they were read.
func TestUneditedJSON(t *testing.T) {
	t.Parallel()
	texts := append([]string{
		"{ }", "[\n]", "{\"a\" : [ ] ,\n\t\"b\":{ }\n }", "\t[1 ,2,\n 3]\r\n", `{"a" :1, "\u0061b":"\/", "c":[ { "d":null}]}`, "[[[ 1 ] ], {\"x\":-0 } ]",
	}, usualJSON...)
	for _, text := range texts {
		m, err := JSON.Map([]byte(text))
		if err != nil { // it is no mapping
			root, how, err := JSON.Decode([]byte(text))
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if got, err := JSON.Encode(root, how); string(got) != text || err != nil {
				t.Errorf("%q is written as %q, %v", text, got, err)
			}
			continue
		}
		if got, err := JSON.Rewrite(m, []byte(text)); string(got) != text || err != nil {
			t.Errorf("%q is written as %q, %v", text, got, err)
		}
	}
}

// TestEditedJSON removes and adds entries and items of an indented text: what is beside them stays.
func TestEditedJSON(t *testing.T) {
	t.Parallel()
	const was = "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    3\n  ],\n  \"c\": {\"x\": 1, \"y\" :2}\n}\n"
	for _, test := range []struct {
		name, want string
		edit       func(m *tree.Map) error
	}{
		{"the first is removed", "{\n  \"b\": [\n    2,\n    3\n  ],\n  \"c\": {\"x\": 1, \"y\" :2}\n}\n", func(m *tree.Map) error { _, err := m.Delete("a"); return err }},
		{"the last is removed", "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    3\n  ]\n}\n", func(m *tree.Map) error { _, err := m.Delete("c"); return err }},
		{"one is added", "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    3\n  ],\n  \"c\": {\"x\": 1, \"y\" :2},\n  \"d\": [4,5]\n}\n", func(m *tree.Map) error { return m.Set("d", []any{4, 5}) }},
		{"a list is a mapping", "{\n  \"a\": 1,\n  \"b\": {\"z\": 1},\n  \"c\": {\"x\": 1, \"y\" :2}\n}\n", func(m *tree.Map) error { return m.Set("b", map[string]any{"z": 1}) }},
		{"a value is changed", "{\n  \"a\": \"é\",\n  \"b\": [\n    2,\n    3\n  ],\n  \"c\": {\"x\": 1, \"y\" :2}\n}\n", func(m *tree.Map) error { return m.Set("a", "é") }},
	} {
		m, err := JSON.Map([]byte(was))
		if err != nil {
			t.Fatal(err)
		}
		if err := test.edit(m); err != nil {
			t.Fatal(err)
		}
		if got, err := JSON.Rewrite(m, []byte(was)); string(got) != test.want || err != nil {
			t.Errorf("%s: %s, %v; want %s", test.name, got, err, test.want)
		}
	}
}
