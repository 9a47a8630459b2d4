package sesshjson

import (
	"sync"

	"sessh/session/format"
	"sessh/session/format/sparse"
	"sessh/session/tree"
)

var arenas = sync.Pool{New: func() any { return new(sparse.Arena) }}

// whole reads documents with all of their data.
var whole = func() func([]byte, *sparse.Arena) (document, bool) {
	w := &sparse.Want{}
	w.Each = w
	return fields(w)
}()

// quickly decodes a document as most are, in half the time that slowly takes.
func quickly(text []byte) (*format.Record, bool) {
	a := arenas.Get().(*sparse.Arena)
	defer arenas.Put(a)
	a.Reset()
	d, ok := whole(text, a)
	if !ok {
		return nil, false
	}
	data, ok := build(d.data).(*tree.Map)
	return &format.Record{ID: string(d.id), LastAccess: d.lastAccess, Timeout: d.timeout, Data: data}, ok
}

// build makes the value of a session that was read.
func build(v *sparse.Value) any {
	switch v.Kind {
	case sparse.Bool:
		return v.Bool
	case sparse.Int:
		return v.Int
	case sparse.Float:
		return v.Float
	case sparse.Text:
		return string(v.Text)
	case sparse.List:
		values := make([]any, 0, v.Len)
		for m := v.First(); m != nil; m = m.Next() {
			values = append(values, build(m))
		}
		return tree.NewList(values...)
	case sparse.Map:
		b := tree.NewMap()
		for m := v.First(); m != nil; m = m.Next() {
			_ = b.Set(string(m.Name()), build(m)) // it takes any text, and what is made here
		}
		return b
	}
	return nil
}
