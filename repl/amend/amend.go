// Package amend applies changes that were made to the JSON of a value, in an editor or in a
// file, to the value.
//
// JSON cannot express everything in a session, such as an object of the application, or a
// list that is in another place as well. Texts stand for such values (see [Display]).
// [Apply] changes only what was changed in the JSON, so that these values stay the same, and
// shared values stay shared:
//
//	was, err := amend.Read(v) // what the editor shows
//	...                       // now is what the editor leaves
//	err = amend.Apply(v, was, now, func() error { return parent.Set(key, now) })
package amend

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/session/format/sparse"
	"sessh/session/marked"
	"sessh/session/tree"
)

// Read returns a value as its JSON is read, with texts for what JSON cannot express.
func Read(v any) (any, error) {
	text, err := marked.Append(nil, visible(v))
	if err != nil {
		return nil, err
	}
	return marked.Decode(text)
}

// Shows reports whether v is certainly shown as text, which is JSON: [Read] of v would return just
// what text is read as. It returns false if that takes reading both.
func Shows(v any, text []byte) bool {
	shown, err := marked.Append(make([]byte, 0, len(text)+1), visible(v))
	return err == nil && isText(shown, text)
}

// ShowsSparse is [Shows] for a value that was read sparsely throughout.
func ShowsSparse(v *sparse.Value, text []byte) bool {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	shown, ok := marked.AppendSparse((*buf)[:0], v)
	*buf = shown
	return ok && isText(shown, text)
}

// isText reports whether a text is what is shown, or that as lines of files have it.
func isText(shown, text []byte) bool {
	return bytes.Equal(shown, text) || bytes.Equal(screen.LineJSON(shown), text)
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Apply changes v, for which [Read] returned was, to now. A list or mapping that still is
// one is changed in place; otherwise set is called to replace v by now. A text that stands
// for another value must stay where it was.
func Apply(v, was, now any, set func() error) error {
	if tree.Equal(was, now) {
		return nil
	}
	a := amender{make(map[string]bool)}
	a.collect(v)
	return a.value(v, was, now, set)
}

// An amender applies changes of the JSON of a value to the value.
type amender struct {
	marks map[string]bool // texts that stand for what JSON cannot express
}

func (a amender) collect(v any) {
	switch v := v.(type) {
	case *tree.Map:
		for _, x := range v.All() {
			a.collect(x)
		}
	case *tree.List:
		for _, x := range v.All() {
			a.collect(x)
		}
	case tree.Object:
		a.marks[v.Display()] = true
	}
}

// check refuses a new value that contains such a text, which would become mere text.
func (a amender) check(v any) error {
	switch v := v.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			if err := a.check(x); err != nil {
				return fmt.Errorf("%s: %w", v.Name(k), err)
			}
		}
	case *tree.List:
		for i, x := range v.All() {
			if err := a.check(x); err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
		}
	case string:
		if a.marks[v] {
			return hint.With(fmt.Errorf("%s must stay where it was", v), "mv moves it, and cp copies what is there")
		}
	}
	return nil
}

// mapping changes a mapping that is shown as was to what is shown as now.
func (a amender) mapping(m, was, now *tree.Map) error {
	keys := make(map[any]any) // by how they are shown
	for k := range m.All() {
		keys[displayKey(m, k)] = k
	}
	for k := range was.All() {
		if now.Has(k) {
			continue
		}
		if _, err := m.Delete(keys[k]); err != nil {
			return err
		}
	}
	for shown, n := range now.All() {
		w, had := was.Get(shown)
		if !had {
			err := a.check(n)
			if err == nil {
				err = m.Set(shown, n)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", tree.KeyName(shown), err)
			}
			continue
		}
		key := keys[shown]
		v, _ := m.Get(key)
		if err := a.value(v, w, n, func() error { return m.Set(key, n) }); err != nil {
			return fmt.Errorf("%s: %w", m.Name(key), err)
		}
	}
	return inOrder(m, was, now, keys)
}

// inOrder moves the keys that follow a new one behind it, where they stand in now: a key that was renamed
// keeps its place. What has several places stays where it is.
func inOrder(m, was, now *tree.Map, keys map[any]any) error {
	order := now.Keys()
	isNew := func(shown any) bool { return !was.Has(shown) }
	first := slices.IndexFunc(order, isNew) // it was put at the end
	if first < 0 || tree.HasShared(m) || !slices.ContainsFunc(order[first:], was.Has) {
		return nil
	}
	for _, shown := range order[first+1:] {
		key, had := keys[shown]
		if !had {
			key = shown
		}
		v, _ := m.Get(key)
		if _, err := m.Delete(key); err != nil {
			return err
		}
		if err := m.Set(key, v); err != nil {
			return err
		}
	}
	return nil
}

// list is mapping for a list: equal elements at both ends are left alone.
func (a amender) list(l, was, now *tree.List) error {
	at := func(l *tree.List, i int) any { v, _ := l.At(i); return v }
	from := 0
	for from < was.Len() && from < now.Len() && tree.Equal(at(was, from), at(now, from)) {
		from++
	}
	wasEnd, nowEnd := was.Len(), now.Len()
	for wasEnd > from && nowEnd > from && tree.Equal(at(was, wasEnd-1), at(now, nowEnd-1)) {
		wasEnd--
		nowEnd--
	}
	i := from
	for ; i < wasEnd && i < nowEnd; i++ {
		n := at(now, i)
		if err := a.value(at(l, i), at(was, i), n, func() error { return l.Set(i, n) }); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	for j := wasEnd; j > i; j-- {
		if err := l.Delete(j - 1); err != nil {
			return err
		}
	}
	for ; i < nowEnd; i++ {
		err := a.check(at(now, i))
		if err == nil {
			err = l.Insert(i, at(now, i))
		}
		if err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

// value changes v, which is shown as was, in place; set replaces it by now.
func (a amender) value(v, was, now any, set func() error) error {
	if tree.Equal(was, now) {
		return nil
	}
	switch v := v.(type) {
	case *tree.Map:
		w, ok1 := was.(*tree.Map)
		n, ok2 := now.(*tree.Map)
		if ok1 && ok2 {
			return a.mapping(v, w, n)
		}
	case *tree.List:
		w, ok1 := was.(*tree.List)
		n, ok2 := now.(*tree.List)
		if ok1 && ok2 {
			return a.list(v, w, n)
		}
	case tree.Object:
		if _, isText := now.(string); isText {
			return hint.With(fmt.Errorf("a string cannot replace %s", v.Display()), "leave it as it is, or put another value there: a number, a list, a mapping")
		}
	}
	if err := a.check(now); err != nil {
		return err
	}
	return set()
}
