package marked

import "sessh/session/tree"

// Same reads a value, and reports whether it is v. It is quicker than [Decoder.Value], and
// knows no marked forms: of what may be one it says no.
func (d *Decoder) Same(v any) bool { return d.same(v, 0) }

func (d *Decoder) same(v any, depth int) bool {
	t, err := d.Token()
	if err != nil || depth > maxDepth {
		return false
	}
	switch t.Kind() {
	case 'n':
		return v == nil
	case 't', 'f':
		return v == t.Bool()
	case '"':
		return v == t.String()
	case '0':
		n, err := number(t.String())
		return err == nil && tree.Equal(v, n)
	case '[':
		l, ok := v.(*tree.List)
		return ok && l.Form() == nil && depth < maxDepth && d.sameList(l, depth)
	}
	m, ok := v.(*tree.Map)
	return ok && m.Form() == nil && depth < maxDepth && d.sameMap(m, depth)
}

func (d *Decoder) sameList(l *tree.List, depth int) bool {
	i := 0
	for ; d.More(); i++ {
		if v, ok := l.At(i); !ok || !d.same(v, depth+1) {
			return false
		}
	}
	_, err := d.Token()
	return err == nil && i == l.Len()
}

func (d *Decoder) sameMap(m *tree.Map, depth int) bool {
	names := 0 // none comes twice: that is an error
	for ; d.More(); names++ {
		name, err := d.Name()
		if err != nil {
			return false
		}
		if v, ok := m.Get(name); !ok || !d.same(v, depth+1) {
			return false
		}
	}
	_, err := d.Token()
	return err == nil && names == m.Len()
}
