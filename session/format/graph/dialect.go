package graph

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session"
)

// A Dialect is what a framework's way of writing values needs beyond the
// graph itself.
type Dialect struct {
	// Repr shows a node on one line, in the framework's own language.
	Repr func(n *Node) string
	// Inside gives the entries of an object that is a mapping by itself, such
	// as an instance of a subclass of the language's own mapping; nil for an
	// object that is shown as a whole. It may be nil.
	Inside func(n *Node) *[]Pair
	// Usual tells of a list, a mapping, or such an object that it is the
	// format's usual kind, whatever its Form or Class. It may be nil.
	Usual func(n *Node) bool
	// Forms are the words for lists of other kinds that a Node's Form names:
	// a list of such a form that comes from elsewhere is written as one.
	Forms []string
	// New makes the node of a value that is none of session's lists, mappings and
	// objects. was is the node that the value takes the place of, or nil: the
	// new one takes over its Form where that fits. nil is Plain.
	New func(v any, was *Node) (*Node, error)
	// Check fails for a list or mapping that the framework would not load with
	// the parts that an edit has given it. It may be nil.
	Check func(n *Node) error
}

func (d *Dialect) check(n *Node) error {
	if d.Check == nil {
		return nil
	}
	return d.Check(n)
}

// shape is the form of a list or mapping that is not the framework's plain
// one, with the node that it can be made from again.
type shape struct {
	word string
	node *Node
}

func (s shape) String() string { return s.word }

// form is the shape of a compound node; nil for the plain one.
func (d *Dialect) form(n *Node) session.Form {
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
// what the framework holds as one object are a [Same] that names the first.
func (d *Dialect) Value(n *Node) (any, error) {
	return newProjector(d).value(n, "")
}

// Fill puts the entries of a mapping into m, as Value would. at is the place
// of the mapping in the whole, for [Same].
func (d *Dialect) Fill(m *session.Map, pairs []Pair) error {
	return newProjector(d).fill(m, pairs, "")
}

// projector makes session values of nodes.
type projector struct {
	d     *Dialect
	first map[*Node]string // compound nodes, by where they were met first
	nodes map[string]*Node // the other way round, where somebody asks for it
	depth int
	keys  keyMaker
}

func newProjector(d *Dialect) *projector {
	return &projector{d: d, first: make(map[*Node]string), keys: keyMaker{d: d}}
}

const maxDepth = 900 // session's own bound is a little above

func (p *projector) value(n *Node, at string) (any, error) {
	switch n.Kind {
	case List, Map:
	case Object:
		if p.entries(n) == nil {
			return &Opaque{dialect: p.d, Node: n}, nil
		}
	default:
		return plain(p.d, n), nil
	}
	if first, met := p.first[n]; met {
		return &Same{At: first, dialect: p.d, node: n}, nil
	}
	p.met(n, at)
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("the value is nested deeper than %d levels", maxDepth)
	}
	defer func() { p.depth-- }()
	if n.Kind == List {
		values := make([]any, len(n.Items))
		for i, c := range n.Items {
			v, err := p.value(c, at+"/"+strconv.Itoa(i))
			if err != nil {
				return nil, err
			}
			values[i] = v
		}
		return session.NewListOf(p.d.form(n), values...), nil
	}
	m := session.NewMapOf(p.d.form(n))
	return m, p.fill(m, *p.entries(n), at)
}

func (p *projector) met(n *Node, at string) {
	p.first[n] = at
	if p.nodes != nil {
		p.nodes[at] = n
	}
}

// entries are those of a node that is walked into as a mapping.
func (p *projector) entries(n *Node) *[]Pair { return p.d.entries(n) }

func (d *Dialect) entries(n *Node) *[]Pair {
	switch {
	case n.Kind == Map:
		return &n.Pairs
	case n.Kind == Object && d.Inside != nil:
		return d.Inside(n)
	}
	return nil
}

func (p *projector) fill(m *session.Map, pairs []Pair, at string) error {
	for _, e := range pairs {
		k, err := p.keys.key(m, e.Key)
		if err != nil {
			return err
		}
		v, err := p.value(e.Value, at+"/"+KeyText(k))
		if err != nil {
			return err
		}
		if err := m.Set(k, v); err != nil {
			return err
		}
	}
	return nil
}

// KeyText is a key, or an index, as it stands in the places that [Same] names.
func KeyText(k any) string {
	switch k := k.(type) {
	case string:
		return k
	case session.Object:
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

// key is the key of an entry in m. Two keys that the framework tells apart, and
// that would be one here, are kept apart.
func (km *keyMaker) key(m *session.Map, n *Node) (any, error) {
	if n.Compound() || n.Kind == Time || n.Big != nil || n.Kind == Float && n.Float != n.Float {
		return km.opaque(n)
	}
	if k := plain(km.d, n); !m.Has(k) {
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
	return Key{brief(km.d.Repr(n)), flat}, nil
}

// plain is the value of a node that has no others inside.
func plain(d *Dialect, n *Node) any {
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
		return session.Bytes(n.Text)
	case Bytes:
		return session.Bytes(n.Text)
	case Time:
		return n.Time
	case Object:
		return &Opaque{dialect: d, Node: n}
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
