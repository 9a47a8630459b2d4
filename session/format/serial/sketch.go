package serial

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// ErrUnusual is the error of a [Sketch] of a value that only its codec can judge.
var ErrUnusual = errors.New("it is not as usual")

// A Sketch reads a value as far as its names: it makes nodes of what is at the top, and only looks
// at the rest. What it makes has no form, and is good until the Sketch is used again. A Sketch is
// for one goroutine.
//
// Its methods report whether what they read is as usual: then the codec certainly reads the whole
// value, and what it makes has the same names, each in one place. If it is not, the codec must read
// the value to know.
type Sketch struct {
	data  []byte
	at    int
	depth int
	looks int  // at parts
	texts bool // see KeepTexts

	made []*graph.Node // in use are those before used
	used int

	kept []keptText

	names [mostNames]name // that were read before: session after session has the same
}

// A name is the text of a key, and whether it is a text or bytes.
type name struct {
	text string
	kind graph.Kind
}

// mostNames is the number of places for names.
const mostNames = 512

// placeOf returns the place of a name, by a hash of its length and some of its bytes.
func placeOf(b []byte) int {
	n := len(b)
	return (n*7 ^ int(b[0])<<1 ^ int(b[n/2])<<3 ^ int(b[n-1])<<4) % mostNames
}

const (
	sketched     = 3    // levels of lists and mappings that have nodes
	mostLooks    = 4096 // less than any [graph.Limits]
	deepestLooks = 100
	widest       = 64 // mapping whose keys are compared with one another
)

// Sketches of what has no parts that matter.
var (
	sketchedMap  = &graph.Node{Kind: graph.Map}
	sketchedList = &graph.Node{Kind: graph.List}
	scalars      = [...]*graph.Node{graph.Null: {}, graph.Bool: {Kind: graph.Bool}, graph.Int: {Kind: graph.Int}, graph.Float: {Kind: graph.Float}, graph.Text: {Kind: graph.Text}, graph.Bytes: {Kind: graph.Bytes}, graph.Time: {Kind: graph.Time}}
)

// Begin begins to read a value; nodes of the one before are used again.
func (s *Sketch) Begin(data []byte) {
	s.Continue(data)
	s.used, s.kept = 0, s.kept[:0]
}

// Continue is Begin where the nodes made before stay: for a value in another one.
func (s *Sketch) Continue(data []byte) {
	s.data, s.at, s.depth, s.looks, s.texts = data, 0, 0, 0, false
}

// KeepTexts has the texts at the top kept, of which one may be a session in an envelope.
func (s *Sketch) KeepTexts() { s.texts = true }

// Kept returns the text of a node that was kept.
func (s *Sketch) Kept(n *graph.Node) (text []byte, ok bool) {
	for _, k := range s.kept {
		if k.node == n {
			return k.text, true
		}
	}
	return nil, false
}

type keptText struct {
	node *graph.Node
	text []byte
}

// New returns an empty node.
func (s *Sketch) New(k graph.Kind) *graph.Node {
	if s.used == len(s.made) {
		s.made = append(s.made, &graph.Node{})
	}
	n := s.made[s.used]
	s.used++
	n.Kind, n.Form, n.Int, n.Text, n.Class = k, "", 0, "", "" // a sketch has nothing else
	n.Items, n.Pairs = n.Items[:0], n.Pairs[:0]
	return n
}

// Enter begins a list or mapping and returns its node, which has parts only if Deep reports false
// for it; ok is false if it is out of bounds.
func (s *Sketch) Enter(k graph.Kind) (n *graph.Node, ok bool) {
	s.depth++
	switch {
	case s.depth > deepestLooks:
		return nil, false
	case s.depth <= sketched:
		return s.New(k), true
	case k == graph.List:
		return sketchedList, true
	}
	return sketchedMap, true
}

// Leave ends what Enter began.
func (s *Sketch) Leave() { s.depth-- }

// Deep reports whether the parts of the list or mapping that was entered are only looked at.
func (s *Sketch) Deep() bool { return s.depth > sketched }

// List reads a list of n items, each by item.
func (s *Sketch) List(n uint64, item func() (*graph.Node, bool)) (list *graph.Node, ok bool) {
	if list, ok = s.Enter(graph.List); !ok {
		return nil, false
	}
	deep := s.Deep()
	for range n {
		x, ok := item()
		if !ok {
			return nil, false
		}
		if !deep {
			list.Items = append(list.Items, x)
		}
	}
	s.Leave()
	return list, true
}

// Look counts a part, and reports whether there are not too many.
func (s *Sketch) Look() bool {
	s.looks++
	return s.looks <= mostLooks
}

// Scalar returns the node of a value whose content does not matter.
func (s *Sketch) Scalar(k graph.Kind) *graph.Node { return scalars[k] }

// Text returns the node of a text that is no key. Its content does not matter, nor whether it is a text or
// bytes, unless it is kept.
func (s *Sketch) Text(b []byte) *graph.Node {
	if s.depth > 1 || !s.texts {
		return scalars[graph.Text]
	}
	n := s.New(textKind(b))
	s.kept = append(s.kept, keptText{n, b})
	return n
}

// Name returns the node of a key that is a text.
func (s *Sketch) Name(b []byte) *graph.Node {
	n := s.New(graph.Text)
	n.Text, n.Kind = s.name(b)
	return n
}

// name returns a name and its kind, without allocating one that was met before.
func (s *Sketch) name(b []byte) (string, graph.Kind) {
	const long = 64
	if len(b) == 0 || len(b) > long {
		return string(b), textKind(b)
	}
	met := &s.names[placeOf(b)]
	if met.text != string(b) {
		*met = name{string(b), textKind(b)}
	}
	return met.text, met.kind
}

func textKind(b []byte) graph.Kind {
	if utf8.Valid(b) {
		return graph.Text
	}
	return graph.Bytes
}

// Number returns the node of a key that is an integer.
func (s *Sketch) Number(i int64) *graph.Node {
	n := s.New(graph.Int)
	n.Int = i
	return n
}

// Put adds an entry to a mapping, and reports whether its key is a new one.
func (s *Sketch) Put(n, key, value *graph.Node) bool {
	if len(n.Pairs) == widest {
		return false
	}
	for _, p := range n.Pairs {
		if p.Key.Int == key.Int && p.Key.Text == key.Text {
			return false
		}
	}
	n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: value})
	return true
}

// Peek returns the next byte, or 0 at the end.
func (s *Sketch) Peek() byte {
	if s.at == len(s.data) {
		return 0
	}
	return s.data[s.at]
}

// Byte reads a byte; it is 0 at the end.
func (s *Sketch) Byte() byte {
	c := s.Peek()
	if s.at < len(s.data) {
		s.at++
	}
	return c
}

// Back goes back by the byte that was read.
func (s *Sketch) Back() { s.at-- }

// Rest returns the bytes left, without reading them.
func (s *Sketch) Rest() []byte { return s.data[s.at:] }

// Depth returns the number of lists and mappings that were entered.
func (s *Sketch) Depth() int { return s.depth }

// Offset returns the number of bytes read.
func (s *Sketch) Offset() int { return s.at }

// Since returns the bytes read since an offset.
func (s *Sketch) Since(offset int) []byte { return s.data[offset:s.at] }

// End reports whether all is read.
func (s *Sketch) End() bool { return s.at == len(s.data) }

// Expect reads exactly a text.
func (s *Sketch) Expect(text string) bool {
	if len(s.data)-s.at < len(text) || string(s.data[s.at:s.at+len(text)]) != text {
		return false
	}
	s.at += len(text)
	return true
}

// Take reads n bytes.
func (s *Sketch) Take(n int) (b []byte, ok bool) {
	if n < 0 || n > len(s.data)-s.at {
		return nil, false
	}
	s.at += n
	return s.data[s.at-n : s.at], true
}

// Until reads through the next end, and returns what precedes it.
func (s *Sketch) Until(end byte) (b []byte, ok bool) {
	i := bytes.IndexByte(s.data[s.at:], end)
	if i < 0 {
		return nil, false
	}
	s.at += i + 1
	return s.data[s.at-i-1 : s.at-1], true
}
