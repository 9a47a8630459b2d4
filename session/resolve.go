package session

import (
	"fmt"
	"math/big"
	"slices"
)

// Add is a [Resolver] for counters: what both sides added to the number is
// added. It fails where a side holds no number; what is not there counts as 0.
func Add(c Conflict) (Side, bool, error) {
	base, mine, theirs := c.Base, c.Mine, c.Theirs
	var floats [3]float64
	var ints [3]*big.Int
	whole := true
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
			floats[i], whole = v, false
		default:
			return Side{}, false, notNumber(c, s)
		}
	}
	if !whole {
		return side(floats[2]+floats[1]-floats[0], true), true, nil
	}
	sum := new(big.Int).Sub(ints[1], ints[0])
	v, err := Of(sum.Add(sum, ints[2]))
	return side(v, true), err == nil, err
}

func notNumber(c Conflict, s Side) error {
	return fmt.Errorf("%s: a %s cannot be added to", c.Path, TypeName(s.Value))
}

// Union is a [Resolver] for lists: theirs, without what I have taken out of it,
// and with what I have put in. It fails where a side holds no list; one that is
// not there counts as empty.
func Union(c Conflict) (Side, bool, error) {
	var lists [3][]any
	var form Form
	for i, s := range []Side{c.Base, c.Mine, c.Theirs} {
		l, ok := s.Value.(*List)
		switch {
		case ok:
			lists[i], form = l.values, l.form
		case s.Present:
			return Side{}, false, fmt.Errorf("%s: a %s has no union", c.Path, TypeName(s.Value))
		}
	}
	base, mine, theirs := lists[0], lists[1], lists[2]
	has := func(list []any, v any) bool {
		return slices.ContainsFunc(list, func(x any) bool { return Equal(x, v) })
	}
	out := NewListOf(form)
	for _, v := range theirs {
		if has(mine, v) || !has(base, v) {
			out.insert(out.Len(), Clone(v))
		}
	}
	for _, v := range mine {
		if !has(base, v) && !has(theirs, v) {
			out.insert(out.Len(), Clone(v))
		}
	}
	return side(out, true), true, nil
}
