package rubymarshal

import "sessh/session/format/graph"

// symbol reads a symbol where nothing else can stand.
func (d *decoder) symbol() (*graph.Node, error) {
	d.r.Mark()
	t, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	switch t {
	case ';':
		return d.numbered(d.symbols, "symbol")
	case ':':
		return d.newSymbol(false)
	case 'I':
		if err := d.r.Expect(":"); err != nil {
			return nil, err
		}
		return d.newSymbol(true)
	}
	return nil, d.r.Errorf("%q stands in the place of a symbol", t)
}

// newSymbol reads a symbol that was not met before. It takes its number
// before its variables, which tell the encoding and nothing else.
func (d *decoder) newSymbol(variables bool) (*graph.Node, error) {
	if err := d.r.Enter(); err != nil {
		return nil, err
	}
	defer d.r.Leave()
	b, err := d.bytes()
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Text)
	if err != nil {
		return nil, err
	}
	text := string(b)
	asSymbol(n, text, "")
	d.symbols = append(d.symbols, n)
	if !variables {
		return n, nil
	}
	pairs, err := d.variables()
	if err != nil {
		return nil, err
	}
	encoding, _ := splitEncoding(pairs)
	asSymbol(n, text, encoding)
	return n, nil
}
