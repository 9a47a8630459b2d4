package amend

import (
	"strings"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/session/tree"
)

// redacted is shown in place of a redacted value.
const redacted = "[redacted]"

// Display returns a copy of a value in which texts stand for objects, and a fixed text for
// the values of keys whose names match a pattern in redact.
func Display(v any, redact []string) any {
	switch v := v.(type) {
	case *tree.Map:
		m := tree.NewMap()
		for k, x := range v.All() {
			if matchesAny(redact, v.Name(k)) {
				x = redacted
			}
			_ = m.Set(displayKey(v, k), Display(x, redact)) // it was the key and value of a mapping before
		}
		return m
	case *tree.List:
		l := tree.NewList()
		for _, x := range v.All() {
			_ = l.Append(Display(x, redact)) // it was the value of a list before
		}
		return l
	case tree.Object:
		if x, ok := notation.Inside(v); ok && len(redact) > 0 {
			return Display(x, redact)
		}
		return v.Display()
	}
	return v
}

// displayKey returns a key of a mapping, or the text for a key that is an object.
func displayKey(m *tree.Map, k any) any {
	if _, ok := k.(tree.Object); ok {
		return m.Name(k)
	}
	return k
}

// matchesAny reports whether a name matches one of the patterns, in any case.
func matchesAny(globs []string, name string) bool {
	for _, glob := range globs {
		if place.Matches(strings.ToLower(glob), strings.ToLower(name)) {
			return true
		}
	}
	return false
}
