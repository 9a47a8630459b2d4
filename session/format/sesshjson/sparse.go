package sesshjson

import (
	"bytes"
	"time"

	"sessh/session/format/sparse"
)

// sparsely is [format.Traits.Sparse].
func sparsely(w *sparse.Want) sparse.Reader {
	read := fields(w)
	return func(value []byte, _ uint32, a *sparse.Arena) (sparse.Record, bool) {
		d, ok := read(value, a)
		return sparse.Record{Data: d.data, ID: d.id, LastAccess: d.lastAccess, Timeout: d.timeout}, ok
	}
}

// document is what a document says, of its data only what is wanted.
type document struct {
	id         []byte
	lastAccess time.Time
	timeout    time.Duration
	data       *sparse.Value
}

// fields returns what reads documents, of their data what w wants. ok is false if
// [Format.Decode] may refuse one.
func fields(w *sparse.Want) func(text []byte, a *sparse.Arena) (d document, ok bool) {
	packages := &sparse.Want{Each: &sparse.Want{}} // which are checked
	header := &sparse.Want{
		Names: map[string]*sparse.Want{"data": sparse.And(packages, w)},
		Each:  &sparse.Want{},
	}
	return func(text []byte, a *sparse.Arena) (d document, ok bool) {
		if mayMark(text) {
			return d, false
		}
		v, ok := sparse.JSON(text, header, a)
		if !ok || v.Kind != sparse.Map {
			return d, false
		}
		ok = d.read(v)
		return d, ok
	}
}

// mayMark reports whether a marked form may begin in a text: a name or value begins with a $.
func mayMark(text []byte) bool {
	for {
		switch i := bytes.IndexByte(text, '$'); { // which is rare
		case i < 0:
			return false
		case i > 0 && text[i-1] == '"':
			return true
		default:
			text = text[i+1:]
		}
	}
}

// read reads the fields; ok is false if [Format.Decode] may refuse them.
func (d *document) read(v *sparse.Value) (ok bool) {
	ok = true
	versioned := false
	for f := v.First(); f != nil; f = f.Next() {
		switch string(f.Name()) {
		case "version":
			versioned = f.Kind == sparse.Int && f.Int == 1
		case "id":
			d.id, ok = f.Text, f.Kind == sparse.Text
		case "lastAccess":
			var err error
			d.lastAccess, err = time.Parse(time.RFC3339Nano, string(f.Text))
			ok = f.Kind == sparse.Text && err == nil
		case "timeout":
			d.timeout, ok = timeout(f)
		case "data":
			d.data = f
		default:
			ok = false
		}
		if !ok {
			return false
		}
	}
	return versioned && d.data != nil && onlyMaps(d.data)
}

// onlyMaps reports whether a value is a mapping of mappings.
func onlyMaps(data *sparse.Value) bool {
	if data.Kind != sparse.Map {
		return false
	}
	for p := data.First(); p != nil; p = p.Next() {
		if p.Kind != sparse.Map {
			return false
		}
	}
	return true
}

func timeout(v *sparse.Value) (time.Duration, bool) {
	switch v.Kind {
	case sparse.Int:
		return seconds(v.Int)
	case sparse.Float:
		return seconds(v.Float)
	}
	return 0, false
}
