package chars

import (
	"strings"

	"sessh/repl/script/bounds"
)

// Pad returns s with a character repeated before and after it.
func Pad(g *bounds.Guard, s, fill string, left, right int) (string, error) {
	if err := g.Made(len(s) + bounds.Times(left+right, len(fill))); err != nil {
		return "", err
	}
	return strings.Repeat(fill, left) + s + strings.Repeat(fill, right), nil
}
