package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// DictItems gives the entries of an instance of a subclass of dict, whichever
// way it was pickled, to be read and changed. It is nil for all else, and for
// an instance of which the pickle does not tell that it is one: without
// entries, in protocol 2 and above, where its class is not one of Python's own.
func DictItems(n *graph.Node) *[]graph.Pair {
	if n == nil || !built(n) || len(n.Args) < 2 || n.Args[1] == nil {
		return nil
	}
	if values := lists(n); values != nil { // they are what is loaded
		return values
	}
	return items(n)
}

// items are the entries that an instance of a subclass of dict is given as items.
func items(n *graph.Node) *[]graph.Pair {
	if len(n.Pairs) > 0 {
		return &n.Pairs
	}
	args := n.Args[1].Items
	if _, multi := multidicts[n.Class]; multi && n.Form == formNewobj {
		return &n.Pairs
	}
	switch n.Form {
	case formReconstruct:
		if value := based(n, "dict"); isKind(value, graph.Map) {
			return &value.Pairs
		}
	case formReduce, formNewobj:
		switch n.Class {
		case "collections.defaultdict":
			return &n.Pairs
		case "collections.OrderedDict":
			if len(args) == 0 {
				return &n.Pairs
			}
		case "collections.Counter":
			if len(args) == 1 && isKind(args[0], graph.Map) {
				return &args[0].Pairs
			}
		}
	}
	return nil
}

// holdsList reports whether n is an instance of a subclass of list, as far as its
// pickle tells.
func holdsList(n *graph.Node) bool {
	if n == nil || !built(n) || len(n.Args) < 2 || n.Args[1] == nil {
		return false
	}
	if n.Form == formReconstruct {
		if value := based(n, "list"); isKind(value, graph.List) && value.Form == "" {
			return true
		}
	}
	added := func(c *graph.Node) bool { return c == nil || c.Form == formAdditems }
	return len(n.Items) > 0 && !slices.ContainsFunc(n.Items, added)
}

// based is the value that an object of the form reconstruct begins with, where
// its class's base is the builtin of that name.
func based(n *graph.Node, base string) *graph.Node {
	args := n.Args[1].Items
	if len(args) != 3 || !isGlobal(args[1], "__builtin__."+base, "builtins."+base) {
		return nil
	}
	return args[2]
}
