package diff

import (
	"fmt"
	"math/big"

	"sessh/session/tree"
)

// Add returns a [Resolver] for counters: it adds up what both sides have added to a number. A
// side without a value counts as 0. It fails if a side holds something else than a number,
// and leaves conflicts about attributes open.
func Add(c Conflict) (Side, bool, error) {
	if c.Attribute != "" {
		return Side{}, false, nil
	}
	base, mine, theirs := c.Base, c.Mine, c.Theirs
	var floats [3]float64
	var ints [3]*big.Int
	integers := true
	for i, s := range []Side{base, mine, theirs} {
		switch v := s.Value.(type) {
		case nil:
			if s.Present {
				return Side{}, false, notNumber(c, s)
			}
			ints[i] = new(big.Int)
		case int64:
			ints[i], floats[i] = big.NewInt(v), float64(v)
		case *big.Int:
			ints[i] = v
			floats[i], _ = new(big.Float).SetInt(v).Float64()
		case float64:
			floats[i], integers = v, false
		default:
			return Side{}, false, notNumber(c, s)
		}
	}
	if !integers {
		return SideOf(floats[2]+floats[1]-floats[0], true), true, nil
	}
	sum := new(big.Int).Sub(ints[1], ints[0])
	v, err := tree.Of(sum.Add(sum, ints[2]))
	return SideOf(v, true), err == nil, err
}

func notNumber(c Conflict, s Side) error {
	return fmt.Errorf("%s: cannot add to a %s", c.Path, tree.TypeName(s.Value))
}

// Union returns a [Resolver] for lists: theirs, without the values that mine has removed and
// with those that it has added. Values that occur several times are counted: if both sides
// have added or removed a value, the larger number counts. A side without a value counts as
// empty. Union fails if a side holds something else than a list.
func Union(c Conflict) (Side, bool, error) {
	if c.Attribute != "" {
		return Side{}, false, nil
	}
	var lists [3][]any
	var form tree.Form
	for i, s := range []Side{c.Base, c.Mine, c.Theirs} {
		l, ok := s.Value.(*tree.List)
		switch {
		case ok:
			lists[i], form = l.Values(), l.Form()
		case s.Present:
			return Side{}, false, fmt.Errorf("%s: a %s has no union", c.Path, tree.TypeName(s.Value))
		}
	}
	t := &multiset{like: make(map[any][]int)}
	for side, list := range lists {
		for _, v := range list {
			t.counts[t.index(v)][side]++
		}
	}
	var out []any
	for _, list := range [][]any{lists[2], lists[1]} {
		for _, v := range list {
			if left := &t.counts[t.index(v)]; left.merged() > left[3] {
				left[3]++
				out = append(out, tree.Clone(v))
			}
		}
	}
	return SideOf(tree.NewListOf(form, out...), true), true, nil
}

// multiset counts equal values.
type multiset struct {
	like   map[any][]int // indexes of values that may be equal
	values []any
	counts []counts
}

// counts are the numbers of a value in base, mine and theirs, and in the result so far.
type counts [4]int

// merged returns the number of the value in the complete result.
func (n counts) merged() int {
	mine, theirs := n[1]-n[0], n[2]-n[0]
	return n[0] + max(mine, theirs, 0) + min(mine, theirs, 0)
}

func (t *multiset) index(v any) int {
	like := v
	switch v.(type) {
	case nil, bool, int64, string, tree.Bytes:
	default:
		like = fmt.Sprintf("%T", v)
	}
	for _, i := range t.like[like] {
		if tree.Equal(t.values[i], v) {
			return i
		}
	}
	t.like[like] = append(t.like[like], len(t.values))
	t.values, t.counts = append(t.values, v), append(t.counts, counts{})
	return len(t.values) - 1
}
