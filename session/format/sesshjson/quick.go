package sesshjson

import (
	"bytes"
	"sync"
	"time"
	"unicode/utf8"

	"sessh/session/format"
	"sessh/session/format/sparse"
	"sessh/session/tree"
)

// everything is all the data of a document.
var everything = sparse.Everything()

// whole reads documents with all of their data.
var whole = fields(everything)

// asWritten is whole for documents with the fields that [Format.Encode] writes, in their order.
func asWritten(text []byte, a *sparse.Arena) (d document, ok bool) {
	if mayMark(text) {
		return d, false
	}
	if text, ok = cut(text, `{"version":1,"id":"`); !ok {
		return d, false
	}
	if d.id, text, ok = bytes.Cut(text, []byte(`"`)); !ok || !plain(d.id) {
		return d, false
	}
	if after, ok := cut(text, `,"lastAccess":"`); ok {
		at, rest, _ := bytes.Cut(after, []byte(`"`))
		var err error
		if d.lastAccess, err = time.Parse(time.RFC3339Nano, string(at)); err != nil {
			return d, false
		}
		text = rest
	}
	if text, ok = cut(text, `,"timeout":`); !ok {
		return d, false
	}
	if d.timeout, text, ok = wholeSeconds(text); !ok {
		return d, false
	}
	if text, ok = cut(text, `,"data":`); !ok || !bytes.HasSuffix(text, []byte("}")) {
		return d, false
	}
	d.data, ok = sparse.JSON(text[:len(text)-1], everything, a)
	return d, ok && onlyMaps(d.data)
}

// cut passes what a text begins with.
func cut(text []byte, prefix string) (rest []byte, ok bool) {
	if len(text) < len(prefix) || string(text[:len(prefix)]) != prefix {
		return nil, false
	}
	return text[len(prefix):], true
}

// plain reports whether what is in quotes is the text itself.
func plain(quoted []byte) bool {
	for _, c := range quoted {
		if c < ' ' || c == '\\' {
			return false
		}
	}
	return utf8.Valid(quoted)
}

// wholeSeconds passes a timeout of whole seconds.
func wholeSeconds(text []byte) (d time.Duration, rest []byte, ok bool) {
	digits, n := 0, int64(0)
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		n = n*10 + int64(text[digits]-'0')
		digits++
	}
	const most = 9 // no longer ones are common
	if digits == 0 || digits > most || text[0] == '0' && digits > 1 {
		return 0, nil, false
	}
	return time.Duration(n) * time.Second, text[digits:], true
}

// reader decodes documents, one after the other. The keys of one session are often those of the
// next, and are kept for it.
type reader struct {
	arena sparse.Arena
	keys  map[string]any // as strings
	tree  tree.Builder   // of the document at hand
}

var readers = sync.Pool{New: func() any { return &reader{keys: make(map[string]any)} }}

// quickly decodes a document as most are, in half the time that slowly takes.
func quickly(text []byte) (*format.Record, bool) {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.arena.Reset()
	d, ok := asWritten(text, &r.arena)
	if !ok {
		d, ok = whole(text, &r.arena)
	}
	if !ok {
		return nil, false
	}
	r.tree = tree.NewBuilder(extent(d.data))
	data, ok := r.value(d.data).(*tree.Map)
	r.tree = tree.Builder{}
	return &format.Record{ID: string(d.id), LastAccess: d.lastAccess, Timeout: d.timeout, Data: data}, ok
}

// extent returns the number of mappings in a value, and that of their keys.
func extent(v *sparse.Value) (maps, keys int) {
	if v.Kind == sparse.Map {
		maps, keys = 1, v.Len
	}
	for m := v.First(); m != nil; m = m.Next() {
		below, of := extent(m)
		maps, keys = maps+below, keys+of
	}
	return maps, keys
}

// value makes the value of a session that was read.
func (r *reader) value(v *sparse.Value) any {
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
			values = append(values, r.value(m))
		}
		return tree.NewList(values...)
	case sparse.Map:
		b := r.tree.Map(nil, v.Len)
		for m := v.First(); m != nil; m = m.Next() {
			r.tree.Put(b, r.key(m.Name()), r.value(m))
		}
		return b
	}
	return nil
}

// key returns a name as a key.
func (r *reader) key(name []byte) any {
	const longest, most = 64, 1000
	if k, ok := r.keys[string(name)]; ok {
		return k
	}
	text := string(name)
	if len(text) > longest {
		return text
	}
	if len(r.keys) >= most {
		clear(r.keys)
	}
	var k any = text
	r.keys[text] = k
	return k
}
