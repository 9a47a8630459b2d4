package format

import "sessh/session/tree"

// array compares values that the framework has as arrays, in their order.
func (v *verifier) array(shown, read tree.Node) {
	keys, values := entriesOf(read)
	i := 0
	each(shown, func(k, x any) {
		if i < len(keys) && v.traits.ArrayKey(k) == v.traits.ArrayKey(keys[i]) {
			v.below(k, x, values[i])
		} else if v.err == nil {
			v.keys = append(v.keys, k)
			v.differ(x, absent{})
		}
		i++
	})
	if i < len(keys) {
		v.differ(shown, read)
	}
}

func entriesOf(n tree.Node) (keys, values []any) {
	each(n, func(k, x any) { keys, values = append(keys, k), append(values, x) })
	return keys, values
}

// each calls f with the entries of a mapping, or the values of a list with their
// indexes as keys.
func each(n tree.Node, f func(key, value any)) {
	switch n := n.(type) {
	case *tree.Map:
		for k, x := range n.All() {
			f(k, x)
		}
	case *tree.List:
		for i, x := range n.Values() {
			f(int64(i), x)
		}
	}
}
