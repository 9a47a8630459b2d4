package sesshjson

import (
	"bytes"
	"errors"

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
	read, err := record(d, func() (*tree.Map, error) {
		if !readsPackages(d, r.Data) {
			return nil, errors.New("other data")
		}
		return r.Data, nil
	})
	return err == nil && d.End() == nil && read.ID == r.ID && read.Timeout == r.Timeout
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
