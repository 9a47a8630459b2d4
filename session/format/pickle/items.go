package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// DictItems returns the entries of an instance of a subclass of dict, however it
// was pickled, to be read and changed. It returns nil for everything else, and for
// an instance that cannot be recognised: one without entries, in protocol 2 and
// above, whose class is not one of Python's own.
func DictItems(n *graph.Node) *[]graph.Pair {
	if n == nil || !built(n) || len(n.Args) < 2 || n.Args[1] == nil {
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

// based returns the value that an object of the form reconstruct begins with, where
// its class's base is the builtin of that name.
func based(n *graph.Node, base string) *graph.Node {
	args := n.Args[1].Items
	if len(args) != 3 || !isGlobal(args[1], "__builtin__."+base, "builtins."+base) {
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

// settleItems sets the items of a multidict to those in its state.
func settleItems(n *graph.Node) {
	values := lists(n)
	if values == nil {
		return
	}
	items := items(n)
	if items == nil {
		return
	}
	was := make(map[int]graph.Pair, len(*items))
	k := newKeyer()
	for _, p := range *items {
		was[k.Number(p.Key)] = p
	}
	pairs := make([]graph.Pair, 0, len(*values))
	for _, p := range *values {
		one := p.Value
		if one.Kind == graph.List && len(one.Items) > 0 {
			one = one.Items[len(one.Items)-1]
			if multidicts[n.Class].first {
				one = p.Value.Items[0]
			}
		}
		old, ok := was[k.Number(p.Key)]
		if ok && graph.Equal(old.Value, one) {
			one = old.Value
		}
		if ok {
			p.Key = old.Key
		}
		pairs = append(pairs, graph.Pair{Key: p.Key, Value: one})
	}
	*items = pairs
}

// Known reports whether a pickle says what Python makes of an instance of a
// subclass of dict: a class may do anything with its state.
func Known(n *graph.Node) bool {
	switch n.Class {
	case "collections.OrderedDict", "collections.defaultdict", "collections.Counter":
		return true
	}
	return visible(n.State) == nil || lists(n) != nil
}

// Settle is called for each list and mapping that an edit has changed. It fails as
// [CheckKeys] does.
func Settle(n *graph.Node, had func(*graph.Node) []*graph.Node) error {
	settleItems(n)
	return CheckKeys(n, had)
}
