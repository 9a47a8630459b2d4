package phpserialize

import "sessh/session/format/graph"

// target reads the number of a reference, and returns the node at its place.
func (d *decoder) target(place int32) (*graph.Node, error) {
	if err := d.r.Expect(":"); err != nil {
		return nil, err
	}
	number, err := d.number(';')
	if err != nil {
		return nil, err
	}
	if d.dry {
		return d.r.New(graph.Null)
	}
	if number == 0 || number > uint64(len(d.numbers)) && d.doubt.class == "" {
		return nil, d.r.Errorf("a reference to the value number %d, of %d", number, len(d.numbers))
	}
	if err := d.doubt.check(number); err != nil {
		return nil, d.r.Errorf("%v", err)
	}
	to := d.numbers[number-1]
	if to == place || d.places[to] == nil {
		return nil, d.r.Errorf("a reference to itself, the value number %d", number)
	}
	return d.places[to], nil
}

// variable reads an R: place is another name for a variable that was read.
func (d *decoder) variable(place int32) (*graph.Node, error) {
	n, err := d.target(place)
	if err != nil {
		return nil, err
	}
	if n.Kind != graph.Object {
		markReference(n)
	}
	d.places[place] = n
	return n, nil
}

// object reads an r: an object that was read.
func (d *decoder) object(place int32) (*graph.Node, error) {
	n, err := d.target(place)
	if err != nil {
		return nil, err
	}
	if n.Kind != graph.Object && !d.dry {
		return nil, d.r.Errorf("a reference to an object that is a %s", n.Kind)
	}
	return n, nil
}

// settle takes back what was concluded from values that were dropped later:
// marks of references to what is now in one place only.
func (d *decoder) settle(root *graph.Node) {
	if !d.dropped {
		return
	}
	s := settler{shared: graph.Shared(root), met: make(map[*graph.Node]bool)}
	s.node(root)
}

type settler struct {
	shared map[*graph.Node]bool
	met    map[*graph.Node]bool
}

// node goes through the graph in the order of writing; it is as deep as the
// reader let it be.
func (s *settler) node(n *graph.Node) {
	if s.met[n] {
		return
	}
	s.met[n] = true
	if n.Kind != graph.Object && !s.shared[n] {
		n.Form = form(n)
	}
	for _, c := range n.Args {
		s.node(c)
	}
	for _, c := range n.Items {
		s.node(c)
	}
	list := n.Kind == graph.Map && len(n.Pairs) > 0 && form(n) == ""
	for i, p := range n.Pairs {
		if p.Value.Kind != graph.Object || !s.met[p.Value] {
			p.Key.Form = form(p.Key)
		}
		s.node(p.Value)
		list = list && keyOf(p.Key) == key{isInt: true, num: int64(i)} && !isReference(p.Key)
	}
	if !list {
		return
	}
	for _, p := range n.Pairs {
		n.Items = append(n.Items, p.Value)
	}
	n.Kind, n.Pairs = graph.List, nil
}
