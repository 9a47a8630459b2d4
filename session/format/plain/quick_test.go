package plain

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzQuickJSON: what is read in the quick way is read in the other, and as the same.
func FuzzQuickJSON(f *testing.F) {
	for _, test := range usualJSON {
		f.Add([]byte(test))
	}
	for _, test := range oddJSON {
		f.Add([]byte(test))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		quick, b, err := quickJSON(value)
		if err != nil || !utf8.Valid(value) { // decodeJSON looks first
			return
		}
		whole, b2, err := wholeJSON(value)
		if err != nil || b != b2 || !reflect.DeepEqual(quick, whole) {
			t.Errorf("%q: %+v, %q and not %+v, %q, %v", value, quick, b, whole, b2, err)
		}
	})
}

var (
	usualJSON = []string{
		`{}`, `[]`, `{"a":1}`, `{"a": 1, "b": [1, 2.5, -0, -1e9, 1E+2, 0.0], "c": {"d": null, "e": true, "f": false}}`,
		"\n{\"a\":\t1,\n\"b\":2}\n", `[1,2, 3]`, `[1, 2,3]`, `[1,  2]`, `"text"`, `12`, `{"a":"\u00e9\n\ud83d\ude00\ud83d","b":"é\"\\"}`, "[\"\u2028\"]",
		`{"a":[],"b":{}}`, `123456789012345678901234567890`, `{"":""}`,
	}
	oddJSON = []string{
		``, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `[1,]`, `[1 ,2]`, `{"a" :1}`, `{"a":1,"a":2}`, `{"\ud800":1,"\ud801":2}`, `01`, `-`, `1.`, `1e`,
		`1e999`, `nul`, `tru`, "\"\x01\"", `"\x"`, `"\`, `"`, `{1:2}`, `{} {}`, `[1}`, `,`, "\xff", strings.Repeat("[", 101) + strings.Repeat("]", 101),
	}
)

// TestQuickJSON: usual texts are read in the quick way, and no others.
func TestQuickJSON(t *testing.T) {
	t.Parallel()
	for _, test := range usualJSON {
		if _, _, err := quickJSON([]byte(test)); err != nil {
			t.Errorf("%q: %v", test, err)
		}
	}
	for _, test := range oddJSON {
		if _, _, err := quickJSON([]byte(test)); err == nil {
			t.Errorf("%q is read", test)
		}
	}
}
