package itemkey_test

import (
	"strings"
	"testing"

	"sessh/session/format/itemkey"
)

func TestOf(t *testing.T) {
	for _, tt := range []struct{ name, prefix, id, want, err string }{
		{"an id", "session:", "a1", "session:a1", ""},
		{"without a prefix", "", "a1", "a1", ""},
		{"letters of any language", "s:", "日本", "s:日本", ""},
		{"the longest", "s:", strings.Repeat("x", 248), "s:" + strings.Repeat("x", 248), ""},
		{"too long", "s:", strings.Repeat("x", 249), "", "251 bytes"},
		{"empty", "s:", "", "", "empty"},
		{"a blank", "s:", "a b", "", "blanks or control"},
		{"a line's end", "s:", "a\r\n", "", "blanks or control"},
		{"DEL", "s:", "a\x7f", "", "blanks or control"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := itemkey.Of(tt.prefix, tt.id)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}
