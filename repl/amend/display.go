package amend

import (
	"io"
	"strings"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/session/marked"
	"sessh/session/tree"
)

// Redacted is shown in place of a redacted value.
const Redacted = "[redacted]"

// Display returns a copy of a value in which texts stand for objects, and a fixed text for
// the values of keys whose names match a pattern in redact. If there are any, what is inside
// an object stands for it: it may have such keys.
func Display(v any, redact []string) any {
	return display{redact, len(redact) > 0}.value(v)
}

// Opened returns a copy of a value as Display does, with what is inside objects in place of
// them, as in a redacted copy, and nothing redacted.
func Opened(v any) any { return display{nil, true}.value(v) }

// Write writes what [Display] returns as JSON.
func Write(w io.Writer, v any, redact []string) error {
	if len(redact) == 0 {
		return marked.Write(w, visible(v))
	}
	return marked.Write(w, Display(v, redact))
}

// visible is Display without patterns, which copies only what has objects in it.
func visible(v any) any {
	if tree.HasObjects(v) {
		return Display(v, nil)
	}
	return v
}

type display struct {
	redact []string
	open   bool // whether what is inside an object stands for it
}

func (d display) value(v any) any {
	switch v := v.(type) {
	case *tree.Map:
		m := tree.NewMap()
		for k, x := range v.All() {
			if matchesAny(d.redact, v.Name(k)) {
				x = Redacted
			}
			_ = m.Set(displayKey(v, k), d.value(x)) // it was the key and value of a mapping before
		}
		return m
	case *tree.List:
		l := tree.NewList()
		for _, x := range v.All() {
			_ = l.Append(d.value(x)) // it was the value of a list before
		}
		return l
	case tree.Object:
		if x, ok := notation.Inside(v); ok && d.open {
			return d.value(x)
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
