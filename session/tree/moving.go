package tree

import "fmt"

// FindMove returns the place of the value under key of from, which is to be moved into another
// list or mapping.
func FindMove(from Node, key any, into Node) (Slot, error) {
	for at := range Slots(from) {
		if at.Key() != key {
			continue
		}
		if inside(into, at.Value()) {
			return Slot{}, fmt.Errorf("%s cannot be moved into itself", KeyText(key))
		}
		return at, nil
	}
	return Slot{}, fmt.Errorf("there is nothing to move under %s", KeyText(key))
}

// Move moves the value in the place, which has a key, to a key of a list or mapping.
func (at Slot) Move(key any, to Node, toKey any) error {
	if at.in == to && key == toKey {
		return nil
	}
	v := at.Value()
	if err := change(at.in, at.put(nil)); err != nil {
		return err
	}
	if err := set(to, toKey, v); err != nil {
		return err
	}
	switch from := at.in.(type) {
	case *Map:
		_, err := from.Delete(key)
		return err
	case *List:
		return from.Delete(key.(int))
	}
	return nil
}

// set puts a value that is not part of anything into a list or mapping, without copying it.
func set(n Node, key, v any) error {
	switch n := n.(type) {
	case *Map:
		k, err := convertKey(key)
		if err != nil {
			return err
		}
		return n.placed(k, v)
	case *List:
		i, ok := key.(int)
		if !ok || i < 0 || i > n.Len() {
			return n.outOfRange(i)
		}
		return n.splice(i, min(n.Len()-i, 1), []any{v})
	}
	return nil
}
