package rubymarshal

import "sessh/session/format/graph"

func (p *printer) object(n *graph.Node) {
	switch n.Form {
	case "C", "e", "I":
		p.wrapped(n)
	case "c", "m", "M":
		p.Put(name(n.Class))
	case "S":
		p.Put("#<struct " + name(n.Class))
		p.variables(n.Pairs)
		p.Put(">")
	case "/":
		p.regexp(n)
	default:
		if !p.wellKnown(n) {
			p.members(n)
		}
	}
}

// members shows an object of a class that is not known.
func (p *printer) members(n *graph.Node) {
	p.Put("#<" + name(n.Class))
	for _, v := range n.Args {
		p.Put(" ")
		p.node(v)
	}
	if n.Form == "o" {
		p.variables(n.Pairs)
	}
	p.Put(">")
}

// wrapped shows what is inside, and of a hash which class it is of.
func (p *printer) wrapped(n *graph.Node) {
	h := hashInside(n)
	switch {
	case len(n.Args) != 1:
		p.Put("#<" + name(n.Class) + ">")
	case n.Form != "C" || h == nil:
		p.node(n.Args[0])
	default:
		p.Put("#<" + name(n.Class) + " ")
		p.node(h)
		p.Put(">")
	}
}

// wraps tells of the forms that stand around a value.
func wraps(n *graph.Node) bool {
	return n.Kind == graph.Object && (n.Form == "C" || n.Form == "e" || n.Form == "I")
}

// hashInside finds the hash in what wraps it; nil where there is none.
func hashInside(n *graph.Node) *graph.Node {
	for range reprDepth {
		switch {
		case n == nil:
			return nil
		case n.Kind == graph.Map:
			return n
		case !wraps(n) || len(n.Args) != 1:
			return nil
		}
		n = n.Args[0]
	}
	return nil
}

// Inside gives the entries of a hash that is an object: one of a subclass such
// as ActiveSupport::HashWithIndifferentAccess, one that a module extends or
// that has instance variables. It is nil for all other nodes.
func Inside(n *graph.Node) *[]graph.Pair {
	if n.Kind != graph.Object {
		return nil
	}
	if h := hashInside(n); h != nil {
		return &h.Pairs
	}
	return nil
}

func (p *printer) regexp(n *graph.Node) {
	if len(n.Args) != 2 || n.Args[0] == nil || n.Args[1] == nil {
		p.Put("#<Regexp>")
		return
	}
	p.Put("/")
	p.slashes(n.Args[0].Text)
	p.Put("/")
	for _, o := range []struct {
		bit  int64
		flag string
	}{{4, "m"}, {1, "i"}, {2, "x"}, {32, "n"}} {
		if n.Args[1].Int&o.bit != 0 {
			p.Put(o.flag)
		}
	}
}

// slashes shows the source of a regular expression, which has its own escapes.
func (p *printer) slashes(source string) {
	escaped := false
	for i := 0; i < len(source) && !p.Full(); {
		c, size, valid := next(source[i:], graph.Text, "")
		switch {
		case c == '/' && !escaped:
			p.Put(`\/`)
		case valid && (c == '"' || c == '\\' || c == '#'):
			p.Put(string(c))
		default:
			p.character(c, "", valid, true)
		}
		escaped = c == '\\' && !escaped
		i += size
	}
}
