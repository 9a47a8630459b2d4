package pickle

import (
	"fmt"
	"slices"

	"sessh/session/format/graph"
)

// name is what an object is called.
func name(n *graph.Node) string {
	switch {
	case n.Class != "":
		return n.Class
	case n.Form != "":
		return n.Form
	}
	return "object"
}

func (p *printer) object(n *graph.Node) {
	if arity(n.Form) != len(n.Args) || arity(n.Form) == 0 || slices.Contains(n.Args, nil) {
		p.Put("<" + name(n) + ">")
		return
	}
	switch n.Form {
	case formSurrogates:
		p.Put(quoteText(n.Args[0].Text))
		return
	case formGlobal:
		p.Put("<global " + n.Class + ">")
		return
	case formPersid:
		p.wrapped("persistent ", n.Args[0])
		return
	case formExt:
		p.wrapped("extension ", n.Args[0])
		return
	}
	if s, ok := known(n); ok {
		p.Put(s)
		return
	}
	p.Put("<" + name(n))
	p.inside(n)
	p.Put(">")
}

func (p *printer) wrapped(what string, n *graph.Node) {
	p.Put("<" + what)
	p.node(n)
	p.Put(">")
}

// inside shows what an object holds, and what it was made of if it holds nothing.
func (p *printer) inside(n *graph.Node) {
	start := p.Len()
	switch pairs, items := DictItems(n), n.Items; {
	case pairs != nil:
		p.Put(" ")
		p.dict(*pairs)
	case n.Form == formReconstruct:
		if args := n.Args[1].Items; len(args) == 3 && args[2] != nil && args[2].Kind != graph.Null {
			p.Put(" ")
			p.node(args[2])
		}
	case n.Class == "collections.OrderedDict" && ordered(n) != nil:
		p.Put(" ")
		p.dict(ordered(n))
	case len(items) > 0:
		if len(items) == 1 && items[0] != nil && items[0].Form == formAdditems {
			items = items[0].Items
		}
		p.Put(" [")
		p.Items(items, p.node)
		p.Put("]")
	}
	if state := visible(n.State); state != nil {
		p.Put(" ")
		p.node(state)
	}
	if p.Len() > start || n.Form == formReconstruct {
		return
	}
	if args := n.Args[1]; isTuple(args) && len(args.Items) > 0 {
		p.Put(" ")
		p.node(args)
	}
	if len(n.Args) > 2 {
		p.Put(" ")
		p.node(n.Args[2])
	}
}

// ordered are the entries of an OrderedDict as Python 2 pickles it: made of
// a list of lists.
func ordered(n *graph.Node) []graph.Pair {
	args := n.Args[1].Items
	if len(args) != 1 || !isKind(args[0], graph.List) {
		return nil
	}
	var pairs []graph.Pair
	for _, e := range args[0].Items[:min(len(args[0].Items), graph.LineLength)] {
		if !isKind(e, graph.List) || len(e.Items) != 2 {
			return nil
		}
		pairs = append(pairs, graph.Pair{Key: e.Items[0], Value: e.Items[1]})
	}
	return pairs
}

// visible is a state, unless it is empty; of a class with __slots__, the slots.
func visible(state *graph.Node) *graph.Node {
	switch {
	case state == nil, state.Kind == graph.Map && len(state.Pairs) == 0:
		return nil
	case isTuple(state) && len(state.Items) == 2 && isKind(state.Items[0], graph.Null) && isKind(state.Items[1], graph.Map):
		return state.Items[1]
	}
	return state
}

func isKind(n *graph.Node, k graph.Kind) bool { return n != nil && n.Kind == k }

// known shows objects of Python's own classes as Python does; ok is false for
// all others, and where what one is made of is not as Python makes it.
func known(n *graph.Node) (s string, ok bool) {
	if n.Class == "uuid.UUID" {
		return reprUUID(n)
	}
	if n.Form != formReduce || !isTuple(n.Args[1]) || n.State != nil {
		return "", false
	}
	args := n.Args[1].Items
	if slices.Contains(args, nil) {
		return "", false
	}
	switch n.Class {
	case "datetime.datetime", "datetime.time":
		return reprDateTime(n.Class, args)
	case "datetime.date":
		if raw, ok := rawText(args, 4); ok && len(args) == 1 {
			return fmt.Sprintf("datetime.date(%d, %d, %d)", year(raw), raw[2], raw[3]), true
		}
	case "datetime.timedelta":
		return reprDelta(args)
	case "datetime.timezone":
		return reprZone(args)
	case "zoneinfo.ZoneInfo._unpickle":
		if len(args) == 2 && args[0].Kind == graph.Text {
			return "zoneinfo.ZoneInfo(key=" + quoteText(args[0].Text) + ")", true
		}
	case "decimal.Decimal":
		if len(args) == 1 && args[0].Kind == graph.Text {
			return "Decimal(" + quoteText(args[0].Text) + ")", true
		}
	case "__builtin__.complex", "builtins.complex":
		return reprComplex(args)
	}
	return "", false
}
