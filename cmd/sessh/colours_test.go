package main

import (
	"strings"
	"testing"
)

// What has a colour in the output, and that each has none without them, in a pipe and with
// NO_COLOR.
func TestColoursOfTheOutput(t *testing.T) {
	t.Parallel()
	const set = `set /Shop/s1/cart {"total": 12, "note": "tea", "paid": false, "items": [1]}`
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"a container", []string{"ls /"}, "  \x1b[1mShop\x1b[22m  1 session"},
		{"a list of kinds", []string{"ls /Shop/s1/cart"}, "\x1b[1mitems\x1b[22m  ["},
		{"a number", []string{"ls /Shop/s1/cart"}, "  total  \x1b[36m12\x1b[0m\n"},
		{"a text", []string{"tree /Shop"}, "note  \x1b[32m\"tea\"\x1b[0m\n"},
		{"a word", []string{"get /Shop/s1/cart"}, "\x1b[1m\"paid\"\x1b[22m: \x1b[35mfalse\x1b[0m,"},
		{"JSON", []string{"output json", "get /Shop/s1/cart/total"}, "\x1b[1m\"value\"\x1b[22m:\x1b[36m12\x1b[0m}"},
		{"typed JSON", []string{"get --json /Shop/s1/cart/note"}, "\x1b[32m\"tea\"\x1b[0m\n"},
		{"a match in a value", []string{"grep e[a]"}, "/Shop/s1/cart/note  \"t\x1b[31;1mea\x1b[0;22m\"\n"},
		{"a match in a name", []string{"grep ota"}, "/Shop/s1/cart/t\x1b[31;1mota\x1b[0;22ml  12\n"},
		{"a name that is found", []string{"find --name t*"}, "/Shop/s1/cart/\x1b[31;1mtotal\x1b[0;22m\n"},
		{"what an expression finds", []string{"find .cart.note"}, "/Shop/s1  \x1b[32m\"tea\"\x1b[0m\n"},
		{"old and new", []string{"set /Shop/s1/cart/total 13", "diff"}, "\x1b[31m12\x1b[0m -> \x1b[32m13\x1b[0m\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, color := range []string{"always", "never", "auto"} {
				args := []string{"--color", color, "-c", set, "-c", "commit"}
				for _, l := range tt.lines {
					args = append(args, "-c", l)
				}
				out, _ := output(t, t.TempDir(), args...)
				if color == "always" && !strings.Contains(out, tt.want) || color != "always" && strings.Contains(out, "\x1b[") {
					t.Errorf("--color %s: %q, want %q", color, out, tt.want)
				}
			}
		})
	}
}
