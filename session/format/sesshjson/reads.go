package sesshjson

import (
	"bytes"

	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/tree"
)

// reads reports whether a document is read as the record, without building its data.
// Where it is false, only [Format.Decode] tells.
func reads(text []byte, r *format.Record) bool {
	if bytes.Contains(text, []byte(`"$`)) { // a form of its own may begin there
		return false
	}
	d := marked.NewDecoder(text)
	defer d.Close()
	return readsRecord(d, r) && d.End() == nil
}

func readsRecord(d *marked.Decoder, r *format.Record) bool {
	if t, err := d.Token(); err != nil || t.Kind() != '{' {
		return false
	}
	read, version, data := &format.Record{}, int64(0), false
	for d.More() {
		name, err := d.Name()
		if err != nil {
			return false
		}
		if name == "data" {
			if data = readsPackages(d, r.Data); !data {
				return false
			}
			continue
		}
		v, err := d.Value()
		if err != nil || field(read, &version, name, v) != nil {
			return false
		}
	}
	_, err := d.Token()
	return err == nil && data && version == 1 && read.ID == r.ID && read.Timeout == r.Timeout
}

// readsPackages is [marked.Decoder.Same] for the data of a session.
func readsPackages(d *marked.Decoder, data *tree.Map) bool {
	for k, v := range data.All() {
		_, text := k.(string)
		if _, ok := v.(*tree.Map); !ok || !text {
			return false
		}
	}
	return d.Same(data)
}
