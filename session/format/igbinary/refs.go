package igbinary

import (
	"strconv"

	"sessh/session/format/graph"
)

// refer reads the number of an entry. want tells that the place is a reference.
func (d *decoder) refer(width byte, want bool) (*graph.Node, error) {
	id, err := d.number(width)
	if err != nil {
		return nil, err
	}
	if id >= uint64(len(d.table)) {
		return nil, d.r.Errorf("a reference to the value number %d, of %d", id, len(d.table))
	}
	e := d.table[id]
	switch {
	case e.node.Kind == graph.Object || want && isReference(e.node):
		return e.node, nil
	case e.open && want: // the array holds itself
		e.node.Form = reference
		return e.node, nil
	case e.open:
		return nil, d.r.Errorf("an array holds itself without being a reference")
	case want:
		return d.split(e)
	}
	return d.copyOf(e.node)
}

// split makes a reference of a value that was none so far: the place that it was
// read for keeps it as its own.
func (d *decoder) split(e *entry) (*graph.Node, error) {
	n, err := d.copy(e.node)
	if err != nil {
		return nil, err
	}
	n.Form = reference
	e.node = n
	return n, nil
}

// copyOf is for a place that is no reference, and has the value of another one.
func (d *decoder) copyOf(n *graph.Node) (*graph.Node, error) {
	if n.Form == "" {
		d.groups++
		n.Form = copied + strconv.Itoa(d.groups)
	}
	other, err := d.copy(n)
	if err != nil {
		return nil, err
	}
	if isReference(other) {
		other.Form = ""
	}
	return other, nil
}

// copy copies an array or scalar, and the arrays and scalars inside that are
// no references.
func (d *decoder) copy(n *graph.Node) (*graph.Node, error) {
	return d.r.Copy(n, func(n *graph.Node) bool { return n.Kind == graph.Object || isReference(n) })
}
