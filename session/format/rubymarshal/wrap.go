package rubymarshal

import (
	"encoding/binary"
	"time"

	"sessh/session/format/graph"
)

// whole is an object with what wraps it: Marshal writes the instance variables of
// all of it at the end.
type whole struct {
	around    []*graph.Node // of the forms I, C and e, the outermost first
	body      *graph.Node
	variables bool // whether there is a list of them
	encoding  string
	pairs     []graph.Pair
}

// wraps reports whether a form is one that surrounds a value.
func wraps(n *graph.Node) bool {
	return n.Kind == graph.Object && (n.Form == "C" || n.Form == "e" || n.Form == "I")
}

// unwrap takes an object apart.
func (e *encoder) unwrap(n *graph.Node) *whole {
	if n.Kind == graph.Time {
		n = e.timeNode(n.Time)
	}
	w := &whole{body: n}
	for wraps(w.body) {
		outer := w.body
		if len(outer.Args) != 1 || outer.Args[0] == nil || len(w.around) > bounds.Depth {
			e.malformed(outer)
		}
		w.around = append(w.around, outer)
		w.pairs = append(w.pairs, outer.Pairs...)
		w.variables = w.variables || outer.Form == "I"
		w.body = outer.Args[0]
		if !w.fits(outer) {
			e.malformed(outer)
		}
	}
	text := w.body
	if text.Kind == graph.Object && (text.Form == "/" || text.Form == "u") {
		if len(text.Args) == 0 || text.Args[0] == nil || !isString(text.Args[0]) {
			e.malformed(text)
		}
		w.pairs = append(w.pairs, text.Pairs...)
		text = text.Args[0]
	}
	if text.Kind == graph.Text || text.Kind == graph.Bytes {
		w.encoding = e.encodingOf(text)
	}
	w.variables = w.variables || w.encoding != "" || len(w.pairs) > 0
	return w
}

// fits reports whether what is inside outer can be there.
func (w *whole) fits(outer *graph.Node) bool {
	switch n := w.body; n.Kind {
	case graph.List, graph.Map:
		return true
	case graph.Text, graph.Bytes:
		return isString(n)
	case graph.Int, graph.Float:
		return outer.Form == "I"
	case graph.Object:
		return outer.Form == "I" || n.Form == "/" || n.Form == "C" || n.Form == "e" ||
			outer.Form == "e" && (n.Form == "o" || n.Form == "S" || n.Form == "U" || n.Form == "d")
	}
	return false
}

// inner returns what all the wrappers hold; nil if there is nothing, or too many of
// them.
func inner(n *graph.Node) *graph.Node {
	for range 200 {
		switch {
		case n == nil || !wraps(n):
			return n
		case len(n.Args) != 1:
			return nil
		}
		n = n.Args[0]
	}
	return nil
}

// Inside returns the entries of a hash that is an object: one of a subclass such as
// ActiveSupport::HashWithIndifferentAccess, one that a module extends or that has
// instance variables. It is nil for all other nodes.
func Inside(n *graph.Node) *[]graph.Pair {
	if !wraps(n) {
		return nil
	}
	if h := inner(n); h != nil && h.Kind == graph.Map {
		return &h.Pairs
	}
	return nil
}

// timeNode returns the object that Ruby makes of a point in time: in UTC, or with a
// fixed offset. Ruby has another layout for years before 1900 and far ahead, which
// is not written.
func (e *encoder) timeNode(t time.Time) *graph.Node {
	u := t.UTC()
	if u.Year() < 1900 || u.Year() >= 1900+1<<16 {
		e.Fail("a time in the year %d cannot be written in Marshal", u.Year())
	}
	_, offset := t.Zone()
	p := 1<<31 | uint32(u.Year()-1900)<<14 | uint32(u.Month()-1)<<10 | uint32(u.Day())<<5 | uint32(u.Hour())
	s := uint32(u.Minute())<<26 | uint32(u.Second())<<20 | uint32(u.Nanosecond()/1000)
	n := &graph.Node{Kind: graph.Object, Form: "u", Class: "Time"}
	set := func(name string, v *graph.Node) {
		key := &graph.Node{Kind: graph.Text, Form: formSymbol, Text: name}
		n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: v})
	}
	if nano := u.Nanosecond() % 1000; nano > 0 {
		set("nano_num", graph.NewInt(int64(nano)))
		set("nano_den", graph.NewInt(1))
	}
	if offset == 0 {
		p |= 1 << 30
		set("zone", &graph.Node{Kind: graph.Text, Form: formASCII, Text: "UTC"})
	} else {
		set("offset", graph.NewInt(int64(offset)))
		set("zone", &graph.Node{Kind: graph.Null})
	}
	text := binary.LittleEndian.AppendUint32(nil, p)
	text = binary.LittleEndian.AppendUint32(text, s)
	n.Args = []*graph.Node{{Kind: graph.Bytes, Form: formBinary, Text: string(text)}}
	return n
}
