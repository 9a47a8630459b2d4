package msgpack

import (
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// PHP's extension writes these maps:
//
//	{nil: 1, key: value, …}           an array that is a reference (&)
//	{nil: "Class", name: value, …}    an object with its properties
//	{nil: 1, nil: "Class", …}         the same, in a place that is a reference
//	{nil: "Class", nil: [value, …]}   an object with what its __serialize gave
//	{nil: 3, "Class": "payload"}      an object that wrote its own payload
//	{nil: 2, 0: n}                    the array, a reference, that is the n-th
//	{nil: 4, 0: n}                    the object that is the n-th
//	{nil: 5, 0: n}                    the same, in a place that is a reference
//
// Arrays and maps are numbered from 1 in the order in which they begin, those
// that refer to others included.
const (
	phpReference   = 1
	phpRecursive   = 2
	phpCustom      = 3
	phpObject      = 4
	phpObjectByRef = 5
)

// FormArray is the Form of a Map that is written as a list as long as its keys
// are 0, 1, 2, …
const FormArray = "array"

// Forms of nodes beside those of package phpgraph. A reference at the end of an
// object's Form says that its first place is one; where it is none PHP writes
// references to it, and does not read them.
const (
	formMagic = "S"  // Args: what __serialize gave
	formEmpty = "{}" // of a Map: an object without properties, from other writers
)

// DecodePHP reads a value that PHP's extension msgpack wrote, as Decode does,
// and makes sense of PHP's objects and references, as package phpgraph has them.
// All ext are Objects, for PHP has no times here.
func DecodePHP(data []byte, l graph.Limits) (*graph.Node, error) {
	return graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		d := &decoder{
			r: r, keys: graph.Keys{ID: keyID},
			php: &phpReader{open: make(map[*graph.Node]bool), again: make(map[int64]bool)},
		}
		n := d.value()
		if n.Kind == graph.Object { // the whole has no place
			n.Form = phpgraph.Form(n)
		}
		if d.dropped {
			phpgraph.Settle(n)
		}
		return n
	})
}

type phpReader struct {
	slots []*graph.Node // by number-1; what refers to others has theirs
	byRef bool          // the value that was read is an object in a place that is a reference
	open  map[*graph.Node]bool

	again map[int64]bool // the numbers of what refers to another
}

// item puts a value into a list. A list with a place that is a reference is a Map.
func (d *decoder) item(n, v *graph.Node) {
	byRef := d.php != nil && d.php.byRef
	if n.Kind == graph.List && byRef && n.Form == "" {
		phpgraph.ToMap(n)
		n.Form = FormArray
	}
	if n.Kind == graph.List {
		n.Items = append(n.Items, v)
		return
	}
	k := graph.NewInt(int64(len(n.Pairs)))
	if byRef {
		phpgraph.MarkReference(k)
	}
	n.Pairs = append(n.Pairs, graph.Pair{Key: k, Value: v})
}

// phpMap reads the entries of a map; n is the node of its number.
func (d *decoder) phpMap(n *graph.Node, count uint64) *graph.Node {
	slot := len(d.php.slots) - 1
	if count == 0 {
		n.Form = formEmpty
		return n
	}
	byRef := false
	for ; count > 0 && d.r.Peek() == 0xc0 && phpgraph.Form(n) != formMagic; count-- {
		d.r.Byte()
		v := d.value()
		switch {
		case v.Kind == graph.Int && n.Form == "" && v.Int == phpReference:
			n.Form = phpgraph.Reference
		case v.Kind == graph.Int && n.Form == "" && v.Int == phpCustom && count == 2:
			d.payload(n)
			return n
		case v.Kind == graph.Int && n.Form == "" && count == 2:
			return d.refer(slot, v.Int)
		case isText(v) && n.Kind == graph.Map && v.Text != "":
			byRef = phpgraph.IsReference(n)
			n.Kind, n.Class, n.Form = graph.Object, v.Text, phpgraph.Properties+n.Form
		case (v.Kind == graph.List || v.Kind == graph.Map) && n.Kind == graph.Object && count == 1:
			n.Form, n.Args = strings.Replace(n.Form, phpgraph.Properties, formMagic, 1), []*graph.Node{v}
		default:
			d.r.Fail("a map of PHP with a nil and a %s", v.Kind)
		}
	}
	if count == 0 && n.Kind == graph.Map && phpgraph.IsReference(n) { // PHP writes no such thing, and reads null
		d.r.Fail("a reference to nothing")
	}
	d.pairs(n, count)
	if phpgraph.IsReference(n) {
		phpgraph.ToList(n)
	}
	d.php.byRef = byRef
	return n
}

func isText(n *graph.Node) bool { return n.Kind == graph.Text || n.Kind == graph.Bytes }

// payload reads the class of an object, and what it wrote about itself.
func (d *decoder) payload(n *graph.Node) {
	class := d.value()
	payload := d.value()
	if !isText(class) || class.Text == "" || !isText(payload) {
		d.r.Fail("an object of PHP without a class or a payload")
	}
	payload.Kind, payload.Form = graph.Bytes, phpgraph.Raw
	n.Kind, n.Form, n.Class, n.Args = graph.Object, phpgraph.Payload, class.Text, []*graph.Node{payload}
}

// refer finds what a map refers to.
func (d *decoder) refer(slot int, word int64) *graph.Node {
	key := d.value()
	number := d.value()
	known := word == phpRecursive || word == phpObject || word == phpObjectByRef
	switch {
	case !known || key.Kind != graph.Int || key.Int != 0 || number.Kind != graph.Int || number.Big != nil:
		d.r.Fail("a map of PHP with a nil and the integer %d", word)
	case number.Int < 1 || number.Int > int64(slot):
		d.r.Fail("a reference to the value number %d, of %d", number.Int, slot)
	}
	n := d.target(d.php.slots[number.Int-1])
	if n.Kind == graph.Object && (word != phpObjectByRef && phpgraph.IsReference(n) || d.php.again[number.Int]) {
		d.r.Fail("an object of the class %.100s is in several places, and some of them are references (&): PHP does not read it as it was", n.Class)
	}
	d.php.slots[slot] = n
	d.php.byRef = word == phpObjectByRef && n.Kind == graph.Object
	d.php.again[int64(slot)+1] = true
	return n
}

// target returns what a reference to n is in PHP: the object or the array that is a
// reference, or else a copy.
func (d *decoder) target(n *graph.Node) *graph.Node {
	switch {
	case isShared(n):
		return n
	case d.php.open[n]:
		d.r.Fail("%s", phpgraph.Bounds.Cycle)
	case len(n.Items)+len(n.Pairs) > 0:
		d.r.Fail("a reference to an array that is not a reference: PHP does not read it as it was")
	}
	return d.r.Copy(n, isShared)
}

// isShared reports whether a reference can refer to a node. A key is not shared,
// although its form says that its place is a reference, and neither is an ext.
func isShared(n *graph.Node) bool {
	return n.Kind == graph.Object && n.Class != formExt || (n.Kind == graph.Map || n.Kind == graph.List) && phpgraph.IsReference(n)
}
