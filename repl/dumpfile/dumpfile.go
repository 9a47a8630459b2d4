// Package dumpfile reads the files that the command dump writes: a session on each line, in
// JSON.
//
//	r := dumpfile.NewReader(file, name)
//	for {
//		batch, err := r.Next(ctx)
//		...
//	}
//
// The data of a session stands in its line twice: as the item that was stored, and as JSON
// beside it, which people may edit. [Session.Read] returns the first, and [Session.Amend]
// applies what was edited. A redacted dump has only the JSON.
package dumpfile

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"sessh/repl/amend"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Session is a session in a file.
type Session struct {
	Container  string          `json:"container"`
	Session    string          `json:"session"`
	Format     string          `json:"format"`
	TTL        *float64        `json:"ttl,omitempty"` // in seconds; nil: unlimited or unknown
	LastAccess string          `json:"lastAccess,omitempty"`
	Way        string          `json:"way,omitempty"` // if the item can be read in several ways
	Data       json.RawMessage `json:"data"`
	Flags      uint32          `json:"flags,omitempty"`
	Item       []byte          `json:"item,omitzero"` // nil: it was left out

	Where string `json:"-"` // place in the file
	Wrong error  `json:"-"` // what is wrong with the line
}

// A Reader reads a file some sessions at a time.
type Reader struct {
	in    *bufio.Reader
	name  string
	line  int
	ended bool
}

// NewReader returns a reader; name is the name of the file.
func NewReader(in io.Reader, name string) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, 64<<10), name: name}
}

// batchBytes is about how many bytes are read at a time.
const batchBytes = 8 << 20

// Next reads some sessions; at the end it returns none.
func (r *Reader) Next(ctx context.Context) (batch []*Session, err error) {
	size := 0
	for !r.ended && len(batch) < place.BatchSize && size < batchBytes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, err := files.ReadLine(r.in)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		r.line, r.ended, size = r.line+1, err != nil, size+len(text)
		if strings.TrimSpace(text) == "" {
			continue
		}
		d := &Session{Where: fmt.Sprintf("%s:%d", r.name, r.line)}
		d.Wrong = d.parse(text)
		batch = append(batch, d)
	}
	return batch, nil
}

// parse parses a line.
func (d *Session) parse(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return fmt.Errorf("dump did not write this: %w", err)
	}
	if d.Container == "" || d.Session == "" {
		return errors.New("dump did not write this: it has no name")
	}
	return nil
}

// Read returns the content of the session: of the stored item, which decode decodes, or if
// that was left out, from the JSON beside it.
func (d *Session) Read(decode func(way string, item *storage.Item) (*format.Record, error)) (*tree.Map, error) {
	if d.Item != nil {
		r, err := decode(d.Way, &storage.Item{Value: d.Item, Flags: d.Flags})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	}
	return d.JSON()
}

// JSON returns the content of the session as the JSON beside the item.
func (d *Session) JSON() (*tree.Map, error) {
	v, err := marked.Decode(d.Data)
	if err != nil {
		return nil, err
	}
	m, ok := v.(*tree.Map)
	if !ok {
		return nil, fmt.Errorf("the data is a %s, not a mapping", tree.TypeName(v))
	}
	return m, nil
}

// Amend applies the changes that were made by hand to the JSON in the file to the content
// of the item, and reports whether there are any.
func (d *Session) Amend(root *tree.Map) (edited bool, err error) {
	if len(d.Data) == 0 || bytes.Equal(d.Data, []byte("null")) { // there is no data to compare
		return false, nil
	}
	was, err := amend.Read(root)
	if err != nil {
		return false, err
	}
	now, err := marked.Decode(d.Data)
	if err != nil {
		return false, fmt.Errorf("data: %w", err)
	}
	if _, ok := now.(*tree.Map); !ok {
		return false, fmt.Errorf("the data is a %s, not a mapping", tree.TypeName(now))
	}
	if tree.Equal(was, now) {
		return false, nil
	}
	if err := amend.Apply(root, was, now, nil); err != nil {
		return true, hint.With(err, "if it was not edited, another version of sessh has dumped it: with \"data\": null, the stored item is loaded")
	}
	return true, nil
}
