package pickle

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sessh/session/format/graph"
)

// keyer tells which keys are equal in Python: 1, 1.0 and True, say. It gives
// each a number, so that a long key is looked at only once.
type keyer struct {
	numbers map[string]int
	nodes   map[*graph.Node]int // of those that are not short
	seen    map[int]int
	next    int
	bad     *graph.Node // the last key that was not hashable
	strict  bool        // whether an instance of a subclass of dict or list is taken for one that is not
}

func newKeyer() *keyer {
	return &keyer{numbers: make(map[string]int), nodes: make(map[*graph.Node]int), seen: make(map[int]int)}
}

// unique drops the entries of a dict or set that another took the place of:
// the first key stays, with the last value.
func (k *keyer) unique(n *graph.Node) {
	clear(k.seen)
	items := n.Items[:0]
	for _, c := range n.Items {
		if _, again := k.place(c, len(items)); !again {
			items = append(items, c)
		}
	}
	n.Items = items
	pairs := n.Pairs[:0]
	for _, p := range n.Pairs {
		if i, again := k.place(p.Key, len(pairs)); again {
			pairs[i].Value = p.Value
			continue
		}
		pairs = append(pairs, p)
	}
	n.Pairs = pairs
}

// place is where an equal key stands; a new one stands at next.
func (k *keyer) place(n *graph.Node, next int) (i int, again bool) {
	number := k.number(n, 0)
	if i, again = k.seen[number]; !again {
		k.seen[number] = next
	}
	return i, again
}

func (k *keyer) number(n *graph.Node, depth int) int {
	if number, ok := k.nodes[n]; ok {
		return number
	}
	text := k.text(n, depth)
	number, known := k.numbers[text]
	if !known || text == "" {
		k.next++
		number = k.next
	}
	if text != "" && !known {
		k.numbers[text] = number
	}
	if n.Compound() || text == "" || len(text) > 64 {
		k.nodes[n] = number
	}
	return number
}

// text is the same for keys that are equal; "" for a key that is equal only to itself.
func (k *keyer) text(n *graph.Node, depth int) string {
	const deepest = 100
	switch n.Kind {
	case graph.Null:
		return "N"
	case graph.Bool:
		if n.Bool {
			return "i1"
		}
		return "i0"
	case graph.Int:
		if n.Big != nil {
			return fmt.Sprintf("I%d%s", n.Big.Sign(), n.Big.Bytes())
		}
		return "i" + strconv.FormatInt(n.Int, 10)
	case graph.Float:
		return floatKey(n.Float)
	case graph.Text:
		if n.Form == formStr && !isASCII(n.Text) {
			return "str:" + n.Text
		}
		return "u" + n.Text
	case graph.Bytes:
		if n.Form == formBytearray {
			k.bad = n
			return ""
		}
		if n.Form == "" {
			return formBytes + ":" + n.Text
		}
		return n.Form + ":" + n.Text
	}
	if !hashable(n) || k.strict && (DictItems(n) != nil || ListItems(n) != nil) {
		k.bad = n
	}
	if !isTuple(n) || depth > deepest {
		return ""
	}
	text := []byte{'t'}
	for _, c := range n.Items {
		text = strconv.AppendInt(append(text, ','), int64(k.number(c, depth+1)), 10)
	}
	return string(text)
}

// hashable reports whether Python may take n, not looking inside, as a key or into a
// set. Of objects only those are known that are mappings of Python's own.
func hashable(n *graph.Node) bool {
	switch n.Kind {
	case graph.Map:
		return false
	case graph.List:
		return n.Form == formTuple || n.Form == formFrozenset
	case graph.Bytes:
		return n.Form != formBytearray
	case graph.Object:
		return !strings.HasPrefix(n.Class, "collections.") || DictItems(n) == nil
	}
	return true
}

// CheckKeys fails where a set or a mapping has parts that Python cannot look up, and
// so would not load, or two that are equal in Python, so that one would be lost. Of an
// object that a set did not have before it cannot be told.
func CheckKeys(n *graph.Node, had func(*graph.Node) []*graph.Node) error {
	k := newKeyer()
	k.strict = true
	check := func(c *graph.Node) error {
		_, again := k.place(c, 0)
		switch {
		case k.bad != nil:
			return errUnhashable(k.bad, n)
		case again && n.Kind == graph.Map:
			return fmt.Errorf("the key %s is equal to another one: Python would keep only one of them", Repr(c))
		case again:
			return fmt.Errorf("%s is equal to another value in %s: Python would keep only one of them", Repr(c), what(n))
		}
		return nil
	}
	if n.Form == formSet || n.Form == formFrozenset {
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
	case isTuple(n):
		if !was {
			had = func(*graph.Node) []*graph.Node { return nil }
		}
		return !slices.ContainsFunc(n.Items, func(c *graph.Node) bool { return !lookedUp(c, n, had) })
	case was:
		return true
	case n.Kind != graph.Object || n.Form == formGlobal || n.Form == formSurrogates:
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

func floatKey(f float64) string {
	switch {
	case f != f:
		return ""
	case f == math.Trunc(f) && math.Abs(f) < 1<<53:
		return "i" + strconv.FormatInt(int64(f), 10)
	}
	return "f" + strconv.FormatFloat(f, 'g', -1, 64)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
