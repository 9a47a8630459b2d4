package notation

import (
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Size returns the size of a value in parentheses, in the unit of its type; "" for a value
// without one.
func Size(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("(%s)", figure.Count(len(v), "byte"))
	case tree.Bytes:
		return fmt.Sprintf("(%s)", figure.Count(len(v), "byte"))
	case *tree.Map:
		return fmt.Sprintf("(%s)", figure.Count(v.Len(), "key"))
	case *tree.List:
		return fmt.Sprintf("(%s)", figure.Count(v.Len(), "value"))
	case *big.Int:
		return fmt.Sprintf("(%s)", figure.Count(len(v.String()), "digit"))
	}
	return ""
}

// ParseDuration parses a duration such as 90s, 30m, 1h30m, 7d or never; a number alone counts seconds. The
// least is one second.
func ParseDuration(text string) (time.Duration, error) {
	if text == "never" {
		return storage.TTLNever, nil
	}
	var days int
	rest := text
	if head, tail, ok := strings.Cut(text, "d"); ok {
		if _, err := fmt.Sscanf(head, "%d", &days); err != nil || fmt.Sprint(days) != head || days < 0 || days > 36500 {
			return 0, fmt.Errorf("%q is not a duration such as 90s, 30m, 1h30m, 7d or never", text)
		}
		rest = tail
	}
	if text != "" && strings.Trim(text, "0123456789") == "" {
		rest += "s"
	}
	d := time.Duration(days) * 24 * time.Hour
	if rest != "" {
		x, err := time.ParseDuration(rest)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration such as 90s, 30m, 1h30m, 7d or never", text)
		}
		d += x
	}
	if d < time.Second {
		return 0, fmt.Errorf("%s is too short: the minimum is 1s", syntax.QuoteWord(text))
	}
	return d, nil
}

// Inside returns what is inside an object, if the object can show that.
func Inside(v any) (inside any, ok bool) {
	if o, ok := v.(interface{ Inside() any }); ok {
		return o.Inside(), true
	}
	return nil, false
}

// Limits of text that may be as long as an item.
const (
	// LongestLabel is how many bytes of a line are kept as the label of a step.
	LongestLabel = 240
	// LongestError is how many bytes of an error are shown.
	LongestError = 64 << 10
)

// Clip returns text, cut to at most most bytes and an ellipsis.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// List joins names with commas.
func List(names []string) string { return strings.Join(names, ", ") }

// QuoteAll quotes each name that needs it to be typed.
func QuoteAll(names []string) []string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = syntax.Quote(n)
	}
	return q
}
