package phpserialize

import (
	"fmt"
	"strconv"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// decoder reads values that are numbered together.
type decoder struct {
	r *graph.Reader

	// A number stands for a place, a variable in PHP, rather than for a
	// value: where an array has a key twice, both of its values had the same
	// place, and only the last one is left there.
	numbers []int32       // the places, by number-1
	places  []*graph.Node // what stands there
	dropped bool          // a value was replaced by another in its place
	dry     bool          // only the syntax counts: references are not followed
	doubt   doubt
}

// place makes a new place.
func (d *decoder) place() int32 {
	d.places = append(d.places, nil)
	return int32(len(d.places) - 1)
}

// value reads one value into a place. byRef is set if it is an object, and the
// place a reference to another one that holds it.
func (d *decoder) value(place int32) (n *graph.Node, byRef bool) {
	d.r.Mark()
	c := d.r.Byte()
	if c == 'R' {
		n = d.variable(place)
		return n, n.Kind == graph.Object
	}
	d.numbers = append(d.numbers, place)
	switch c {
	case 'a', 'O', 'C':
		n = d.compound(c, place)
	case 'r':
		n = d.object(place)
	default:
		n = d.scalar(c)
	}
	d.places[place] = n
	return n, false
}

func (d *decoder) scalar(c byte) *graph.Node {
	switch c {
	case 'N':
		d.r.Expect(";")
		return d.r.New(graph.Null)
	case 'b', 'i', 'd', 's', 'S', 'E':
		d.r.Expect(":")
	default:
		d.r.Fail("no value begins with %q", c)
	}
	switch c {
	case 's':
		n := d.r.Text(d.quoted())
		d.r.Expect(";")
		return n
	case 'S':
		n := d.r.Text(d.escaped())
		n.Form = formEscaped
		d.r.Expect(";")
		return n
	case 'E':
		return d.enum()
	}
	text := d.r.Until(';')
	switch c {
	case 'b':
		if string(text) != "0" && string(text) != "1" {
			d.r.Fail("%.40q is not a bool", text)
		}
		return d.r.Bool(text[0] == '1')
	case 'i':
		return d.r.Decimal(text)
	}
	return d.float(text)
}

// number reads a count or length, and the byte that ends it.
func (d *decoder) number(end byte) uint64 {
	text := d.r.Until(end)
	n, err := strconv.ParseUint(string(text), 10, 63)
	if err != nil {
		d.r.Fail("%.40q is not a count", text)
	}
	return n
}

// quoted reads a length and as many bytes in quotes.
func (d *decoder) quoted() []byte {
	n := d.number(':')
	d.r.Expect(`"`)
	text := d.r.Take(n)
	d.r.Expect(`"`)
	return text
}

// escaped is quoted for the S form, where \41 stands for one byte of the length.
func (d *decoder) escaped() []byte {
	n := d.number(':')
	d.r.Expect(`"`)
	d.r.Room(n, 1)
	text := make([]byte, 0, n)
	for range n {
		c := d.r.Byte()
		if c == '\\' {
			hex := d.r.Take(2)
			b, err := strconv.ParseUint(string(hex), 16, 8)
			if err != nil {
				d.r.Fail("%q is not an escape", hex)
			}
			c = byte(b)
		}
		text = append(text, c)
	}
	d.r.Expect(`"`)
	return text
}

// target reads the number of a reference, and returns the node at its place.
func (d *decoder) target(place int32) *graph.Node {
	d.r.Expect(":")
	number := d.number(';')
	if d.dry {
		return d.r.New(graph.Null)
	}
	if number == 0 || number > uint64(len(d.numbers)) && d.doubt.class == "" {
		d.r.Fail("a reference to the value number %d, of %d", number, len(d.numbers))
	}
	if err := d.doubt.check(number); err != nil {
		d.r.Fail("%v", err)
	}
	to := d.numbers[number-1]
	if to == place || d.places[to] == nil {
		d.r.Fail("a reference to itself, the value number %d", number)
	}
	return d.r.Again(d.places[to])
}

// variable reads an R: place is another name for a variable that was read.
func (d *decoder) variable(place int32) *graph.Node {
	n := d.target(place)
	if n.Kind != graph.Object {
		phpgraph.MarkReference(n)
	}
	d.places[place] = n
	return n
}

// object reads an r: an object that was read.
func (d *decoder) object(place int32) *graph.Node {
	n := d.target(place)
	if n.Kind != graph.Object && !d.dry {
		d.r.Fail("a reference to an object that is a %s", n.Kind)
	}
	return n
}

// doubt is uncertainty about the numbers of values. An object that wrote its own
// payload may have called serialize() for a part of it, and PHP has numbered what
// is in that part, or it may not: the bytes are the same. References to what comes
// after it cannot be followed then.
type doubt struct {
	class string // "": there is none
	after int    // the last number that is certain
}

// meet notes a payload that is not made of values alone, when so many values have
// been numbered.
func (d *doubt) meet(class string, payload []byte, numbered int) {
	if d.class == "" && mayHoldValues(payload) {
		d.class, d.after = class, numbered
	}
}

// check fails for a reference to a number that is not certain.
func (d *doubt) check(number uint64) error {
	if d.class == "" || number <= uint64(d.after) {
		return nil
	}
	return fmt.Errorf("a reference to the value number %d, after an object of the class %.100s that wrote its own payload: what that numbers is not known", number, d.class)
}

// mayHoldValues reports whether there is a place in a payload where a serialized
// value could begin.
func mayHoldValues(payload []byte) bool {
	for i := range payload {
		if i+1 < len(payload) && (payload[i+1] == ':' || payload[i+1] == ';') && beginsValue(payload[i:]) {
			return true
		}
	}
	return false
}
