package tree

// Put makes a key hold value, or removes it if present is not set. A list or mapping that stays
// one is edited, so that references to it stay live.
func Put(m *Map, k, value any, present bool) error {
	if !present {
		_, err := m.Delete(k)
		return err
	}
	old, _ := m.Get(k)
	if ok, err := Become(old, value); ok {
		return err
	}
	return m.placed(k, grafted(m, value))
}

// grafted returns a copy of v for the tree that n is in.
func grafted(n Node, v any) any {
	if root, ok := topOf(n).(*Map); ok && root.loc.role == Rooted {
		return graft(v, root)
	}
	return v
}

// Become makes a list or mapping equal to another one, changing as little as possible. ok is
// false if they are not of the same kind.
func Become(n, to any) (ok bool, err error) {
	switch n := n.(type) {
	case *Map:
		if to, ok := to.(*Map); ok && SameForm(n, to) {
			return true, becomeMap(n, to)
		}
	case *List:
		if to, ok := to.(*List); ok && SameForm(n, to) {
			return true, becomeList(n, to)
		}
	}
	return false, nil
}

func becomeMap(m, to *Map) error {
	for _, k := range m.Keys() {
		if !to.Has(k) {
			if _, err := m.Delete(k); err != nil {
				return err
			}
		}
	}
	for k, v := range to.All() {
		if old, ok := m.Get(k); ok && Equal(old, v) {
			continue
		}
		if err := Put(m, k, v, true); err != nil {
			return err
		}
	}
	return nil
}

// becomeList changes what lies between the common beginning and the common end.
func becomeList(l, to *List) error {
	from, end, toEnd := 0, len(l.values), len(to.values)
	for from < end && from < toEnd && Equal(l.values[from], to.values[from]) {
		from++
	}
	for end > from && toEnd > from && Equal(l.values[end-1], to.values[toEnd-1]) {
		end, toEnd = end-1, toEnd-1
	}
	for ; from < end && from < toEnd; from++ {
		if ok, err := Become(l.values[from], to.values[from]); ok || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := l.splice(from, 1, []any{grafted(l, to.values[from])}); err != nil {
			return err
		}
	}
	if from == end && from == toEnd {
		return nil
	}
	put := make([]any, 0, toEnd-from)
	for _, v := range to.values[from:toEnd] {
		put = append(put, grafted(l, v))
	}
	return l.splice(from, end-from, put)
}
