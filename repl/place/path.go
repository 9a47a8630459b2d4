package place

import (
	"strings"

	"sessh/repl/syntax"
	"sessh/session/tree"
)

// Depths of a place in the tree.
const (
	Root = iota
	Container
	Session
	Package
	Key
)

// A Path is a place in the tree: the names from the root down, as they can be typed. A key
// whose type is not clear from its name is named with the type, as integer(1).
type Path []string

// Of returns the path of a place in a session.
func Of(p tree.Path) Path {
	if p.Depth() == Root {
		return nil
	}
	names := Path{p.Container}
	if p.Depth() >= Session {
		names = append(names, p.Session)
	}
	for i := range p.Keys {
		names = append(names, p.Name(i))
	}
	return names
}

// String returns the path as it can be typed.
func (p Path) String() string {
	if len(p) == 0 {
		return "/"
	}
	var b strings.Builder
	for _, n := range p {
		b.WriteByte('/')
		b.WriteString(syntax.Quote(n))
	}
	return b.String()
}

// Holds reports whether x is at the place or below it. A key in the path may be named as it
// is shown, or with its type.
func (p Path) Holds(x tree.Path) bool {
	names := Of(x)
	if len(names) < len(p) {
		return false
	}
	for i, name := range p {
		if name == names[i] {
			continue
		}
		if i < Session {
			return false
		}
		if full, ok := tree.ExplicitName(x.Keys[i-Session]); !ok || name != full {
			return false
		}
	}
	return true
}

// Texts returns paths as texts, for JSON.
func Texts(paths []tree.Path) []string {
	texts := make([]string, len(paths))
	for i, p := range paths {
		texts[i] = Of(p).String()
	}
	return texts
}
