// Package dumpfile reads the files that the command dump writes, and the recordings of watch:
// a session on each line, in JSON.
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
//
// A recording is the same with a time and an event in each line, so that it has what a
// session was at any moment of its [Span]: [ParseMoment] reads a time as it is typed, a
// [History] has the versions of one session, and a [Snapshot] all sessions at one moment.
package dumpfile

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"time"

	"sessh/repl/amend"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/syntax"
	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Session is a session in a file. Time and Event are set in recordings only: see [Span].
type Session struct {
	Time       time.Time       `json:"time,omitzero"`
	Event      string          `json:"event,omitempty"`
	How        string          `json:"how,omitempty"`    // the session went, as watch has shown it
	Partly     bool            `json:"partly,omitempty"` // with Began: some sessions were left out
	Container  string          `json:"container,omitempty"`
	Session    string          `json:"session,omitempty"`
	Format     string          `json:"format,omitempty"`
	TTL        *float64        `json:"ttl,omitempty"` // in seconds; 0: it never expires; nil: unknown
	LastAccess string          `json:"lastAccess,omitempty"`
	Way        string          `json:"way,omitempty"` // if the item can be read in several ways
	Data       json.RawMessage `json:"data,omitzero"`
	Flags      uint32          `json:"flags,omitempty"`
	Item       []byte          `json:"item,omitzero"` // nil: it was left out

	Where string `json:"-"` // place in the file
	Wrong error  `json:"-"` // what is wrong with the line
	Torn  bool   `json:"-"` // whether the line is wrong because it has no end
}

// A Reader reads a file some sessions at a time.
type Reader struct {
	in    *bufio.Reader
	name  string
	line  int
	ended bool

	text              []byte // of the lines that were read last
	container, format string // of the last session, since those of the next are likely the same
}

// NewReader returns a reader; name is the name of the file.
func NewReader(in io.Reader, name string) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, 64<<10), name: name}
}

// batchLen is how many sessions are read at a time, and batchBytes about how many bytes they have at
// most.
const (
	batchLen   = 2048
	batchBytes = 8 << 20
)

// Next reads some sessions; at the end it returns none.
func (r *Reader) Next(ctx context.Context) (batch []*Session, err error) {
	r.text = r.text[:0]
	var ends []int // of the lines in r.text
	torn := false  // whether the last line has no end
	for !r.ended && len(batch) < batchLen && len(r.text) < batchBytes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		from := len(r.text)
		r.text, err = files.AppendLine(r.text, r.in)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		r.line, r.ended = r.line+1, err != nil
		if len(bytes.TrimSpace(r.text[from:])) == 0 {
			r.text = r.text[:from]
			continue
		}
		ends, torn = append(ends, len(r.text)), r.ended
		batch = append(batch, &Session{Where: r.name + ":" + strconv.Itoa(r.line)})
	}
	parallel.Do(len(batch), func(i int) {
		from := 0
		if i > 0 {
			from = ends[i-1]
		}
		batch[i].Wrong = r.parse(batch[i], r.text[from:ends[i]])
	})
	if n := len(batch); n > 0 {
		last := batch[n-1]
		r.container, r.format = last.Container, last.Format
		last.Torn = torn && last.Wrong != nil
	}
	if cap(r.text) > 2*batchBytes {
		r.text = nil
	}
	return batch, nil
}

// parse parses a line, and keeps nothing of it.
func (r *Reader) parse(d *Session, text []byte) error {
	quick, ok := r.quickly(text)
	if !ok {
		return d.parse(text)
	}
	quick.Where = d.Where
	*d = quick
	return d.check()
}

// parse parses any line.
func (d *Session) parse(text []byte) error {
	if first := bytes.TrimSpace(text); len(first) > 0 && first[0] != '{' {
		return errors.New("neither dump nor watch wrote this: it is not an object")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err := dec.Decode(d)
	if err == nil && len(bytes.TrimSpace(text[dec.InputOffset():])) > 0 {
		err = errors.New("more follows on the line")
	}
	if err != nil {
		return fmt.Errorf("neither dump nor watch wrote this: %w", plainly(err))
	}
	return d.check()
}

// check returns the reason why the line cannot be part of a dump or recording, or nil.
func (d *Session) check() error {
	switch {
	case d.Event != "" && d.Time.IsZero():
		return errors.New("neither dump nor watch wrote this: it has no time")
	case d.IsMark():
		return nil
	case d.Container == "" || d.Session == "":
		return errors.New("neither dump nor watch wrote this: it has no name")
	}
	return nil
}

// plainly returns an error of the JSON decoder without the names of Go's types.
func plainly(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s cannot be of type %s", wrong.Field, wrong.Value)
	}
	return err
}

// All reads the sessions of a file one by one.
func (r *Reader) All(ctx context.Context) iter.Seq2[*Session, error] { return r.AllAfter(ctx, nil) }

// AllAfter is All for a file that was read in part: the sessions read so far come first.
func (r *Reader) AllAfter(ctx context.Context, batch []*Session) iter.Seq2[*Session, error] {
	return func(yield func(*Session, error) bool) {
		for {
			for _, d := range batch {
				if !yield(d, nil) {
					return
				}
			}
			var err error
			if batch, err = r.Next(ctx); err != nil {
				yield(nil, err)
				return
			}
			if len(batch) == 0 {
				return
			}
		}
	}
}

// Content returns the data of the session, with what was edited in the file. formatNamed
// returns the format of a name; nil if there is none.
func (d *Session) Content(formatNamed func(name string) format.Format) (*tree.Map, error) {
	f := formatNamed(d.Format)
	if f == nil && d.Item != nil {
		return nil, fmt.Errorf("there is no format %s", syntax.QuoteWord(d.Format))
	}
	root, err := d.Read(func(way string, item *storage.Item) (*format.Record, error) {
		if way == "" {
			return f.Decode(item.Value, item.Flags)
		}
		return format.DecodeAs(f, way, item.Value, item.Flags)
	})
	if err != nil || d.Item == nil {
		return root, err
	}
	_, err = d.Amend(root)
	return root, err
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

// Left returns what the session had left of its lifetime; [storage.TTLNever] if it never expires.
func (d *Session) Left() (left time.Duration, known bool) {
	switch {
	case d.TTL == nil:
		return 0, false
	case *d.TTL == 0:
		return storage.TTLNever, true
	}
	const most = float64(math.MaxInt64 / time.Second) // that a duration holds
	return time.Duration(min(max(*d.TTL, 1), most) * float64(time.Second)), true
}

// Hold puts an item into the session.
func (d *Session) Hold(item *storage.Item) {
	d.Item, d.Flags = item.Value, item.Flags
	if d.Item == nil { // nil would mean that it was left out
		d.Item = []byte{}
	}
}

// HasData reports whether there is JSON beside the item.
func (d *Session) HasData() bool { return len(d.Data) > 0 && !bytes.Equal(d.Data, []byte("null")) }

// IsUnedited reports whether the JSON in the file is certainly what shows the content of the item,
// so that there is nothing to [Session.Amend].
func (d *Session) IsUnedited(root *tree.Map) bool {
	return !d.HasData() || amend.Shows(root, d.Data)
}

// Amend applies the changes that were made by hand to the JSON in the file to the content
// of the item, and reports whether there are any.
func (d *Session) Amend(root *tree.Map) (edited bool, err error) {
	if d.IsUnedited(root) {
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
