package rubymarshal

import (
	"strings"

	"sessh/session/format/graph"
)

// variables reads instance variables, or what else has names: a count, and as
// many symbols with values.
func (d *decoder) variables() ([]graph.Pair, error) {
	size, err := count(d.r, 3)
	if err != nil {
		return nil, err
	}
	return d.pairs(size, d.symbol)
}

// withVariables reads a value that instance variables follow. The value takes
// its number before them, but for one with _dump.
func (d *decoder) withVariables() (*graph.Node, error) {
	t, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	if t == ':' {
		return d.newSymbol(true)
	}
	if strings.IndexByte("0TFi;@I", t) >= 0 {
		return nil, d.r.Errorf("a value of the type %q has no instance variables", t)
	}
	n, err := d.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	if t != 'u' {
		d.objects = append(d.objects, n)
	}
	text, err := d.body(t, n)
	if err != nil {
		return nil, err
	}
	variables, err := d.variables()
	if err != nil {
		return nil, err
	}
	if t == 'u' {
		d.objects = append(d.objects, n)
	}
	if text != nil {
		var encoding string
		encoding, variables = splitEncoding(variables)
		asString(text, text.Text, encoding)
	}
	return n, d.attach(n, text, d.keys.lastWins(variables))
}

// attach gives n its variables: in itself where it has room for them, else n
// becomes an object that wraps what it was.
func (d *decoder) attach(n, text *graph.Node, variables []graph.Pair) error {
	if text == n && len(variables) == 0 {
		return nil
	}
	if n.Kind == graph.Object && strings.Contains("Ceu/", n.Form) {
		n.Pairs = variables
		return nil
	}
	inner, err := d.r.New(n.Kind)
	if err != nil {
		return err
	}
	*inner = *n
	*n = graph.Node{
		Kind: graph.Object, Form: "I", Class: className(inner), Args: []*graph.Node{inner}, Pairs: variables,
	}
	return nil
}

// className is what Ruby calls the class of n.
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
func (d *decoder) wrapped(t byte, n *graph.Node) (text *graph.Node, err error) {
	if err := d.r.Enter(); err != nil {
		return nil, err
	}
	defer d.r.Leave()
	if n.Class, err = d.class(); err != nil {
		return nil, err
	}
	inner, err := d.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	n.Args = []*graph.Node{inner}
	d.r.Mark()
	of, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	can := `"/[{}C`
	if t == 'e' {
		can = `"/[{}CeoSUd`
	}
	switch {
	case t == 'C' && of == 'e':
	case strings.IndexByte(can, of) < 0:
		return nil, d.r.Errorf("%q stands before a value of the type %q, which cannot have it", t, of)
	case of == '{' || of == '}':
		return nil, d.hash(of, inner, n.Class == "Hash")
	}
	return d.body(of, inner)
}

// class reads the name of a class: a symbol, in UTF-8.
func (d *decoder) class() (string, error) {
	s, err := d.symbol()
	if err != nil {
		return "", err
	}
	const longest = 1000
	switch {
	case len(s.Text) > longest:
		return "", d.r.Errorf("the name of a class has %d bytes, more than %d", len(s.Text), longest)
	case s.Kind != graph.Text:
		return "", d.r.Errorf("the name %.40q of a class is not in UTF-8", s.Text)
	}
	return s.Text, nil
}

func (d *decoder) dumped(n *graph.Node) (text *graph.Node, err error) {
	if n.Class, err = d.class(); err != nil {
		return nil, err
	}
	return d.text(n)
}

// text reads a string that is part of n, and no object by itself.
func (d *decoder) text(n *graph.Node) (*graph.Node, error) {
	b, err := d.bytes()
	if err != nil {
		return nil, err
	}
	text, err := d.r.New(graph.Bytes)
	if err != nil {
		return nil, err
	}
	asString(text, string(b), "")
	n.Args = append(n.Args, text)
	return text, nil
}

func (d *decoder) regexp(n *graph.Node) (text *graph.Node, err error) {
	n.Class = "Regexp"
	if text, err = d.text(n); err != nil {
		return nil, err
	}
	options, err := d.r.New(graph.Int)
	if err != nil {
		return nil, err
	}
	b, err := d.r.Byte()
	options.Int = int64(b)
	n.Args = append(n.Args, options)
	return text, err
}

func (d *decoder) made(n *graph.Node) (err error) {
	if n.Class, err = d.class(); err != nil {
		return err
	}
	v, err := d.value()
	n.Args = []*graph.Node{v}
	return err
}

func (d *decoder) object(t byte, n *graph.Node) (err error) {
	if n.Class, err = d.class(); err != nil {
		return err
	}
	if n.Pairs, err = d.variables(); err != nil {
		return err
	}
	if t == 'o' {
		n.Pairs = d.keys.lastWins(n.Pairs)
	}
	return nil
}
