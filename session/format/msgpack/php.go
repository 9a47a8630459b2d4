package msgpack

import (
	"slices"
	"strings"

	"sessh/session/format/graph"
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

// Forms of nodes that PHP wrote; those of objects are as of PHP's own
// serializer.
const (
	formObject = "O"   // Pairs: the properties
	formMagic  = "S"   // Args: what __serialize gave
	formCustom = "C"   // Args: the payload, Bytes
	formEmpty  = "{}"  // of a Map: an object without properties, from other writers
	formRaw    = "raw" // of Bytes: a payload
	// At the end of any Form: of a Map or List, that it is a reference; of an object,
	// that its first place is one; of a key, that its place is one to the object
	// there. Where the object's first place is none PHP writes that, and does not
	// read it.
	byReference = "&"
)

// DecodePHP reads a value that PHP's extension msgpack wrote, as Decode does,
// and makes sense of PHP's objects and references: what is one object is
// one node. Objects are of the Forms "O", "S" and "C". An array that is a
// reference is a List or Map of the Form "&"; a place that is a reference to the
// variable that holds an object has a key of the Form "&". All ext are
// Objects, for PHP has no times here.
func DecodePHP(data []byte, l graph.Limits) (*graph.Node, error) {
	d := &decoder{r: graph.NewReader(data, l), php: &phpReader{open: make(map[*graph.Node]bool), again: make(map[int64]bool)}}
	n, err := d.whole()
	if err == nil && n.Kind == graph.Object { // the whole has no place
		n.Form = width(n)
	}
	return n, err
}

type phpReader struct {
	slots []*graph.Node // by number-1; what refers to others has theirs
	byRef bool          // the value that was read is an object in a place that is a reference
	open  map[*graph.Node]bool

	again map[int64]bool // the numbers of what refers to another
}

func markReference(k *graph.Node) {
	if !strings.HasSuffix(k.Form, byReference) {
		k.Form += byReference
	}
}

func isReference(n *graph.Node) bool { return strings.HasSuffix(n.Form, byReference) }

// width is a form without what it tells about references.
func width(n *graph.Node) string { return strings.TrimSuffix(n.Form, byReference) }

// item puts a value into a list. A list with a place that is a reference is
// a Map, for it has no keys to tell it.
func (d *decoder) item(n, v *graph.Node) {
	if n.Kind == graph.List && d.php != nil && d.php.byRef && n.Form == "" {
		for i, c := range n.Items {
			n.Pairs = append(n.Pairs, graph.Pair{Key: graph.NewInt(int64(i)), Value: c})
		}
		n.Kind, n.Form, n.Items = graph.Map, FormArray, nil
	}
	if n.Kind == graph.List {
		n.Items = append(n.Items, v)
		return
	}
	k := graph.NewInt(int64(len(n.Pairs)))
	if d.php.byRef {
		markReference(k)
	}
	n.Pairs = append(n.Pairs, graph.Pair{Key: k, Value: v})
}

// phpMap reads the entries of a map; n is the node of its number.
func (d *decoder) phpMap(n *graph.Node, count uint64) (*graph.Node, error) {
	slot := len(d.php.slots) - 1
	if count == 0 {
		n.Form = formEmpty
		return n, nil
	}
	byRef := false
	for ; count > 0 && d.r.Peek() == 0xc0 && width(n) != formMagic; count-- {
		v, err := d.afterNil()
		if err != nil {
			return nil, err
		}
		switch {
		case v.Kind == graph.Int && n.Form == "" && v.Int == phpReference:
			n.Form = byReference
		case v.Kind == graph.Int && n.Form == "" && v.Int == phpCustom && count == 2:
			return n, d.custom(n)
		case v.Kind == graph.Int && n.Form == "" && count == 2:
			return d.refer(slot, v.Int)
		case (v.Kind == graph.Text || v.Kind == graph.Bytes) && n.Kind == graph.Map && v.Text != "":
			byRef = isReference(n)
			n.Kind, n.Class, n.Form = graph.Object, v.Text, formObject+n.Form
		case (v.Kind == graph.List || v.Kind == graph.Map) && n.Kind == graph.Object && count == 1:
			n.Form, n.Args = strings.Replace(n.Form, formObject, formMagic, 1), []*graph.Node{v}
		default:
			return nil, d.r.Errorf("a map of PHP with a nil and a %s", v.Kind)
		}
	}
	if count == 0 && n.Kind == graph.Map && isReference(n) { // PHP writes no such thing, and reads null
		return nil, d.r.Errorf("a reference to nothing")
	}
	if err := d.pairs(n, count); err != nil {
		return nil, err
	}
	if n.Kind == graph.Map && isReference(n) && isSequence(n.Pairs) && !slices.ContainsFunc(n.Pairs, func(p graph.Pair) bool { return isReference(p.Key) }) {
		n.Kind = graph.List
		for _, p := range n.Pairs {
			n.Items = append(n.Items, p.Value)
		}
		n.Pairs = nil
	}
	d.php.byRef = byRef
	return n, nil
}

// afterNil reads a value behind the key nil.
func (d *decoder) afterNil() (*graph.Node, error) {
	if _, err := d.r.Byte(); err != nil {
		return nil, err
	}
	return d.value()
}

func (d *decoder) custom(n *graph.Node) error {
	class, err := d.value()
	if err != nil {
		return err
	}
	payload, err := d.value()
	if err != nil {
		return err
	}
	isText := func(n *graph.Node) bool { return n.Kind == graph.Text || n.Kind == graph.Bytes }
	if !isText(class) || class.Text == "" || !isText(payload) {
		return d.r.Errorf("an object of PHP without a class or a payload")
	}
	payload.Kind, payload.Form = graph.Bytes, formRaw
	n.Kind, n.Form, n.Class, n.Args = graph.Object, formCustom, class.Text, []*graph.Node{payload}
	return nil
}
