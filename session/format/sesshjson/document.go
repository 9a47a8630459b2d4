package sesshjson

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"sessh/session/format"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/marked"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Decode reads the document.
func (Format) Decode(text []byte, _ uint32) (*format.Record, error) {
	if r, ok := quickly(text); ok {
		return r, nil
	}
	return slowly(text)
}

// slowly decodes any document, or returns the reason why it is not one.
func slowly(text []byte) (*format.Record, error) {
	d := marked.NewDecoder(text)
	defer d.Close()
	r, err := record(d)
	if err == nil {
		err = d.End()
	}
	if err != nil {
		return nil, fmt.Errorf("no sessh document: %w", err)
	}
	return r, nil
}

// record reads a document.
func record(d *marked.Decoder) (*format.Record, error) {
	if t, err := d.Token(); err != nil || t.Kind() != '{' {
		return nil, errors.Join(errors.New("it is not a JSON object"), err)
	}
	r := &format.Record{}
	version := int64(0)
	for d.More() {
		name, err := d.Name()
		if err != nil {
			return nil, err
		}
		if err := field(d, r, &version, name); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	switch {
	case version == 0:
		return nil, errors.New("it has no version")
	case version != 1:
		return nil, fmt.Errorf("version %d is not known here, only 1", version)
	case r.Data == nil:
		return nil, errors.New("it has no data")
	}
	return r, nil
}

func field(d *marked.Decoder, r *format.Record, version *int64, name string) error {
	v, err := d.Value()
	if err != nil {
		return err
	}
	var ok bool
	switch name {
	case "version":
		*version, ok = v.(int64)
	case "id":
		r.ID, ok = v.(string)
	case "lastAccess":
		var s string
		if s, ok = v.(string); ok {
			t, err := time.Parse(time.RFC3339Nano, s)
			if err != nil {
				return fmt.Errorf("lastAccess: %w", err)
			}
			r.LastAccess = t
		}
	case "timeout":
		r.Timeout, ok = seconds(v)
	case "data":
		if r.Data, ok = v.(*tree.Map); ok {
			if err := packages(r.Data); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("%q is not known here", name)
	}
	if !ok {
		return fmt.Errorf("%s is a %s", name, tree.TypeName(v))
	}
	return nil
}

func packages(data *tree.Map) error {
	for k, v := range data.All() {
		if _, ok := k.(string); !ok {
			return fmt.Errorf("data: the name %v is not text", k)
		}
		if _, ok := v.(*tree.Map); !ok {
			return fmt.Errorf("data: %q is a %s, not package data", k, tree.TypeName(v))
		}
	}
	return nil
}

func seconds(v any) (time.Duration, bool) {
	var f float64
	switch v := v.(type) {
	case int64:
		f = float64(v)
	case float64:
		f = v
	default:
		return 0, false
	}
	if !(f >= 0 && f < float64(math.MaxInt64)/1e9) {
		return 0, false
	}
	return time.Duration(math.Round(f * 1e9)), true
}

// Format is the format. The zero value is ready to use and safe for concurrent use.
type Format struct{}

var _ format.Format = Format{}

// Name is "sessh".
func (Format) Name() string { return "sessh" }

// Traits returns what is particular about the format.
func (Format) Traits() *format.Traits { return &traits }

var traits = format.Traits{
	About:    "sessh's own: JSON under readable keys; read and written",
	Own:      true,
	Cookie:   cookie.Plain,
	Restarts: true,
	Shapes:   []keys.Shape{{Head: prefix}},
	Reads:    reads,
	Excludes: excludes,
	Sparse:   sparsely,
}

// writer writes documents, one after the other.
type writer struct {
	room  []byte // where they are written first, as their sizes are not known before
	at    time.Time
	stamp []byte // at, as text: what is committed together was accessed at the same time
}

var writers = sync.Pool{New: func() any { return new(writer) }}

// mostRoom is the size of the documents for which there is room.
const mostRoom = 64 << 10

// Encode writes the document.
func (Format) Encode(r *format.Record, _ *storage.Item) ([]byte, uint32, error) {
	w := writers.Get().(*writer)
	defer writers.Put(w)
	b, err := w.append(w.room[:0], r)
	if err != nil {
		return nil, 0, err
	}
	if cap(b) > mostRoom {
		return b, 0, nil
	}
	w.room = b
	return bytes.Clone(b), 0, nil
}

// append appends the document.
func (w *writer) append(b []byte, r *format.Record) ([]byte, error) {
	b = append(b, `{"version":1,"id":`...)
	b = marked.AppendText(b, r.ID)
	if !r.LastAccess.IsZero() {
		b = append(b, `,"lastAccess":`...)
		if r.LastAccess != w.at {
			w.at, w.stamp = r.LastAccess, r.LastAccess.UTC().Truncate(time.Microsecond).AppendFormat(w.stamp[:0], time.RFC3339Nano)
		}
		b = append(b, '"')
		b = append(b, w.stamp...)
		b = append(b, '"')
	}
	b = append(b, `,"timeout":`...)
	if r.Timeout%time.Second == 0 {
		b = strconv.AppendInt(b, int64(r.Timeout/time.Second), 10)
	} else {
		b = strconv.AppendFloat(b, r.Timeout.Seconds(), 'f', -1, 64)
	}
	b = append(b, `,"data":`...)
	data := r.Data
	if data == nil {
		data = tree.NewMap()
	}
	b, err := marked.Append(b, data)
	if err != nil {
		return nil, err
	}
	return append(b, '}'), nil
}
