package format

import (
	"fmt"

	"sessh/session/tree"
)

// absent stands for what is read of a missing key.
type absent struct{}

// describeBoth returns two different values as they are shown in messages. Long ones are cut
// so that the first difference is shown.
func describeBoth(a, b any) (string, string) {
	kindA, textA := describe(a)
	kindB, textB := describe(b)
	textA, textB = excerpts(textA, textB)
	return kindA + textA, kindB + textB
}

// describe returns the type of a value as words, and its text.
func describe(v any) (kind, text string) {
	switch v := v.(type) {
	case absent:
		return "nothing", ""
	case nil:
		return "null", ""
	case *tree.Map:
		return fmt.Sprintf("a %s with %s", tree.TypeName(v), count(v.Len(), "key")), ""
	case *tree.List:
		return fmt.Sprintf("a %s with %s", tree.TypeName(v), count(v.Len(), "value")), ""
	case string, tree.Bytes, float64:
		return fmt.Sprintf("the %s ", tree.TypeName(v)), tree.KeyText(v)
	case tree.Object:
		return "", v.Display()
	}
	return fmt.Sprintf("the %s ", tree.TypeName(v)), fmt.Sprint(v)
}

// excerpts returns what a message shows of two texts: at most width characters of each, and
// the first difference among them.
func excerpts(a, b string) (string, string) {
	const width, before = 60, 20
	runesA, runesB := []rune(a), []rune(b)
	from := 0
	for from < len(runesA) && from < len(runesB) && runesA[from] == runesB[from] {
		from++
	}
	if from -= before; from < before || len(runesA) <= width && len(runesB) <= width {
		from = 0
	}
	cut := func(text []rune) string {
		to := min(from+width, len(text))
		s := string(text[from:to])
		if from > 0 {
			s = "..." + s
		}
		if to < len(text) {
			s += "..."
		}
		return s
	}
	return cut(runesA), cut(runesB)
}
