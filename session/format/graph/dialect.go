package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sessh/session/tree"
)

// A Dialect holds what a framework's way of writing values needs in addition to the
// graph.
type Dialect struct {
	// Repr shows a node on one line, in the framework's own language.
	Repr func(n *Node) string
	// Inside returns the entries of an object that is a mapping by itself, such as
	// an instance of a subclass of the language's own mapping; nil for an object
	// that is shown as a whole. It may be nil.
	Inside func(n *Node) *[]Pair
	// Stands returns the number or text that an object of the language's own classes stands
	// for, such as a decimal or a date; nil for any other. It may be nil.
	Stands func(n *Node) *Node
	// Usual reports whether a list, a mapping or such an object is of the format's
	// usual kind, whatever its Form or Class. It may be nil.
	Usual func(n *Node) bool
	// Forms are the words for lists of other kinds that a Node's Form names:
	// a list of such a form that comes from elsewhere is written as one.
	Forms []string
	// New makes the node of a value that is not a list, mapping or object of
	// package session. was is the node that it replaces, or nil; the new node keeps
	// its Form if that fits. The default is Plain.
	New func(v any, was *Node) (*Node, error)
	// Distinct reports whether the framework distinguishes a plain value from
	// others that are shown the same way, such as a symbol from a text. It may be
	// nil.
	Distinct func(n *Node) bool
	// Bare returns a Form without what it says about other places of the node. It
	// may be nil.
	Bare func(form string) string
	// Settle is called for each list and mapping that is written, with what an edit has made of it
	// and the items that it, and those in it, had before. It updates what depends on the parts, and
	// fails if the framework would not load the result. It may be nil.
	Settle func(n *Node, had func(*Node) []*Node) error
	// Fixed returns the reason why an object that is shown as a whole cannot be
	// edited inside, if users would expect that it can; otherwise "". It may be
	// nil.
	Fixed func(n *Node) string
}

func (d *Dialect) settle(n *Node, had func(*Node) []*Node) error {
	if d.Settle == nil {
		return nil
	}
	return d.Settle(n, had)
}

// shape is the form of a list or mapping that is not the framework's plain
// one, with the node that it can be made from again.
type shape struct {
	word string
	node *Node
}

func (s shape) String() string { return s.word }

// form returns the shape of a compound node; nil for the plain one.
func (d *Dialect) form(n *Node) tree.Form {
	switch {
	case d.Usual != nil && d.Usual(n):
		return nil
	case n.Kind == Object:
		return shape{n.Class, n}
	case n.Form != "":
		return shape{n.Form, &Node{Kind: n.Kind, Form: n.Form}}
	}
	return nil
}

// Value turns a graph into values of a session. The second and later places of
// what the framework holds as one object are a [tree.Ref] to the first.
func (d *Dialect) Value(n *Node) (any, error) {
	p := newProjector(d)
	v, err := p.value(n)
	p.finish()
	return v, err
}

// Fill puts the entries of root, which is a mapping, into m, as Value would.
func (d *Dialect) Fill(m *tree.Map, root *Node) error { return newProjector(d).whole(m, root) }

// Entries returns the entries of a node that is shown as a mapping.
func (d *Dialect) Entries(n *Node) *[]Pair {
	switch {
	case n.Kind == Map:
		return &n.Pairs
	case n.Kind == Object && d.Inside != nil:
		return d.Inside(n)
	}
	return nil
}

// KeyText returns a key, or an index, as text for messages.
func KeyText(k any) string {
	switch k := k.(type) {
	case string:
		return k
	case tree.Object:
		return k.Display()
	}
	return fmt.Sprint(k)
}

// keyMaker makes the keys of one value, and counts what they cost: many
// keys can be made of the same large parts.
type keyMaker struct {
	d    *Dialect
	used int
}

// key returns the key of an entry in m. Keys that the framework distinguishes stay
// different even if they would be one here.
func (km *keyMaker) key(m *tree.Map, n *Node) (any, error) {
	if n.Compound() || n.Kind == Time || n.Big != nil || n.Kind == Float && n.Float != n.Float {
		return km.opaque(n)
	}
	if k := plain(n); !m.Has(k) {
		return k, nil
	}
	return km.opaque(n)
}

func (km *keyMaker) opaque(n *Node) (any, error) {
	const most = 16 << 20
	flat, ok := flatten(n, max(most-km.used, 1))
	if !ok {
		return nil, fmt.Errorf("the keys that are objects take more than %d bytes", most)
	}
	km.used += len(flat)
	return Key{keyName(brief(km.d.Repr(n))), flat}, nil
}

// keyName returns a key as it is shown, with its texts in single quotes: in a path the
// whole is in double quotes.
func keyName(shown string) string {
	if strings.ContainsAny(shown, `'\`) {
		return shown
	}
	return strings.ReplaceAll(shown, `"`, "'")
}

// plain returns the value of a node that has no others inside.
func plain(n *Node) any {
	switch n.Kind {
	case Bool:
		return n.Bool
	case Int:
		if n.Big != nil {
			return n.Big
		}
		return n.Int
	case Float:
		return n.Float
	case Text:
		if utf8.ValidString(n.Text) {
			return n.Text
		}
		return tree.Bytes(n.Text)
	case Bytes:
		return tree.Bytes(n.Text)
	case Time:
		return n.Time
	}
	return nil
}

// brief keeps what is shown of an object on one line within bounds.
func brief(s string) string {
	const most = 2000
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func describe(n *Node) string {
	if n.Kind == Object {
		return n.Class
	}
	return n.Kind.String()
}
