package sesshjson

import (
	"bytes"
	"time"

	"sessh/session/format/sparse"
)

// sparsely is [format.Traits.Sparse].
func sparsely(w *sparse.Want) sparse.Reader {
	packages := &sparse.Want{Each: &sparse.Want{}} // which are checked
	header := &sparse.Want{
		Names: map[string]*sparse.Want{"data": sparse.And(packages, w)},
		Each:  &sparse.Want{},
	}
	return func(value []byte, _ uint32, a *sparse.Arena) (*sparse.Value, bool) {
		if bytes.Contains(value, []byte(`"$`)) { // a form of its own may begin there
			return nil, false
		}
		doc, ok := sparse.JSON(value, header, a)
		if !ok || doc.Kind != sparse.Map {
			return nil, false
		}
		return dataOf(doc)
	}
}

// dataOf returns the data of a document; ok is false if [Format.Decode] may refuse it.
func dataOf(doc *sparse.Value) (data *sparse.Value, ok bool) {
	ok = true
	versioned := false
	for f := doc.First(); f != nil; f = f.Next() {
		switch string(f.Name()) {
		case "version":
			versioned = f.Kind == sparse.Int && f.Int == 1
		case "id":
			ok = f.Kind == sparse.Text
		case "lastAccess":
			_, err := time.Parse(time.RFC3339Nano, string(f.Text))
			ok = f.Kind == sparse.Text && err == nil
		case "timeout":
			ok = timed(f)
		case "data":
			data = f
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
	}
	if !versioned || data == nil || data.Kind != sparse.Map {
		return nil, false
	}
	for p := data.First(); p != nil; p = p.Next() {
		if p.Kind != sparse.Map {
			return nil, false
		}
	}
	return data, true
}

// timed reports whether the value is a timeout.
func timed(v *sparse.Value) (ok bool) {
	switch v.Kind {
	case sparse.Int:
		_, ok = seconds(v.Int)
	case sparse.Float:
		_, ok = seconds(v.Float)
	}
	return ok
}
