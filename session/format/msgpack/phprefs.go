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
	d.php.slots[slot] = n
	d.php.byRef = word == phpObjectByRef && n.Kind == graph.Object
	return n, nil
}

// target is what a reference to n is in PHP: the object or the array that is a
// reference, or else a copy.
func (d *decoder) target(n *graph.Node) (*graph.Node, error) {
	switch {
	case n.Kind == graph.Object || isReference(n):
		return n, nil
	case d.php.open[n]:
		return nil, d.r.Errorf("an array holds itself without being a reference")
	}
	return d.copy(n)
}

func (d *decoder) copy(n *graph.Node) (*graph.Node, error) {
	if n.Kind == graph.Object || n.Kind == graph.Map && isReference(n) {
		return n, nil
	}
	if err := d.r.Enter(); err != nil {
		return nil, err
	}
	defer d.r.Leave()
	other, err := d.r.New(n.Kind)
	if err != nil {
		return nil, err
	}
	items, pairs := n.Items, n.Pairs
	*other = *n
	other.Items, other.Pairs = nil, nil
	for _, c := range items {
		v, err := d.copy(c)
		if err != nil {
			return nil, err
		}
		other.Items = append(other.Items, v)
	}
	for _, p := range pairs {
		k, err := d.copy(p.Key)
		if err != nil {
			return nil, err
		}
		v, err := d.copy(p.Value)
		if err != nil {
			return nil, err
		}
		other.Pairs = append(other.Pairs, graph.Pair{Key: k, Value: v})
	}
	return other, nil
}
