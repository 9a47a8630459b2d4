package pickle

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/pickle/object"
)

// keyer decides which keys are equal in Python, such as 1, 1.0 and True.
type keyer struct {
	graph.Keys
	depth  int
	bad    *graph.Node // the last key that was not hashable
	strict bool        // whether an instance of a subclass of dict or list is taken for one that is not
}

func newKeyer() *keyer {
	k := &keyer{}
	k.ID = k.id
	return k
}

// id returns the same ID for keys that are equal.
func (k *keyer) id(n *graph.Node) graph.KeyID {
	id := graph.ScalarID(n)
	switch n.Kind {
	case graph.Bool:
		id.Kind = graph.Int
	case graph.Float:
		if f := n.Float; f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			id.Kind, id.Num = graph.Int, int64(f)
		}
	case graph.Text:
		if n.Form == forms.Str && !isASCII(n.Text) {
			id.Kind, id.Form = graph.Bytes, forms.Str
		}
	case graph.Bytes:
		if id.Form = n.Form; n.Form == "" {
			id.Form = forms.Bytes
		}
		if n.Form == forms.Bytearray {
			k.bad, id.Node = n, n
		}
	case graph.List, graph.Map, graph.Object:
		return k.compound(n)
	}
	return id
}

func (k *keyer) compound(n *graph.Node) graph.KeyID {
	const deepest = 100
	if !hashable(n) || k.strict && (forms.DictItems(n) != nil || forms.HoldsList(n)) {
		k.bad = n
	}
	if !forms.IsTuple(n) || k.depth > deepest {
		return graph.KeyID{Node: n}
	}
	k.depth++
	defer func() { k.depth-- }()
	var text []byte
	for _, c := range n.Items {
		text = strconv.AppendInt(append(text, ','), int64(k.Number(c)), 10)
	}
	return graph.KeyID{Kind: graph.List, Text: string(text)}
}

// hashable reports whether Python may take n, not looking inside, as a key or into a
// set. Of objects, only Python's own mappings are known not to be.
func hashable(n *graph.Node) bool {
	switch n.Kind {
	case graph.Map:
		return false
	case graph.List:
		return n.Form == forms.Tuple || n.Form == forms.Frozenset
	case graph.Bytes:
		return n.Form != forms.Bytearray
	case graph.Object:
		return !strings.HasPrefix(n.Class, "collections.") || forms.DictItems(n) == nil
	}
	return true
}

// CheckKeys fails if a set or mapping has parts that are not hashable, so that Python
// would not load it, or two that are equal in Python, so that one would be lost. For
// an object that is new in a set this is not known.
func CheckKeys(n *graph.Node, had func(*graph.Node) []*graph.Node) error {
	k := newKeyer()
	k.strict = true
	seen := make(map[int]bool)
	check := func(c *graph.Node) error {
		number := k.Number(c)
		again := seen[number]
		seen[number] = true
		switch {
		case k.bad != nil:
			return errUnhashable(k.bad, n)
		case again && n.Kind == graph.Map:
			return fmt.Errorf("the key %s is equal to another one: Python would keep only one of them", object.Repr(c))
		case again:
			return fmt.Errorf("%s is equal to another value in %s: Python would keep only one of them", object.Repr(c), what(n))
		}
		return nil
	}
	if n.Form == forms.Set || n.Form == forms.Frozenset {
		for _, c := range n.Items {
			if err := check(c); err != nil {
				return err
			}
			if !lookedUp(c, n, had) {
				return fmt.Errorf("whether %s can be in %s is not known: Python would not load it if not", what(c), what(n))
			}
		}
	}
	for _, p := range n.Pairs {
		if err := check(p.Key); err != nil {
			return err
		}
	}
	return nil
}

// lookedUp reports whether n is known to be hashable, for its own part: it was in the
// set, or the tuple in it, before.
func lookedUp(n, in *graph.Node, had func(*graph.Node) []*graph.Node) bool {
	was := slices.Contains(had(in), n)
	switch {
	case forms.IsTuple(n):
		if !was {
			had = func(*graph.Node) []*graph.Node { return nil }
		}
		return !slices.ContainsFunc(n.Items, func(c *graph.Node) bool { return !lookedUp(c, n, had) })
	case was:
		return true
	case n.Kind != graph.Object || n.Form == forms.Global || n.Form == forms.Surrogates:
		return true
	}
	switch n.Class {
	case "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "datetime.timezone", "decimal.Decimal", "uuid.UUID":
		return true
	}
	return false
}

func errUnhashable(bad, in *graph.Node) error {
	if len(in.Pairs) > 0 {
		return fmt.Errorf("%s cannot be, or be part of, a key: Python would not load it", what(bad))
	}
	return fmt.Errorf("%s cannot be in %s: Python would not load it", what(bad), what(in))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
