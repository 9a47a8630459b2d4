package session

import (
	"errors"
	"fmt"
)

// ErrNotAsShown is wrapped by the error of a commit of what the application would not
// read as it is shown.
var ErrNotAsShown = errors.New("the application would not read it as it is shown")

// An Alike is a format with values that the framework does not tell apart.
type Alike interface {
	// Alike reports whether a value that is shown, and is none that holds others
	// unless it is empty, is written as the one that was read back.
	Alike(shown, read any) bool
}

// verify decodes what is to be written, as the application will, and compares it with
// what is shown.
func (p *pendingWrite) verify(way string) error {
	s := p.s
	r, err := s.container.decodeAs(way, p.write.Value, p.write.Flags)
	if err != nil {
		return fmt.Errorf("%w: what would be written cannot be read again: %w", ErrNotAsShown, err)
	}
	v := &verifier{now: make(map[node]node), then: make(map[node]node)}
	v.alike, _ = s.container.format.(Alike)
	v.value(s.root, r.Data)
	switch {
	case v.err != nil:
		return v.err
	case r.Timeout != TTLUnknown && s.timeout != TTLUnknown && r.Timeout != s.timeout:
		return fmt.Errorf("%w: a timeout of %v would be read as %v", ErrNotAsShown, s.timeout, r.Timeout)
	case r.ID != "" && r.ID != s.id:
		return fmt.Errorf("%w: it would be the session %q", ErrNotAsShown, r.ID)
	}
	return nil
}

// verifier compares a tree with what was read back of it.
type verifier struct {
	alike     Alike         // may be nil
	now, then map[node]node // what is read of a list or mapping, and the other way round
	keys      []any         // to where it is
	err       error         // the first difference
}

// differ notes a difference.
func (v *verifier) differ(shown, read any) {
	if v.err != nil {
		return
	}
	place := "the session"
	if len(v.keys) > 0 {
		place = Path{depth: 2, Keys: v.keys}.String()[len("/\"\"/\"\""):]
	}
	v.err = fmt.Errorf("%w: at %s, %s would be read as %s", ErrNotAsShown, place, brief(shown), brief(read))
}

// brief names a value in a message.
func brief(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case *Map:
		return fmt.Sprintf("a %s of %d keys", TypeName(v), v.Len())
	case *List:
		return fmt.Sprintf("a %s of %d values", TypeName(v), v.Len())
	case string, Bytes:
		return fmt.Sprintf("the %s %.60s", TypeName(v), keyText(v))
	case Object:
		return fmt.Sprintf("%.60s", v.Display())
	}
	return fmt.Sprintf("the %s %.60v", TypeName(v), v)
}

func (v *verifier) value(shown, read any) {
	if v.err != nil {
		return
	}
	a, b := thing(shown), thing(read)
	if a == nil || b == nil || !sameForm(a, b) {
		v.leaf(shown, read)
		return
	}
	if v.now[a] != nil || v.then[b] != nil { // another place of it was compared
		if v.now[a] != b {
			v.differ(shown, read)
		}
		return
	}
	v.now[a], v.then[b] = b, a
	switch s := a.(type) {
	case *Map:
		if r, ok := b.(*Map); ok && s.Len() == r.Len() {
			v.mapping(s, r)
			return
		}
	case *List:
		if r, ok := b.(*List); ok && s.Len() == r.Len() {
			for i, x := range s.values {
				v.below(i, x, r.values[i])
			}
			return
		}
	}
	v.leaf(shown, read)
}

func (v *verifier) mapping(s, r *Map) {
	for k, x := range s.All() {
		y, ok := r.Get(k)
		if !ok {
			v.keys = append(v.keys, k)
			v.differ(x, nil)
			v.err = fmt.Errorf("%w (the key is not read)", v.err)
			return
		}
		v.below(k, x, y)
	}
}

func (v *verifier) below(key, shown, read any) {
	if v.err != nil {
		return
	}
	v.keys = append(v.keys, key)
	if v.value(shown, read); v.err == nil {
		v.keys = v.keys[:len(v.keys)-1]
	}
}

func (v *verifier) leaf(shown, read any) {
	if v.alike != nil && v.alike.Alike(shown, read) {
		return
	}
	if m, ok := thing(shown).(*Map); ok {
		if o, ok := read.(interface{ Empty(*Map) bool }); ok && o.Empty(m) {
			return
		}
	}
	if h, ok := shown.(holder); ok && len(h.Holds()) > 0 {
		if _, ok := read.(holder); ok && TypeName(shown) == TypeName(read) {
			return // what else it holds is told of by the places of that
		}
	}
	if !Equal(shown, read) {
		v.differ(shown, read)
	}
}
