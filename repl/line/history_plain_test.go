package line

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestUnescaped: an entry that is read as it is is what package json makes of it.
func TestUnescaped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"line":"ls -l","server":"localhost:11211"}`: true,
		`{"line":"日本","server":""}`:                   true,
		`{"line":"","server":"a"}`:                    false,
		`{"line":"a"}`:                                false,
		`{"line":"a\"b","server":"a"}`:                false,
		`{"line":"a\u0041","server":"a"}`:             false,
		"{\"line\":\"a\tb\",\"server\":\"a\"}":        false,
		"{\"line\":\"a\xff\",\"server\":\"a\"}":       false,
		`{"line":"a","server":"b","line":"c"}`:        false,
		`{"line":"a","server":"b"} `:                  false,
		`"ls -l"`:                                     false,
	} {
		e, ok := unescaped([]byte(text))
		var of kept
		if err := json.Unmarshal([]byte(text), &of); ok != want || ok && (err != nil || e != of) {
			t.Errorf("%s: %v %v, want %v %v", text, e, ok, of, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := []string{`{"line":"`, `","server":"`, `"}`, `"`, `\`, "a", "é", "\x00", "\x7f", "\xff", " ", ":", ","}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 9).Draw(t, "text"), "")
		var of kept
		if e, ok := unescaped([]byte(text)); ok && (json.Unmarshal([]byte(text), &of) != nil || e != of) {
			t.Errorf("%q: %v, want %v", text, e, of)
		}
	})
}
