package sesshjson

import (
	"bytes"

	"sessh/session"
)

// Reads reports whether a document is read as the record, without building its data.
// Where it is false, only [Format.Decode] tells.
func (Format) Reads(f session.Format, text []byte, r *session.Record) bool {
	if _, own := f.(Format); !own || bytes.Contains(text, []byte(`"$`)) { // a form of its own may begin there
		return false
	}
	d := newDecoder(text)
	defer d.close()
	return d.reads(r) && d.end() == nil
}

func (d *decoder) reads(r *session.Record) bool {
	if t, err := d.token(); err != nil || t.Kind() != '{' {
		return false
	}
	read, version, data := &session.Record{}, int64(0), false
	for d.more() {
		name, err := d.name()
		if err != nil {
			return false
		}
		if name == "data" {
			if data = d.packages(r.Data); !data {
				return false
			}
			continue
		}
		v, err := d.value(0)
		if err != nil || field(read, &version, name, v) != nil {
			return false
		}
	}
	_, err := d.token()
	return err == nil && data && version == 1 && read.ID == r.ID && read.Timeout == r.Timeout
}

// packages is same for the data of a session.
func (d *decoder) packages(data *session.Map) bool {
	for k, v := range data.All() {
		_, text := k.(string)
		if _, ok := v.(*session.Map); !ok || !text {
			return false
		}
	}
	return d.same(data, 0)
}

// same reads a value, and reports whether it is v.
func (d *decoder) same(v any, depth int) bool {
	t, err := d.token()
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
		return err == nil && session.Equal(v, n)
	case '[':
		l, ok := v.(*session.List)
		return ok && l.Form() == nil && depth < maxDepth && d.sameList(l, depth)
	}
	m, ok := v.(*session.Map)
	return ok && m.Form() == nil && depth < maxDepth && d.sameMap(m, depth)
}

func (d *decoder) sameList(l *session.List, depth int) bool {
	i := 0
	for ; d.more(); i++ {
		if v, ok := l.At(i); !ok || !d.same(v, depth+1) {
			return false
		}
	}
	_, err := d.token()
	return err == nil && i == l.Len()
}

func (d *decoder) sameMap(m *session.Map, depth int) bool {
	names := 0 // none comes twice: that is an error
	for ; d.more(); names++ {
		name, err := d.name()
		if err != nil {
			return false
		}
		if v, ok := m.Get(name); !ok || !d.same(v, depth+1) {
			return false
		}
	}
	_, err := d.token()
	return err == nil && names == m.Len()
}
