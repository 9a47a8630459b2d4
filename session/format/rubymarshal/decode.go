package rubymarshal

import (
	"sessh/session/format/graph"
)

// Decode reads a value. Errors are those of a [graph.Reader], with the byte
// where they begin. What follows a value is an error, though Ruby ignores it:
// nobody writes such, and it would be lost.
func Decode(data []byte, l graph.Limits) (*graph.Node, error) {
	d := &decoder{r: graph.NewReader(data, l), digits: l.Digits, keys: newKeys()}
	if d.digits == 0 {
		d.digits = 20_000
	}
	head, err := d.r.Take(2)
	if err != nil {
		return nil, err
	}
	if string(head) != version {
		return nil, d.r.Errorf("it is no Marshal of the version 4.8: it begins with %d.%d", head[0], head[1])
	}
	n, err := d.value()
	if err != nil {
		return nil, err
	}
	return n, d.r.End()
}

type decoder struct {
	r       *graph.Reader
	digits  int           // of an integer
	symbols []*graph.Node // by their numbers
	objects []*graph.Node // by their numbers: the outermost nodes
	keys    *keys
}

// value reads one value of any type.
func (d *decoder) value() (*graph.Node, error) {
	if err := d.r.Enter(); err != nil {
		return nil, err
	}
	defer d.r.Leave()
	d.r.Mark()
	t, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	switch t {
	case '0', 'T', 'F', 'i':
		return d.immediate(t)
	case ':':
		return d.newSymbol(false)
	case ';':
		return d.numbered(d.symbols, "symbol")
	case '@':
		return d.numbered(d.objects, "object")
	case 'I':
		return d.withVariables()
	}
	n, err := d.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	if t != 'u' {
		d.objects = append(d.objects, n)
	}
	_, err = d.body(t, n)
	if t == 'u' {
		d.objects = append(d.objects, n)
	}
	return n, err
}

func (d *decoder) immediate(t byte) (*graph.Node, error) {
	kind := graph.Bool
	switch t {
	case '0':
		kind = graph.Null
	case 'i':
		kind = graph.Int
	}
	n, err := d.r.New(kind)
	if err != nil {
		return nil, err
	}
	n.Bool = t == 'T'
	if t == 'i' {
		n.Int, err = long(d.r)
	}
	return n, err
}

// numbered reads a number, and gives what has it.
func (d *decoder) numbered(all []*graph.Node, what string) (*graph.Node, error) {
	i, err := long(d.r)
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= int64(len(all)) {
		return nil, d.r.Errorf("there is no %s number %d", what, i)
	}
	return all[i], nil
}

// bytes reads a length and as many bytes, which are part of the data.
func (d *decoder) bytes() ([]byte, error) {
	n, err := count(d.r, 1)
	if err != nil {
		return nil, err
	}
	return d.r.Take(uint64(n))
}

// body reads what follows a type's byte into n. text is the string in it, of
// an encoding that is not known yet, which instance variables may tell.
func (d *decoder) body(t byte, n *graph.Node) (text *graph.Node, err error) {
	switch t {
	case 'f':
		return nil, d.float(n)
	case 'l':
		return nil, d.bignum(n)
	case '"':
		b, err := d.bytes()
		asString(n, string(b), "")
		return n, err
	case '[':
		return nil, d.list(n)
	case '{', '}':
		return nil, d.hash(t, n, false)
	}
	n.Kind, n.Form = graph.Object, string(t)
	switch t {
	case '/':
		return d.regexp(n)
	case 'C', 'e':
		return d.wrapped(t, n)
	case 'u':
		return d.dumped(n)
	case 'U', 'd':
		return nil, d.made(n)
	case 'o', 'S':
		return nil, d.object(t, n)
	case 'c', 'm', 'M':
		b, err := d.bytes()
		n.Class = string(b)
		return nil, err
	}
	return nil, d.r.Errorf("%q is no type of Marshal", t)
}

// few bounds what is reserved for a count that was only claimed.
func few(n int) int { return min(n, 16) }

func (d *decoder) list(n *graph.Node) error {
	size, err := count(d.r, 1)
	if err != nil {
		return err
	}
	n.Kind = graph.List
	n.Items = make([]*graph.Node, 0, few(size))
	for range size {
		v, err := d.value()
		if err != nil {
			return err
		}
		n.Items = append(n.Items, v)
	}
	return nil
}

// hash reads a hash; one that compares its keys by identity has no two that
// are the same.
func (d *decoder) hash(t byte, n *graph.Node, identity bool) error {
	size, err := count(d.r, 2)
	if err != nil {
		return err
	}
	n.Kind, n.Form = graph.Map, ""
	n.Pairs, err = d.pairs(size, d.value)
	if err != nil {
		return err
	}
	if !identity {
		n.Pairs = d.keys.lastWins(n.Pairs)
	}
	if t == '}' {
		n.Form = formDefault
		n.State, err = d.value()
	}
	return err
}

func (d *decoder) pairs(size int, key func() (*graph.Node, error)) ([]graph.Pair, error) {
	pairs := make([]graph.Pair, 0, few(size))
	for range size {
		k, err := key()
		if err != nil {
			return nil, err
		}
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, graph.Pair{Key: k, Value: v})
	}
	return pairs, nil
}
