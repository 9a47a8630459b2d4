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
// If it returns false, only [Format.Decode] can say.
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

// excludes reports whether it is certain that no name or value of a document
// contains the literal. It is certain only for literals of letters, digits and a
// few signs, which are not escaped, and for documents without bytes or escapes.
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

// numeric reports whether the literal could be part of a number, which may be
// written in another way than it is shown.
func numeric(literal string) bool { return strings.Trim(literal, "0123456789eE+-.infaN") == "" }
