package format

import (
	"errors"
	"fmt"
	"slices"

	"sessh/session/storage"
	"sessh/session/tree"
)

// ErrNotAsShown is wrapped by the error of a commit of a session that would not be read as it is
// shown.
var ErrNotAsShown = errors.New("what would be written would not be read as it is shown")

// shownError is an ErrNotAsShown with a reason.
type shownError struct {
	text string
	err  error // may be nil
}

func (e *shownError) Error() string        { return e.text }
func (e *shownError) Is(target error) bool { return target == ErrNotAsShown }
func (e *shownError) Unwrap() error        { return e.err }

// Verify decodes a value, as the application will, and compares it with the record that it was
// encoded from. It fails if what would be read is not what is shown. shared is set if something in
// the record has, or had, several places.
func Verify(f Format, shown *Record, value []byte, flags uint32, shared bool) error {
	traits := f.Traits()
	if traits.Reads != nil && traits.Reads(value, shown) {
		return nil
	}
	r, err := DecodeAs(f, shown.Way, value, flags)
	if err != nil {
		return &shownError{fmt.Sprintf("what would be written could not be read again: %v%s", err, tooDeep(shown.Data)), err}
	}
	v := &verifier{traits: traits}
	if of := tree.ReadingOf(r.Data); shared || of != nil && of.Shared {
		v.now, v.then = make(map[tree.Node]tree.Node), make(map[tree.Node]tree.Node)
	}
	v.value(shown.Data, r.Data)
	switch {
	case v.err != nil:
		return v.err
	case r.Timeout != storage.TTLUnknown && shown.Timeout != storage.TTLUnknown && r.Timeout != shown.Timeout:
		return fmt.Errorf("%w: the timeout is %v, and %v would be read", ErrNotAsShown, shown.Timeout, r.Timeout)
	case r.ID != "" && r.ID != shown.ID:
		return fmt.Errorf("%w: it would be the session %q", ErrNotAsShown, r.ID)
	}
	return nil
}

// verifier compares a tree with what was read back of it.
type verifier struct {
	traits    *Traits                 // of the format
	now, then map[tree.Node]tree.Node // what is read of a list or mapping, and the other way round; nil where nothing is shared
	keys      []any                   // to the present place
	err       error                   // the first difference
}

// differ notes a difference.
func (v *verifier) differ(shown, read any) {
	if v.err != nil {
		return
	}
	is, becomes := describeBoth(shown, read)
	v.err = &shownError{text: fmt.Sprintf("%v: %s is %s, and %s would be read", ErrNotAsShown, placeText(v.keys), is, becomes)}
}

// placeText returns a place in a session as it is shown in messages.
func placeText(keys []any) string {
	if len(keys) == 0 {
		return "the session"
	}
	const most = 12
	text := tree.SessionPath("", "", keys[:min(len(keys), most)]...).String()[len(tree.SessionPath("", "").String()+"/"):]
	if len(keys) > most {
		text += fmt.Sprintf("/... (%d levels down)", len(keys))
	}
	return text
}

// tooDeep returns a remark about the deepest place, if the depth may be the reason; else "".
func tooDeep(root *tree.Map) string {
	const suspicious = 250
	var deepest []any
	var find func(n tree.Node, keys []any)
	find = func(n tree.Node, keys []any) {
		for s := range tree.Slots(n) {
			at := append(keys, s.Key())
			if len(at) > len(deepest) {
				deepest = slices.Clone(at)
			}
			if below, ok := s.Value().(tree.Node); ok {
				find(below, at)
			}
		}
	}
	if find(root, nil); len(deepest) < suspicious {
		return ""
	}
	return "; the deepest place is " + placeText(deepest)
}

// count returns a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (v *verifier) value(shown, read any) {
	if v.err != nil {
		return
	}
	a, b := tree.NodeOf(shown), tree.NodeOf(read)
	if a == nil || b == nil || !tree.SameForm(a, b) {
		v.leaf(shown, read)
		return
	}
	if v.now[a] != nil || v.then[b] != nil { // compared in another place
		if v.now[a] != b {
			v.differ(shown, read)
		}
		return
	}
	if v.now != nil {
		v.now[a], v.then[b] = b, a
	}
	if v.traits.ArrayKey != nil {
		v.array(a, b)
		return
	}
	switch s := a.(type) {
	case *tree.Map:
		if r, ok := b.(*tree.Map); ok && s.Len() == r.Len() {
			v.mapping(s, r)
			return
		}
	case *tree.List:
		if r, ok := b.(*tree.List); ok && s.Len() == r.Len() {
			for i, x := range s.Values() {
				v.below(i, x, r.Values()[i])
			}
			return
		}
	}
	v.leaf(shown, read)
}

func (v *verifier) mapping(s, r *tree.Map) {
	for k, x := range s.All() {
		y, ok := r.Get(k)
		if p, isObject := k.(interface{ Plain() any }); !ok && isObject { // no other key has the same text any more
			y, ok = r.Get(p.Plain())
		}
		if !ok {
			v.keys = append(v.keys, k)
			v.differ(x, absent{})
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
	if v.traits.Alike != nil && v.traits.Alike(shown, read) || emptyBoth(shown, read) {
		return
	}
	if m, ok := tree.NodeOf(shown).(*tree.Map); ok {
		if o, ok := read.(interface{ Empty(*tree.Map) bool }); ok && o.Empty(m) {
			return
		}
	}
	if h, ok := shown.(tree.Holder); ok && len(h.Holds()) > 0 {
		if _, ok := read.(tree.Holder); ok && tree.TypeName(shown) == tree.TypeName(read) {
			return // what it holds is compared in the places of that
		}
	}
	if !tree.Equal(shown, read) {
		v.differ(shown, read)
	}
}

// emptyBoth reports whether both are an empty list or mapping. Some languages have only one kind of
// these.
func emptyBoth(a, b any) bool {
	empty := func(v any) bool {
		switch v := v.(type) {
		case *tree.Map:
			return v.Len() == 0 && v.Form() == nil
		case *tree.List:
			return v.Len() == 0 && v.Form() == nil
		}
		return false
	}
	return empty(a) && empty(b)
}
