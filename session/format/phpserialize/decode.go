package phpserialize

import (
	"strconv"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// Decode reads one serialized value. Bytes after it are an error: PHP would
// ignore them, and they would be lost with the next write. Errors are
// [*graph.Error].
func Decode(data []byte, l graph.Limits) (*graph.Node, error) {
	d := newDecoder(data, l)
	n, _, err := d.value(d.place())
	if err != nil {
		return nil, err
	}
	if err := d.r.End(); err != nil {
		return nil, err
	}
	d.settle(n)
	return n, nil
}

// decoder reads values that are numbered together.
type decoder struct {
	r      *graph.Reader
	data   []byte // what r reads
	limits graph.Limits

	// A number stands for a place, a variable in PHP, rather than for a
	// value: where an array has a key twice, both of its values had the same
	// place, and only the last one is left there.
	numbers []int32       // the places, by number-1
	places  []*graph.Node // what stands there
	dropped bool          // a value was replaced by another in its place
	dry     bool          // only the syntax counts: references are not followed
	doubt   doubt
}

func newDecoder(data []byte, l graph.Limits) *decoder {
	return &decoder{r: graph.NewReader(data, l), data: data, limits: l}
}

// place makes a new place.
func (d *decoder) place() int32 {
	d.places = append(d.places, nil)
	return int32(len(d.places) - 1)
}

// value reads one value into a place. byRef tells that it is an object, and the
// place a reference to another one that holds it.
func (d *decoder) value(place int32) (n *graph.Node, byRef bool, err error) {
	d.r.Mark()
	c, err := d.r.Byte()
	if err != nil {
		return nil, false, err
	}
	if c == 'R' {
		n, err := d.variable(place)
		return n, err == nil && n.Kind == graph.Object, err
	}
	d.numbers = append(d.numbers, place)
	switch c {
	case 'a', 'O', 'C':
		n, err = d.compound(c, place)
	case 'r':
		n, err = d.object(place)
	default:
		n, err = d.scalar(c)
	}
	if err != nil {
		return nil, false, err
	}
	d.places[place] = n
	return n, false, nil
}

func (d *decoder) scalar(c byte) (*graph.Node, error) {
	if c == 'N' {
		if err := d.r.Expect(";"); err != nil {
			return nil, err
		}
		return d.r.New(graph.Null)
	}
	switch c {
	case 'b', 'i', 'd', 's', 'S', 'E':
	default:
		return nil, d.r.Errorf("%q begins no value", c)
	}
	if err := d.r.Expect(":"); err != nil {
		return nil, err
	}
	switch c {
	case 's', 'S':
		return d.str(c)
	case 'E':
		return d.enum()
	}
	text, err := d.r.Until(';')
	if err != nil {
		return nil, err
	}
	switch c {
	case 'b':
		return d.boolean(text)
	case 'i':
		return d.r.Decimal(text)
	}
	return d.float(text)
}

func (d *decoder) boolean(text []byte) (*graph.Node, error) {
	if len(text) != 1 || text[0] != '0' && text[0] != '1' {
		return nil, d.r.Errorf("%.40q is no bool", text)
	}
	n, err := d.r.New(graph.Bool)
	if err != nil {
		return nil, err
	}
	n.Bool = text[0] == '1'
	return n, nil
}

// number reads a count or length, and the byte that ends it.
func (d *decoder) number(end byte) (uint64, error) {
	text, err := d.r.Until(end)
	if err != nil {
		return 0, err
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, d.r.Errorf("%.40q is no count", text)
		}
	}
	n, err := strconv.ParseUint(string(text), 10, 63)
	if err != nil {
		return 0, d.r.Errorf("%.40q is no count", text)
	}
	return n, nil
}

// quoted reads a length and as many bytes in quotes.
func (d *decoder) quoted() ([]byte, error) {
	n, err := d.number(':')
	if err != nil {
		return nil, err
	}
	if err := d.r.Expect(`"`); err != nil {
		return nil, err
	}
	text, err := d.r.Take(n)
	if err != nil {
		return nil, err
	}
	return text, d.r.Expect(`"`)
}

// str reads a string behind its s: or S:.
func (d *decoder) str(c byte) (*graph.Node, error) {
	read := d.quoted
	if c == 'S' {
		read = d.escaped
	}
	text, err := read()
	if err != nil {
		return nil, err
	}
	if err := d.r.Expect(";"); err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Text)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(text) {
		n.Kind = graph.Bytes
	}
	if n.Text = string(text); c == 'S' {
		n.Form = formEscaped
	}
	return n, nil
}

// escaped is quoted for the S form, where \41 stands for one byte of the length.
func (d *decoder) escaped() ([]byte, error) {
	n, err := d.number(':')
	if err != nil {
		return nil, err
	}
	if err := d.r.Expect(`"`); err != nil {
		return nil, err
	}
	if err := d.r.Room(n, 1); err != nil {
		return nil, err
	}
	text := make([]byte, 0, n)
	for range n {
		c, err := d.r.Byte()
		if err != nil {
			return nil, err
		}
		if c == '\\' {
			hex, err := d.r.Take(2)
			if err != nil {
				return nil, err
			}
			b, err := strconv.ParseUint(string(hex), 16, 8)
			if err != nil {
				return nil, d.r.Errorf("%q is no escape", hex)
			}
			c = byte(b)
		}
		text = append(text, c)
	}
	return text, d.r.Expect(`"`)
}
