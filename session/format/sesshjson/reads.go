package sesshjson

import (
	"bytes"
	"errors"
	"strings"

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

// excludes tells that no name or value of a document holds the literal as a part
// of its text. It only knows for literals of letters, digits and a few signs,
// which stand in a document as they are; not where a document holds bytes, or
// escapes.
func excludes(value []byte, literal string) bool {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-@,;"
	if literal == "" || strings.Trim(literal, plain) != "" {
		return false
	}
	if bytes.Contains(value, []byte(literal)) {
		return false
	}
	return bytes.IndexByte(value, '\\') < 0 && !bytes.Contains(value, []byte(`"$`)) && !numeric(literal)
}

// numeric reports whether the literal could be part of a number, which is shown in
// another way than it may be written.
func numeric(literal string) bool { return strings.Trim(literal, "0123456789eE+-.infaN") == "" }
