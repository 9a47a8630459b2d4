package igbinary

import (
	"math"
	"strconv"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// Decode reads one value, and how it was written; bytes after it are an error, as
// they are for PHP. If a key occurs twice, its last value counts. Errors are
// [*graph.Error].
func Decode(data []byte, l graph.Limits) (*graph.Node, Options, error) {
	var o Options
	n, err := graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		d := &decoder{r: r, known: make(map[string]bool)}
		n := d.whole()
		o = Options{Version: d.version, Verbose: d.repeated && !d.recalled}
		return n
	})
	return n, o, err
}

type decoder struct {
	r       *graph.Reader
	version int
	table   []*entry // what has a number
	groups  int      // of copies

	strings  []string
	known    map[string]bool // the strings
	repeated bool            // a string was written that was known
	recalled bool            // a string was referred to
}

// An entry is a value with a number: an array, an object, or a scalar that is a
// reference. The bytes can refer to it as a reference or as a value.
type entry struct {
	node *graph.Node
	open bool // what is inside it is still being read
}

func (d *decoder) whole() *graph.Node {
	version := d.r.BigEndian(4)
	if version != 1 && version != latest {
		d.r.Fail("the version is %d, not 1 or 2", version)
	}
	d.version = int(version)
	for d.r.Peek() == typeSimpleRef && d.r.Len() > 0 { // no one else can refer to the variable
		d.r.Byte()
	}
	n, _ := d.value()
	if !n.Compound() || n.Form == phpgraph.Reference && !n.HoldsItself() {
		n.Form = "" // the place that referred to it was written over
	}
	return n
}

// value reads a value. byRef is set if it is an object, and its place a reference.
func (d *decoder) value() (n *graph.Node, byRef bool) {
	d.r.Mark()
	c := d.r.Byte()
	want := c == typeSimpleRef
	for c == typeSimpleRef {
		c = d.r.Byte()
	}
	switch {
	case c >= typeArray && c < typeArray+3:
		n = d.array(c-typeArray, want)
	case c >= typeObject && c < typeObjectID+3:
		n = d.object(c)
	case c >= typeRef && c < typeRef+3:
		n = d.refer(c-typeRef, want)
	case c >= typeObjectRef && c < typeObjectRef+3:
		n = d.refer(c-typeObjectRef, want)
	default:
		n = d.scalar(c)
		if want {
			n.Form = phpgraph.Reference
			d.table = append(d.table, &entry{node: n})
		}
	}
	return n, want && n.Kind == graph.Object
}

func (d *decoder) scalar(c byte) *graph.Node {
	switch {
	case c >= typeLong && c < typeDouble, c == typeLong64, c == typeLong64+1:
		return d.integer(c)
	case c >= typeEmpty && c < typeString+3:
		n := d.r.New(graph.Text)
		if n.Text = d.str(c); !utf8.ValidString(n.Text) {
			n.Kind = graph.Bytes
		}
		return n
	}
	switch c {
	case typeNull:
		return d.r.New(graph.Null)
	case typeFalse, typeTrue:
		return d.r.Bool(c == typeTrue)
	case typeDouble:
		return d.r.Float(math.Float64frombits(d.r.BigEndian(8)))
	}
	d.r.Fail("no value begins with the byte %02x", c)
	return nil
}

// integer reads an integer behind its type: a magnitude, and odd types are negative.
func (d *decoder) integer(c byte) *graph.Node {
	size := 8
	if c < typeLong64 {
		size = 1 << ((c - typeLong) / 2)
	}
	v, negative := d.r.BigEndian(size), c%2 == 1
	if v > math.MaxInt64 && (!negative || v > 1<<63) {
		d.r.Fail("the integer of the magnitude %d does not fit into one of PHP", v)
	}
	if negative {
		v = -v
	}
	return d.r.Int(int64(v))
}

// str reads a string behind its type.
func (d *decoder) str(c byte) string {
	switch {
	case c == typeEmpty:
		return ""
	case c >= typeString && c < typeString+3:
		return d.literal(c - typeString)
	case c >= typeStringID && c < typeStringID+3:
		d.recalled = true
		return d.recall(c - typeStringID)
	}
	d.r.Fail("no string begins with the byte %02x", c)
	return ""
}

// number reads a number of the width 0, 1 or 2: of 8, 16 or 32 bits.
func (d *decoder) number(width byte) uint64 { return d.r.BigEndian(1 << width) }

// literal reads a string that is written with its length.
func (d *decoder) literal(width byte) string {
	s := string(d.r.Take(d.number(width)))
	d.repeated = d.repeated || d.known[s]
	d.known[s] = true
	d.strings = append(d.strings, s)
	return s
}

// recall reads the number of a string.
func (d *decoder) recall(width byte) string {
	id := d.number(width)
	if id >= uint64(len(d.strings)) {
		d.r.Fail("the string number %d, of %d", id, len(d.strings))
	}
	return d.strings[id]
}

// refer reads the number of an entry. want is set if the place is a reference.
func (d *decoder) refer(width byte, want bool) *graph.Node {
	id := d.number(width)
	if id >= uint64(len(d.table)) {
		d.r.Fail("a reference to the value number %d, of %d", id, len(d.table))
	}
	e := d.table[id]
	switch {
	case e.node.Kind == graph.Object || want && phpgraph.IsReference(e.node):
		return d.r.Again(e.node)
	case e.open && want: // the array holds itself
		e.node.Form = phpgraph.Reference
		return d.r.Again(e.node)
	case e.open:
		d.r.Fail("%s", phpgraph.Bounds.Cycle)
	case want: // it was none so far: the place that it was read for keeps it as its own
		e.node = d.copy(e.node)
		e.node.Form = phpgraph.Reference
		return e.node
	}
	return d.copyOf(e.node)
}

// copyOf is for a place that is not a reference, and has the value of another one.
func (d *decoder) copyOf(n *graph.Node) *graph.Node {
	if n.Form == "" {
		d.groups++
		n.Form = copied + strconv.Itoa(d.groups)
	}
	other := d.copy(n)
	if phpgraph.IsReference(other) {
		other.Form = ""
	}
	return other
}

// copy copies an array or scalar, and the arrays and scalars inside that are not
// references.
func (d *decoder) copy(n *graph.Node) *graph.Node {
	return d.r.Copy(n, func(n *graph.Node) bool { return n.Kind == graph.Object || phpgraph.IsReference(n) })
}
