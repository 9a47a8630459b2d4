package serial

import (
	"errors"
	"iter"
	"slices"
	"sync"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/sparse"
	"sessh/session/tree"
)

// Names are the names in a mapping, and in the mappings among its values. Formats recognize
// their sessions by them.
type Names struct {
	m *tree.Map

	s *sparse.Value // if m is nil

	n *graph.Node // if both are nil
	d *graph.Dialect
}

// NamesOf returns the names in a mapping.
func NamesOf(m *tree.Map) Names { return Names{m: m} }

// NamesIn returns the names in a mapping that was read sparsely: those that were wanted.
func NamesIn(v *sparse.Value) Names { return Names{s: v} }

// Proves reports whether a value is one that [Codec.Read] reads, and its names are such ones. It
// costs less than reading it. such must not keep the names.
func (c *Codec) Proves(value []byte, such func(Names) bool) bool {
	if c.Sketch != nil && len(value) > 0 {
		s := sketches.Get().(*Sketch)
		defer s.end()
		s.Begin(value)
		if root, err := c.Sketch(s); err == nil {
			return c.Dialect.Entries(root) != nil && such(Names{n: root, d: c.Dialect})
		} else if !errors.Is(err, ErrUnusual) {
			return false
		}
	}
	names, err := c.names(value)
	return err == nil && such(names)
}

// Reads reports whether there is a sketch of a value: then its codec surely reads it. It may read
// others, too.
func Reads(sketch func(*Sketch) (*graph.Node, error), value []byte) bool {
	s := sketches.Get().(*Sketch)
	defer s.end()
	s.Begin(value)
	_, err := sketch(s)
	return err == nil
}

var sketches = sync.Pool{New: func() any { return new(Sketch) }}

// end gives the Sketch back, unless it has become large.
func (s *Sketch) end() {
	const large = 1024 // nodes
	if s.data = nil; len(s.made) <= large {
		sketches.Put(s)
	}
}

// names returns the names of a value that Read reads, and fails where that fails.
func (c *Codec) names(value []byte) (Names, error) {
	root, _, err := c.Decode(value)
	if err == nil && surelyFills(c.Dialect, root) {
		return Names{n: root, d: c.Dialect}, nil
	}
	m, _, err := c.read(value, root, nil, err)
	return NamesOf(m), err
}

// All yields the names in their order; isText is false for a key that is no text.
func (s Names) All() iter.Seq2[string, bool] {
	return func(yield func(name string, isText bool) bool) {
		if s.m != nil {
			for k := range s.m.All() {
				if name, isText := k.(string); !yield(name, isText) {
					return
				}
			}
			return
		}
		if s.s != nil {
			for v := s.s.First(); v != nil && yield(string(v.Name()), true); v = v.Next() {
			}
			return
		}
		for _, p := range *s.d.Entries(s.n) {
			if !yield(p.Key.Text, p.Key.Kind == graph.Text && utf8.ValidString(p.Key.Text)) {
				return
			}
		}
	}
}

// Has reports whether there is a name.
func (s Names) Has(name string) bool {
	for is, isText := range s.All() {
		if is == name && isText {
			return true
		}
	}
	return false
}

// In returns the names in the mapping under a name; ok is false if there is none.
func (s Names) In(name string) (in Names, ok bool) {
	if s.m != nil {
		v, _ := s.m.Get(name)
		m, ok := v.(*tree.Map)
		return Names{m: m}, ok
	}
	if s.s != nil {
		v := s.s.Named(name)
		return Names{s: v}, v != nil && v.Kind == sparse.Map
	}
	for _, p := range *s.d.Entries(s.n) {
		if p.Key.Kind == graph.Text && p.Key.Text == name {
			return Names{n: p.Value, d: s.d}, s.d.Entries(p.Value) != nil
		}
	}
	return Names{}, false
}

// surelyFills reports whether [graph.Dialect.Fill] certainly does not fail for a root, nor gives two
// keys of a mapping other names, nor shows any place as a [tree.Ref]. It is false for what is large,
// deep, or has keys out of the ordinary.
func surelyFills(d *graph.Dialect, root *graph.Node) bool {
	const nodes, bytes = 4096, 1 << 20
	c := filler{d: d, nodes: nodes, bytes: bytes, met: make([]*graph.Node, 0, 16)}
	return root != nil && d.Entries(root) != nil && c.fills(root, 0)
}

// filler bounds what is looked at.
type filler struct {
	d            *graph.Dialect
	nodes, bytes int // how many are left, of the latter in keys
	met          []*graph.Node
}

// meets reports whether a list or mapping has not been met before.
func (c *filler) meets(n *graph.Node) bool {
	const few = 64
	if len(c.met) == few || slices.Contains(c.met, n) {
		return false
	}
	c.met = append(c.met, n)
	return true
}

func (c *filler) fills(n *graph.Node, depth int) bool {
	const deepest = 100
	if c.nodes--; c.nodes < 0 || depth > deepest || n == nil {
		return false
	}
	switch n.Kind {
	case graph.List:
		if !c.meets(n) {
			return false
		}
		for _, item := range n.Items {
			if !c.fills(item, depth+1) {
				return false
			}
		}
	case graph.Map, graph.Object:
		entries := c.d.Entries(n)
		if entries == nil { // it is shown as a whole
			return true
		}
		if !c.meets(n) {
			return false
		}
		for i, p := range *entries {
			if !c.isPlain(p.Key) || depth < 2 && !isNew(p.Key, (*entries)[:i]) || !c.fills(p.Value, depth+1) {
				return false
			}
		}
	}
	return true
}

// isPlain reports whether a key is an ordinary one.
func (c *filler) isPlain(key *graph.Node) bool {
	switch {
	case key == nil || key.Big != nil:
		return false
	case key.Kind == graph.Text, key.Kind == graph.Bytes, key.Kind == graph.Int:
		c.bytes -= len(key.Text)
		return c.bytes >= 0
	}
	return false
}

// isNew reports whether a key is surely none of those before it.
func isNew(key *graph.Node, before []graph.Pair) bool {
	const few = 64
	for _, p := range before {
		if p.Key.Text == key.Text && p.Key.Int == key.Int {
			return false
		}
	}
	return len(before) < few
}
