package tree

import (
	"fmt"
	"maps"
	"strings"
)

// A Path names a place in the tree: the root, a container, a session, package data, or a key at any
// depth below. The zero value is the root.
type Path struct {
	Container string
	Session   string
	// Keys are the name of the package, the key, and what follows below it: the key of a
	// mapping, or an int that is the index into a list.
	Keys  []any
	depth int // 0: the root, 1: a container, 2: a session or below
	// names holds the names of those Keys whose text another key has as well.
	names map[int]string
}

// ContainerPath returns the path of a container.
func ContainerPath(name string) Path { return Path{Container: name, depth: 1} }

// SessionPath returns the path of a session or of a place below it.
func SessionPath(container, id string, keys ...any) Path {
	return Path{Container: container, Session: id, Keys: keys, depth: 2}
}

// Depth returns 0 for the root, 1 for a container, 2 for a session, 3 for package data, and one
// more for each key below.
func (p Path) Depth() int { return p.depth + len(p.Keys) }

// Below returns the path of keys below p, which is the path of a session or below.
func (p Path) Below(keys ...any) Path {
	p.Keys = append(p.Keys[:len(p.Keys):len(p.Keys)], keys...)
	return p
}

// Above returns the path with only its first n keys.
func (p Path) Above(n int) Path {
	p.Keys = p.Keys[:n:n]
	return p
}

// BelowIn is Below for a key of one or more mappings.
func (p Path) BelowIn(key any, trees ...*Map) Path {
	if name, ok := TypedName(key, trees...); ok {
		p.names = maps.Clone(p.names)
		p.SetName(len(p.Keys), name)
	}
	return p.Below(key)
}

// SetName sets the name of key i.
func (p *Path) SetName(i int, name string) {
	if p.names == nil {
		p.names = make(map[int]string)
	}
	p.names[i] = name
}

// TypedName returns the name of a key in the first mapping in which another key has the same
// text; ok is false if there is none.
func TypedName(key any, trees ...*Map) (name string, ok bool) {
	if _, isText := key.(string); isText {
		return "", false
	}
	for _, m := range trees {
		if m != nil && m.shadowed(key) {
			return m.Name(key), true
		}
	}
	return "", false
}

// Name returns the name of key i of the path; see [Map.Name].
func (p Path) Name(i int) string {
	if name, ok := p.names[i]; ok {
		return name
	}
	return KeyName(p.Keys[i])
}

// Within reports whether p is q or below it.
func (p Path) Within(q Path) bool {
	switch {
	case q.depth == 0:
		return true
	case p.depth < q.depth || p.Container != q.Container:
		return false
	case q.depth == 1:
		return true
	case p.Session != q.Session || len(p.Keys) < len(q.Keys):
		return false
	}
	for i, k := range q.Keys {
		if p.Keys[i] != k {
			return false
		}
	}
	return true
}

// String returns the path as it is shown in messages. Names that could be mistaken for
// something else are quoted.
func (p Path) String() string {
	if p.depth == 0 {
		return "/"
	}
	var b strings.Builder
	b.WriteString("/" + Quoted(p.Container))
	if p.depth > 1 {
		b.WriteString("/" + Quoted(p.Session))
	}
	for _, k := range p.Keys {
		b.WriteString("/")
		if s, ok := k.(string); ok {
			b.WriteString(Quoted(s))
			continue
		}
		b.WriteString(KeyText(k))
	}
	return b.String()
}

// Quoted returns a name, in quotes if it could be mistaken for something else.
func Quoted(name string) string {
	if name == "" || name == "." || name == ".." || strings.ContainsFunc(name, needsQuotes) {
		return fmt.Sprintf("%q", name)
	}
	return name
}

func needsQuotes(r rune) bool {
	return r <= ' ' || r == '/' || r == '"' || r == '\'' || r == '\\' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\ufffd'
}
