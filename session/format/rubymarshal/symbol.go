package rubymarshal

import "sessh/session/format/graph"

// class reads the name of a class: a symbol, in UTF-8.
func (d *decoder) class() string {
	s := d.symbol()
	const longest = 1000
	switch {
	case len(s.Text) > longest:
		d.r.Fail("the name of a class has %d bytes, more than %d", len(s.Text), longest)
	case s.Kind != graph.Text:
		d.r.Fail("the name %.40q of a class is not in UTF-8", s.Text)
	}
	return s.Text
}

// text reads a string that is part of n, and no object by itself.
func (d *decoder) text(n *graph.Node) *graph.Node {
	text := d.r.New(graph.Bytes)
	asString(text, string(d.bytes()), "")
	n.Args = append(n.Args, text)
	return text
}

// symbol reads a symbol where nothing else can stand.
func (d *decoder) symbol() *graph.Node {
	d.r.Mark()
	switch t := d.r.Byte(); t {
	case ';':
		return d.numbered(d.symbols, "symbol")
	case ':':
		return d.newSymbol(false)
	case 'I':
		d.r.Expect(":")
		return d.newSymbol(true)
	default:
		d.r.Fail("%q stands in the place of a symbol", t)
		return nil
	}
}

// newSymbol reads a symbol that was not met before. It takes its number
// before its variables, which tell the encoding and nothing else.
func (d *decoder) newSymbol(variables bool) *graph.Node {
	d.r.Enter()
	text := string(d.bytes())
	n := d.r.New(graph.Text)
	asSymbol(n, text, "")
	d.symbols = append(d.symbols, n)
	if variables {
		encoding, _ := splitEncoding(d.variables())
		asSymbol(n, text, encoding)
	}
	d.r.Leave()
	return n
}
