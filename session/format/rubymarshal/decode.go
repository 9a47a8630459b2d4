package rubymarshal

import (
	"strings"

	"sessh/session/format/graph"
)

// Decode reads a value. Errors are those of a [graph.Reader], with the offset.
// Bytes after the value are an error, although Ruby ignores them: they would be
// lost.
func Decode(data []byte, l graph.Limits) (*graph.Node, error) {
	return graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		d := &decoder{r: r, keys: graph.Keys{ID: keyID}}
		if head := r.Take(2); string(head) != version {
			r.Fail("it is not Marshal 4.8: it begins with %d.%d", head[0], head[1])
		}
		return d.value()
	})
}

type decoder struct {
	r       *graph.Reader
	symbols []*graph.Node // by their numbers
	objects []*graph.Node // by their numbers: the outermost nodes
	keys    graph.Keys
}

// value reads one value of any type.
func (d *decoder) value() *graph.Node {
	d.r.Enter()
	n := d.typed()
	d.r.Leave()
	return n
}

func (d *decoder) typed() *graph.Node {
	d.r.Mark()
	t := d.r.Byte()
	switch t {
	case '0':
		return d.r.New(graph.Null)
	case 'T', 'F':
		return d.r.Bool(t == 'T')
	case 'i':
		return d.r.Int(long(d.r))
	case ':':
		return d.newSymbol(false)
	case ';':
		return d.numbered(d.symbols, "symbol")
	case '@':
		return d.numbered(d.objects, "object")
	case 'I':
		return d.withVariables()
	}
	n, _ := d.object(t, func() {})
	return n
}

// object reads an object that takes a number: before its parts, except that an
// object with _dump takes it after its variables.
func (d *decoder) object(t byte, variables func()) (n, text *graph.Node) {
	n = d.r.New(kindOf(t))
	if t != 'u' {
		d.objects = append(d.objects, n)
	}
	text = d.body(t, n)
	variables()
	if t == 'u' {
		d.objects = append(d.objects, n)
	}
	return n, text
}

// kindOf returns the kind of what has a number, as far as its type says.
func kindOf(t byte) graph.Kind {
	switch t {
	case '"':
		return graph.Text
	case 'f':
		return graph.Float
	case 'l':
		return graph.Int
	}
	return graph.Object
}

// numbered reads a number and returns the object that has it.
func (d *decoder) numbered(all []*graph.Node, what string) *graph.Node {
	i := long(d.r)
	if i < 0 || i >= int64(len(all)) {
		d.r.Fail("there is no %s number %d", what, i)
	}
	return d.r.Again(all[i])
}

// bytes reads a length and that many bytes, which are part of the data.
func (d *decoder) bytes() []byte { return d.r.Take(uint64(count(d.r, 1))) }

// body reads what follows a type's byte into n. text is the string in it, whose
// encoding is not known yet: it may be among the instance variables.
func (d *decoder) body(t byte, n *graph.Node) (text *graph.Node) {
	switch t {
	case 'f':
		d.float(n)
		return nil
	case 'l':
		d.bignum(n)
		return nil
	case '"':
		asString(n, string(d.bytes()), "")
		return n
	case '[':
		d.list(n)
		return nil
	case '{', '}':
		d.hash(t, n, false)
		return nil
	}
	n.Kind, n.Form = graph.Object, string(t)
	switch t {
	case '/':
		n.Class = "Regexp"
		text = d.text(n)
		n.Args = append(n.Args, d.r.Int(int64(d.r.Byte())))
		return text
	case 'C', 'e':
		return d.wrapped(t, n)
	case 'u':
		n.Class = d.class()
		return d.text(n)
	case 'U', 'd':
		n.Class = d.class()
		n.Args = []*graph.Node{d.value()}
	case 'o':
		n.Class = d.class()
		n.Pairs = d.keys.LastWins(d.variables(), nil)
	case 'S':
		n.Class = d.class()
		n.Pairs = d.variables()
	case 'c', 'm', 'M':
		n.Class = string(d.bytes())
	default:
		d.r.Fail("%q is not a type of Marshal", t)
	}
	return nil
}

// few limits the memory that is reserved for a count before its items are read.
func few(n int) int { return min(n, 16) }

func (d *decoder) list(n *graph.Node) {
	size := count(d.r, 1)
	d.r.RoomFor(size, 0)
	n.Kind = graph.List
	n.Items = make([]*graph.Node, 0, few(size))
	for range size {
		n.Items = append(n.Items, d.value())
	}
}

// hash reads a hash. In one that compares its keys by identity, no two keys are the
// same.
func (d *decoder) hash(t byte, n *graph.Node, identity bool) {
	size := count(d.r, 2)
	d.r.RoomFor(2*size, 0)
	n.Kind = graph.Map
	n.Pairs = d.pairs(size, d.value)
	if !identity {
		n.Pairs = d.keys.LastWins(n.Pairs, nil)
	}
	if t == '}' {
		n.Form = formDefault
		n.State = d.value()
	}
}

func (d *decoder) pairs(size int, key func() *graph.Node) []graph.Pair {
	pairs := make([]graph.Pair, 0, few(size))
	for range size {
		p := graph.Pair{Key: key()}
		p.Value = d.value()
		pairs = append(pairs, p)
	}
	return pairs
}

// variables reads instance variables, or what else has names: a count, and as
// many symbols with values.
func (d *decoder) variables() []graph.Pair { return d.pairs(count(d.r, 3), d.symbol) }

// withVariables reads a value that instance variables follow.
func (d *decoder) withVariables() *graph.Node {
	t := d.r.Byte()
	if t == ':' {
		return d.newSymbol(true)
	}
	if strings.IndexByte("0TFi;@I", t) >= 0 {
		d.r.Fail("a value of the type %q has no instance variables", t)
	}
	var variables []graph.Pair
	n, text := d.object(t, func() { variables = d.variables() })
	if text != nil {
		var encoding string
		encoding, variables = splitEncoding(variables)
		asString(text, text.Text, encoding)
	}
	d.attach(n, text, d.keys.LastWins(variables, nil))
	return n
}

// attach gives n its variables. If n has no room for them, it becomes an object
// that wraps what it was.
func (d *decoder) attach(n, text *graph.Node, variables []graph.Pair) {
	switch {
	case text == n && len(variables) == 0:
	case n.Kind == graph.Object && strings.Contains("Ceu/", n.Form):
		n.Pairs = variables
	default:
		inner := d.r.New(n.Kind)
		*inner = *n
		*n = graph.Node{
			Kind: graph.Object, Form: "I", Class: className(inner), Args: []*graph.Node{inner}, Pairs: variables,
		}
	}
}

// className returns what Ruby calls the class of n.
func className(n *graph.Node) string {
	switch n.Kind {
	case graph.Null:
		return "NilClass"
	case graph.Int:
		return "Integer"
	case graph.Float:
		return "Float"
	case graph.Text, graph.Bytes:
		return "String"
	case graph.List:
		return "Array"
	case graph.Map:
		return "Hash"
	}
	switch n.Form {
	case "c":
		return "Class"
	case "m", "M":
		return "Module"
	}
	return n.Class
}

// wrapped reads the name of a class or module, and the value that is of the
// class, or extended by the module.
func (d *decoder) wrapped(t byte, n *graph.Node) (text *graph.Node) {
	d.r.Enter()
	n.Class = d.class()
	inner := d.r.New(graph.Object)
	n.Args = []*graph.Node{inner}
	d.r.Mark()
	of := d.r.Byte()
	can := `"/[{}C`
	if t == 'e' {
		can = `"/[{}CeoSUd`
	}
	switch {
	case t == 'C' && of == 'e':
	case strings.IndexByte(can, of) < 0:
		d.r.Fail("%q precedes a value of type %q, which cannot have it", t, of)
	case of == '{' || of == '}':
		d.hash(of, inner, n.Class == "Hash")
		d.r.Leave()
		return nil
	}
	text = d.body(of, inner)
	d.r.Leave()
	return text
}
