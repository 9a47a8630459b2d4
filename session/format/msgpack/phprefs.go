package msgpack

import "sessh/session/format/graph"

// refer finds what a map refers to.
func (d *decoder) refer(slot int, word int64) (*graph.Node, error) {
	key, err := d.value()
	if err != nil {
		return nil, err
	}
	number, err := d.value()
	if err != nil {
		return nil, err
	}
	known := word == phpRecursive || word == phpObject || word == phpObjectByRef
	if !known || key.Kind != graph.Int || key.Int != 0 || number.Kind != graph.Int || number.Big != nil {
		return nil, d.r.Errorf("a map of PHP with a nil and the integer %d", word)
	}
	if number.Int < 1 || number.Int > int64(slot) {
		return nil, d.r.Errorf("a reference to the value number %d, of %d", number.Int, slot)
	}
	n, err := d.target(d.php.slots[number.Int-1])
	if err != nil {
		return nil, err
	}
	if n.Kind == graph.Object && (word != phpObjectByRef && isReference(n) || d.php.again[number.Int]) {
		return nil, d.r.Errorf("an object of the class %.100s is in several places, and some of them are references (&): PHP does not read it as it was", n.Class)
	}
	d.php.slots[slot] = n
	d.php.byRef = word == phpObjectByRef && n.Kind == graph.Object
	d.php.again[int64(slot)+1] = true
	return n, nil
}

// target is what a reference to n is in PHP: the object or the array that is a
// reference, or else a copy.
func (d *decoder) target(n *graph.Node) (*graph.Node, error) {
	switch {
	case isShared(n):
		return n, nil
	case d.php.open[n]:
		return nil, d.r.Errorf("an array holds itself without being a reference")
	}
	if len(n.Items)+len(n.Pairs) > 0 {
		return nil, d.r.Errorf("a reference to an array that is no reference: PHP does not read it as it was")
	}
	return d.r.Copy(n, isShared)
}

// isShared tells of what a reference refers to. A key is not, although its form
// tells that its place is a reference, and neither is an ext.
func isShared(n *graph.Node) bool {
	return n.Kind == graph.Object && n.Class != formExt || (n.Kind == graph.Map || n.Kind == graph.List) && isReference(n)
}
