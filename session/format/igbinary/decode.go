package igbinary

import (
	"math"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// Decode reads one value, and how it was written; bytes after it are an error,
// as they are for PHP. Where a key is there twice, its last value counts. Errors
// are [*graph.Error].
func Decode(data []byte, l graph.Limits) (*graph.Node, Options, error) {
	d := &decoder{r: graph.NewReader(data, l), known: make(map[string]bool)}
	n, err := d.whole()
	if err != nil {
		return nil, Options{}, err
	}
	return n, Options{Version: d.version, Verbose: d.repeated && !d.recalled}, nil
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

// An entry is what has a number: an array, an object, or a scalar that is a
// reference. Bytes can ask for it as a reference or not.
type entry struct {
	node *graph.Node
	open bool // what is inside of it is still being read
}

func (d *decoder) whole() (*graph.Node, error) {
	version, err := d.r.BigEndian(4)
	if err != nil {
		return nil, err
	}
	if version != 1 && version != latest {
		return nil, d.r.Errorf("the version is %d, and not 1 or 2", version)
	}
	d.version = int(version)
	for d.r.Peek() == typeSimpleRef { // nobody else can refer to the variable
		if _, err := d.r.Byte(); err != nil {
			return nil, err
		}
	}
	n, _, err := d.value()
	if err != nil {
		return nil, err
	}
	if !n.Compound() || n.Form == reference && !n.HoldsItself() {
		n.Form = "" // the place that referred to it was written over
	}
	return n, d.r.End()
}

// value reads a value. byRef tells that it is an object, and its place a
// reference.
func (d *decoder) value() (n *graph.Node, byRef bool, err error) {
	d.r.Mark()
	c, err := d.r.Byte()
	want := false
	for err == nil && c == typeSimpleRef {
		want = true
		c, err = d.r.Byte()
	}
	if err != nil {
		return nil, false, err
	}
	switch {
	case c >= typeArray && c < typeArray+3:
		n, err = d.array(c-typeArray, want)
	case c >= typeObject && c < typeObjectID+3:
		n, err = d.object(c)
	case c >= typeRef && c < typeRef+3:
		n, err = d.refer(c-typeRef, want)
	case c >= typeObjectRef && c < typeObjectRef+3:
		n, err = d.refer(c-typeObjectRef, want)
	default:
		n, err = d.scalar(c)
		if want && err == nil {
			n.Form = reference
			d.table = append(d.table, &entry{node: n})
		}
	}
	return n, want && err == nil && n.Kind == graph.Object, err
}

func (d *decoder) scalar(c byte) (*graph.Node, error) {
	switch {
	case c >= typeLong && c < typeDouble, c == typeLong64, c == typeLong64+1:
		return d.integer(c)
	case c >= typeEmpty && c < typeString+3:
		return d.text(c)
	}
	switch c {
	case typeNull:
		return d.r.New(graph.Null)
	case typeFalse, typeTrue:
		n, err := d.r.New(graph.Bool)
		if err != nil {
			return nil, err
		}
		n.Bool = c == typeTrue
		return n, nil
	case typeDouble:
		bits, err := d.r.BigEndian(8)
		if err != nil {
			return nil, err
		}
		n, err := d.r.New(graph.Float)
		if err != nil {
			return nil, err
		}
		n.Float = math.Float64frombits(bits)
		return n, nil
	}
	return nil, d.r.Errorf("the byte %02x begins no value", c)
}

// integer reads an integer behind its type: a magnitude, and odd types are negative.
func (d *decoder) integer(c byte) (*graph.Node, error) {
	size := 8
	if c < typeLong64 {
		size = 1 << ((c - typeLong) / 2)
	}
	v, err := d.r.BigEndian(size)
	if err != nil {
		return nil, err
	}
	negative := c%2 == 1
	if v > math.MaxInt64 && (!negative || v > 1<<63) {
		return nil, d.r.Errorf("the integer of the magnitude %d does not fit one of PHP", v)
	}
	n, err := d.r.New(graph.Int)
	if err != nil {
		return nil, err
	}
	if n.Int = int64(v); negative {
		n.Int = -n.Int
	}
	return n, nil
}

func (d *decoder) text(c byte) (*graph.Node, error) {
	s, err := d.str(c)
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Text)
	if err != nil {
		return nil, err
	}
	if n.Text = s; !utf8.ValidString(s) {
		n.Kind = graph.Bytes
	}
	return n, nil
}

// str reads a string behind its type.
func (d *decoder) str(c byte) (string, error) {
	switch {
	case c == typeEmpty:
		return "", nil
	case c >= typeString && c < typeString+3:
		return d.literal(c - typeString)
	case c >= typeStringID && c < typeStringID+3:
		d.recalled = true
		return d.recall(c - typeStringID)
	}
	return "", d.r.Errorf("the byte %02x begins no string", c)
}

// number reads a number of the width 0, 1 or 2: of 8, 16 or 32 bits.
func (d *decoder) number(width byte) (uint64, error) { return d.r.BigEndian(1 << width) }

// literal reads a string that is written with its length.
func (d *decoder) literal(width byte) (string, error) {
	size, err := d.number(width)
	if err != nil {
		return "", err
	}
	b, err := d.r.Take(size)
	if err != nil {
		return "", err
	}
	s := string(b)
	d.repeated = d.repeated || d.known[s]
	d.known[s] = true
	d.strings = append(d.strings, s)
	return s, nil
}

// recall reads the number of a string.
func (d *decoder) recall(width byte) (string, error) {
	id, err := d.number(width)
	if err != nil {
		return "", err
	}
	if id >= uint64(len(d.strings)) {
		return "", d.r.Errorf("the string number %d, of %d", id, len(d.strings))
	}
	return d.strings[id], nil
}
