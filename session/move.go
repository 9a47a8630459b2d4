package session

import (
	"errors"
	"fmt"
)

// Move moves the value under fromKey of from to toKey of to. Both are a [Map] or [List] of the
// session, with keys or indexes; the length of a list appends to it. Unlike a copy, the value
// stays the same part of the stored value, so that other places go on sharing it.
func (s *Session) Move(from, fromKey, to, toKey any) error {
	f, ok1 := from.(node)
	t, ok2 := to.(node)
	if !ok1 || !ok2 || f.location().top().owner != s || t.location().top().owner != s {
		return s.errorf("", errors.New("a value can only be moved within its session"))
	}
	if err := s.writable(); err != nil {
		return err
	}
	var at *slot
	for x := range slots(f) {
		if x.key() == fromKey {
			at = &x
			break
		}
	}
	if at == nil {
		return s.errorf("", fmt.Errorf("there is nothing to move under %s", keyText(fromKey)))
	}
	v := at.value()
	if inside(t, v) {
		return s.errorf("", fmt.Errorf("%s cannot be moved into itself", keyText(fromKey)))
	}
	return s.work.Step("move", func() error {
		if f == t && fromKey == toKey {
			return nil
		}
		if err := f.location().change(at.put(nil)); err != nil {
			return err
		}
		if err := set(t, toKey, v); err != nil {
			return err
		}
		switch f := f.(type) {
		case *Map:
			_, err := f.Delete(fromKey)
			return err
		case *List:
			return f.Delete(fromKey.(int))
		}
		return nil
	})
}

// set puts a value that is not part of anything into a list or mapping, without copying it.
func set(n node, key, v any) error {
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
