package igbinary

import (
	"fmt"
	"math"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

const latest = 2

// Encode writes a value: the same bytes for the same graph, and those that it
// was read from if PHP wrote them and nothing was changed. Errors name what
// PHP has no way to write: integers beyond 64 bits, times, arrays that hold
// themselves without being references, objects of other formats.
func Encode(root *graph.Node, o Options) ([]byte, error) {
	switch o.Version {
	case 0:
		o.Version = latest
	case 1, latest:
	default:
		return nil, fmt.Errorf("there is no version %d of igbinary, only 1 and 2", o.Version)
	}
	return graph.Write(phpgraph.Bounds, func(w *graph.Writer) {
		e := &encoder{
			Writer: w, verbose: o.Verbose, strings: make(map[string]int), number: make(map[*graph.Node]int),
			copies: make(map[string][]*graph.Node), steps: maxSteps,
		}
		w.BigEndian(uint64(o.Version), 4)
		e.value(root, false)
	})
}

type encoder struct {
	*graph.Writer
	verbose bool
	strings map[string]int           // the numbers of what was written
	texts   int                      // how many that are
	number  map[*graph.Node]int      // of arrays, objects and references
	values  int                      // how many have one
	copies  map[string][]*graph.Node // those that were written, by their Forms
	steps   int                      // left for comparing copies
}

// value writes a node. byRef is set if the place is a reference to the variable
// that holds the object.
func (e *encoder) value(n *graph.Node, byRef bool) {
	e.Check(n)
	inside := len(e.Out) > 4 // the variable of the whole has no reference to it
	reference := phpgraph.IsReference(n)
	marked := n.Kind == graph.Object && byRef || reference
	if marked && inside {
		e.Byte(typeSimpleRef)
	}
	if n.Kind == graph.Object || reference {
		if number, met := e.number[n]; met {
			e.again(n, number)
			return
		}
	} else if twin := e.twin(n); twin != nil {
		e.again(n, e.number[twin])
		return
	}
	if n.Compound() || marked && inside {
		e.number[n] = e.values
		e.values++
	}
	if !n.Compound() {
		e.scalar(n)
		return
	}
	e.Enter(n)
	e.compound(n)
	e.Leave(n)
}

// again refers to a value that was written.
func (e *encoder) again(n *graph.Node, number int) {
	if n.Kind == graph.Object {
		e.sized(typeObjectRef, number)
		return
	}
	e.sized(typeRef, number)
}

// sized writes a number behind its type, which is the next one for each
// doubling of its width.
func (e *encoder) sized(code byte, n int) {
	width := widthOf(uint64(n))
	e.Byte(code + width)
	e.BigEndian(uint64(n), 1<<width)
}

// widthOf is 0, 1 or 2 for a number of 8, 16 or 32 bits.
func widthOf(n uint64) byte {
	switch {
	case n <= math.MaxUint8:
		return 0
	case n <= math.MaxUint16:
		return 1
	}
	return 2
}

func (e *encoder) scalar(n *graph.Node) {
	switch n.Kind {
	case graph.Null:
		e.Byte(typeNull)
	case graph.Bool:
		if n.Bool {
			e.Byte(typeTrue)
		} else {
			e.Byte(typeFalse)
		}
	case graph.Int:
		phpgraph.CheckInt(e.Writer, n)
		e.integer(n.Int)
	case graph.Float:
		e.Byte(typeDouble)
		e.BigEndian(math.Float64bits(n.Float), 8)
	case graph.Text, graph.Bytes:
		e.str(n.Text)
	default:
		e.Fail("a %s cannot be written by PHP's igbinary", n.Kind)
	}
}

func (e *encoder) integer(v int64) {
	size, negative := uint64(v), byte(0)
	if v < 0 {
		size, negative = -size, 1
	}
	if size > math.MaxUint32 {
		e.Byte(typeLong64 + negative)
		e.BigEndian(size, 8)
		return
	}
	width := widthOf(size)
	e.Byte(typeLong + 2*width + negative)
	e.BigEndian(size, 1<<width)
}

// str writes a string, or the number of one that was written.
func (e *encoder) str(s string) {
	if s == "" {
		e.Byte(typeEmpty)
		return
	}
	if len(s) > phpgraph.Bounds.Bytes {
		e.Fail("a text takes more than %d bytes", phpgraph.Bounds.Bytes)
	}
	if id, met := e.strings[s]; met && !e.verbose {
		e.sized(typeStringID, id)
		return
	}
	e.literal(typeString, s, !e.verbose)
}

func (e *encoder) literal(code byte, s string, keep bool) {
	if keep {
		e.strings[s] = e.texts
	}
	e.texts++
	e.sized(code, len(s))
	e.Text(s)
}

func (e *encoder) compound(n *graph.Node) {
	if isCopied(n) && len(e.copies[n.Form]) < maxTwins {
		e.copies[n.Form] = append(e.copies[n.Form], n)
	}
	switch n.Kind {
	case graph.Object:
		e.object(n)
	case graph.Map:
		phpgraph.CheckKeys(e.Writer, n.Pairs)
		e.sized(typeArray, len(n.Pairs))
		for _, p := range n.Pairs {
			if num, ok := phpgraph.Index(p.Key.Text); ok && p.Key.Kind == graph.Text {
				e.integer(num)
			} else {
				e.scalar(p.Key)
			}
			e.value(p.Value, phpgraph.IsReference(p.Key))
		}
	default:
		e.sized(typeArray, len(n.Items))
		for i, c := range n.Items {
			e.integer(int64(i))
			e.value(c, false)
		}
	}
}

func (e *encoder) object(n *graph.Node) {
	if !phpgraph.ValidClass(n.Class) {
		e.Fail("%.100q is not a class of PHP", n.Class)
	}
	payload := len(n.Args) == 1 && n.Args[0] != nil && n.Args[0].Kind == graph.Bytes
	name := phpgraph.Case(n)
	switch {
	case n.Form == phpgraph.Properties:
		e.class(n.Class)
		e.sized(typeArray, len(n.Pairs))
		for _, p := range n.Pairs {
			if p.Key != nil && p.Key.Kind == graph.Null { // it has no value yet
				e.scalar(p.Key)
				continue
			}
			phpgraph.CheckProperty(e.Writer, p.Key)
			e.scalar(p.Key)
			e.value(p.Value, phpgraph.IsReference(p.Key))
		}
	case n.Form == phpgraph.Payload && payload:
		e.class(n.Class)
		e.sized(typePayload, len(n.Args[0].Text))
		e.Text(n.Args[0].Text)
	case n.Form == phpgraph.Enum && name != "" && utf8.ValidString(name):
		e.class(n.Class)
		e.Byte(typeEnum)
		e.str(name)
	default:
		e.Fail("an object %s of another format cannot be written by PHP's igbinary", n.Class)
	}
}

// class writes how an object begins: a class is written once in any case.
func (e *encoder) class(name string) {
	if id, met := e.strings[name]; met {
		e.sized(typeObjectID, id)
		return
	}
	e.literal(typeObject, name, true)
}

const (
	maxTwins = 8        // so many copies that were changed are compared
	maxSteps = 10 << 20 // of all comparisons; then copies are written in full
)

// twin returns an array that was written and still is the same as n, of those that
// were copies of one another when they were read.
func (e *encoder) twin(n *graph.Node) *graph.Node {
	if !isCopied(n) {
		return nil
	}
	for _, other := range e.copies[n.Form] {
		if !e.Open(other) && e.same(other, n, 0) {
			return other
		}
	}
	return nil
}

// same reports whether two places can share a value in PHP: arrays of the same
// values, and the same objects and references.
func (e *encoder) same(a, b *graph.Node, depth int) bool {
	if a == b {
		return true
	}
	e.steps--
	if a == nil || b == nil || a.Kind != b.Kind || e.steps < 0 || depth > phpgraph.Bounds.Depth {
		return false
	}
	if a.Kind == graph.Object || phpgraph.IsReference(a) || phpgraph.IsReference(b) {
		return false
	}
	if !a.Compound() {
		return sameScalar(a, b)
	}
	if len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return false
	}
	for i, c := range a.Items {
		if !e.same(c, b.Items[i], depth+1) {
			return false
		}
	}
	for i, p := range a.Pairs {
		q := b.Pairs[i]
		if p.Key == nil || q.Key == nil || p.Key.Kind != q.Key.Kind || p.Key.Form != q.Key.Form || !sameScalar(p.Key, q.Key) || !e.same(p.Value, q.Value, depth+1) {
			return false
		}
	}
	return true
}

func sameScalar(a, b *graph.Node) bool {
	return a.Bool == b.Bool && a.Int == b.Int && a.Big == b.Big && a.Text == b.Text &&
		math.Float64bits(a.Float) == math.Float64bits(b.Float)
}
