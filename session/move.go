package session

import (
	"errors"
	"fmt"
)

// Move takes the value under fromKey out of from, and sets it in to: a [Map] or
// [List] of the same session each, with a key, or an index; the length of a list
// appends. Unlike a copy, what is moved stays the same part of the stored value, so
// that what other places share with it stays shared.
func (s *Session) Move(from, fromKey, to, toKey any) error {
	f, ok1 := from.(node)
	t, ok2 := to.(node)
	if !ok1 || !ok2 || f.spot().top().owner != s || t.spot().top().owner != s {
		return s.errorf("", errors.New("a value can be moved within its session only"))
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
		return s.errorf("", fmt.Errorf("there is nothing under %s to be moved", keyText(fromKey)))
	}
	v := at.value()
	if inside(t, v) {
		return s.errorf("", fmt.Errorf("%s cannot be moved into itself", keyText(fromKey)))
	}
	return s.work.Step("move", func() error {
		if f == t && fromKey == toKey {
			return nil
		}
		if err := f.spot().change(at.put(nil)); err != nil {
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

// set puts a value that belongs to nobody into a list or mapping, as it is.
func set(n node, key, v any) error {
	switch n := n.(type) {
	case *Map:
		k, err := ofKey(key)
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
