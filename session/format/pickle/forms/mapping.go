package forms

import (
	"slices"

	"sessh/session/format/graph"
)

// DictItems returns the entries of an instance of a subclass of dict, however it
// was pickled, to be read and changed. It returns nil for everything else, and for
// an instance that cannot be recognized: one without entries, in protocol 2 and
// above, whose class is not one of Python's own.
func DictItems(n *graph.Node) *[]graph.Pair {
	if n == nil || !Built(n) || len(n.Args) < 2 || n.Args[1] == nil {
		return nil
	}
	if values := lists(n); values != nil { // they are what is loaded
		return values
	}
	return items(n)
}

// items returns the entries that an instance of a subclass of dict is given as
// items.
func items(n *graph.Node) *[]graph.Pair {
	if len(n.Pairs) > 0 {
		return &n.Pairs
	}
	args := n.Args[1].Items
	if _, multi := multidicts[n.Class]; multi && n.Form == Newobj {
		return &n.Pairs
	}
	switch n.Form {
	case Reconstruct:
		if value := based(n, "dict"); IsKind(value, graph.Map) {
			return &value.Pairs
		}
	case Reduce, Newobj:
		switch n.Class {
		case "collections.defaultdict":
			return &n.Pairs
		case "collections.OrderedDict":
			if len(args) == 0 {
				return &n.Pairs
			}
		case "collections.Counter":
			if len(args) == 1 && IsKind(args[0], graph.Map) {
				return &args[0].Pairs
			}
		}
	}
	return nil
}

// HoldsList reports whether n is an instance of a subclass of list, as far as its
// pickle tells.
func HoldsList(n *graph.Node) bool {
	if n == nil || !Built(n) || len(n.Args) < 2 || n.Args[1] == nil {
		return false
	}
	if n.Form == Reconstruct {
		if value := based(n, "list"); IsKind(value, graph.List) && value.Form == "" {
			return true
		}
	}
	added := func(c *graph.Node) bool { return c == nil || c.Form == Additems }
	return len(n.Items) > 0 && !slices.ContainsFunc(n.Items, added)
}

// based returns the value that an object of the form reconstruct begins with, where
// its class's base is the builtin of that name.
func based(n *graph.Node, base string) *graph.Node {
	args := n.Args[1].Items
	if len(args) != 3 || !IsGlobal(args[1], "__builtin__."+base, "builtins."+base) {
		return nil
	}
	return args[2]
}

// Some subclasses of dict get their entries twice: as items, of which each key has
// one value, and by their state, which holds a list of values for each key and is
// what counts when the pickle is loaded.

// multidict describes how such a class is pickled.
type multidict struct {
	member string // of the state; "": the state is the mapping itself
	first  bool   // whether an item is the first of the values, and not the last
}

var multidicts = map[string]multidict{
	"django.utils.datastructures.MultiValueDict":   {member: "_data"},
	"django.http.request.QueryDict":                {member: "_data"},
	"django.http.QueryDict":                        {member: "_data"},
	"werkzeug.datastructures.MultiDict":            {first: true},
	"werkzeug.datastructures.structures.MultiDict": {first: true},
}

// Multidict returns the entries that an instance of such a class is given as items, and those in its
// state, which are lists of values. first reports whether an item is the first of its values, and not
// the last. Both are nil for any other object.
func Multidict(n *graph.Node) (given, values *[]graph.Pair, first bool) {
	if values = lists(n); values != nil {
		given = items(n)
	}
	if given == nil {
		return nil, nil, false
	}
	return given, values, multidicts[n.Class].first
}

// lists returns the values of a multidict, by key; nil for all else.
func lists(n *graph.Node) *[]graph.Pair {
	m, ok := multidicts[n.Class]
	if !ok || n.State == nil || n.State.Kind != graph.Map {
		return nil
	}
	if m.member == "" {
		return &n.State.Pairs
	}
	for _, p := range n.State.Pairs {
		if p.Key.Text == m.member && p.Value.Kind == graph.Map {
			return &p.Value.Pairs
		}
	}
	return nil
}

// Known reports whether the pickle determines what Python makes of an instance of a
// subclass of dict: a class may do anything with its state.
func Known(n *graph.Node) bool {
	switch n.Class {
	case "collections.OrderedDict", "collections.defaultdict", "collections.Counter":
		return true
	}
	return Visible(n.State) == nil || lists(n) != nil
}

// Visible returns a state, unless it is empty; of a class with __slots__, the
// slots.
func Visible(state *graph.Node) *graph.Node {
	switch {
	case state == nil, state.Kind == graph.Map && len(state.Pairs) == 0:
		return nil
	case IsTuple(state) && len(state.Items) == 2 && IsKind(state.Items[0], graph.Null) && IsKind(state.Items[1], graph.Map):
		return state.Items[1]
	}
	return state
}
