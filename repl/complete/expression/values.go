package expression

import "sessh/session/tree"

// each returns what step makes of some values.
func each(values []any, step func(any) []any) (all []any) {
	for _, v := range values {
		if r, ok := v.(*tree.Ref); ok {
			v = r.To()
		}
		all = append(all, step(v)...)
		if len(all) >= maxValues {
			return all[:maxValues]
		}
	}
	return all
}

func under(v any, name string) []any {
	m, ok := v.(*tree.Map)
	if !ok {
		return nil
	}
	if x, ok := m.Get(m.KeyFor(name)); ok {
		return []any{x}
	}
	return nil
}

func elements(v any) (all []any) {
	switch v := v.(type) {
	case *tree.Map:
		for _, x := range v.All() {
			if all = append(all, x); len(all) == maxValues {
				break
			}
		}
	case *tree.List:
		for _, x := range v.All() {
			if all = append(all, x); len(all) == maxValues {
				break
			}
		}
	}
	return all
}

func at(v any, i int) []any {
	l, ok := v.(*tree.List)
	if !ok {
		return nil
	}
	if i < 0 {
		i += l.Len()
	}
	if i < 0 || i >= l.Len() {
		return nil
	}
	x, _ := l.At(i)
	return []any{x}
}
