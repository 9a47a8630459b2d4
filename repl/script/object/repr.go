package object

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"sessh/session/tree"
)

// Shown is a value that writes its own repr.
type Shown interface{ Show(w *Writer) }

// Repr returns repr(v), for messages: one that is too long is cut.
func Repr(v starlark.Value) string {
	w := NewWriter(nil)
	w.made = func(int) error {
		if w.b.Len() > maxMessage {
			return errCut
		}
		return nil
	}
	w.Write(v)
	if w.err != nil {
		w.b.WriteString("...")
	}
	return w.b.String()
}

const maxMessage = 1 << 20

var errCut = errors.New("cut")

// Str returns str(v), for messages.
func Str(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.String:
		return string(v)
	case *Exception:
		return v.Text()
	}
	return Repr(v)
}

// How much is written between two calls of made.
const (
	chunk = 1024    // values, or bytes of a value
	piece = 1 << 20 // bytes of a text
)

// A Writer writes the repr of values. It calls made before it makes so many more
// bytes, and stops when made returns an error.
type Writer struct {
	b       strings.Builder
	open    map[any]bool
	depth   int // of tuples
	counted int // bytes that made was told of
	written int // values
	made    func(n int) error
	err     error // what made said: no more is written
	python2 bool  // see Python2
}

// room reports whether there is room for n bytes more.
func (w *Writer) room(n int) bool {
	w.written++
	if w.err == nil && (w.written%chunk == 0 || n > chunk) {
		w.err = w.made(n + w.b.Len() - w.counted)
		w.counted = w.b.Len()
	}
	return w.err == nil
}

// NewWriter returns a writer.
func NewWriter(made func(n int) error) *Writer { return &Writer{open: make(map[any]bool), made: made} }

// Result returns what was written, and the error that stopped the writer.
func (w *Writer) Result() (string, error) { return w.b.String(), w.err }

// Printf writes text as it is.
func (w *Writer) Printf(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

// Write writes the repr of a value.
func (w *Writer) Write(v starlark.Value) {
	n := 0
	if v, ok := v.(starlark.Int); ok {
		n = 3 * v.BigInt().BitLen() / 8
	}
	if !w.room(n) {
		return
	}
	switch v := v.(type) {
	case Shown:
		v.Show(w)
	case starlark.String:
		w.text(string(v))
	case starlark.Bytes:
		w.bytes(string(v))
	case starlark.Int:
		w.integer(v)
	case starlark.Float:
		w.b.WriteString(tree.FloatText(float64(v)))
	case starlark.Tuple:
		w.tuple(v)
	case *starlark.Builtin:
		w.Printf("<built-in function %s>", v.Name())
	default:
		w.b.WriteString(v.String())
	}
}

func (w *Writer) tuple(t starlark.Tuple) {
	if w.depth > 500 {
		w.b.WriteString("(...)")
		return
	}
	end := ")"
	if len(t) == 1 {
		end = ",)"
	}
	w.depth++
	w.Sequence("(", t, end)
	w.depth--
}

// Inside writes the contents of a value that may hold itself. id is the value's
// identity; where it is being written already, again is written instead.
func (w *Writer) Inside(id any, again string, write func()) {
	if w.open[id] || len(w.open) > 500 {
		w.b.WriteString(again)
		return
	}
	w.open[id] = true
	write()
	delete(w.open, id)
}

// Sequence writes values with commas between them.
func (w *Writer) Sequence(open string, values []starlark.Value, end string) {
	w.b.WriteString(open)
	for i, v := range values {
		if w.err != nil {
			return
		}
		if i > 0 {
			w.b.WriteString(", ")
		}
		w.Write(v)
	}
	w.b.WriteString(end)
}

// Pairs writes keys and values.
func (w *Writer) Pairs(items []starlark.Tuple) {
	w.b.WriteByte('{')
	for i, item := range items {
		if w.err != nil {
			return
		}
		if i > 0 {
			w.b.WriteString(", ")
		}
		w.Write(item[0])
		w.b.WriteString(": ")
		w.Write(item[1])
	}
	w.b.WriteByte('}')
}

// Fail stops the writer with an error.
func (w *Writer) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// TypeName returns the name of a value's class.
func TypeName(v starlark.Value) string {
	switch v.(type) {
	case starlark.String:
		return "str"
	case starlark.NoneType:
		return "NoneType"
	case *starlark.Builtin:
		return "builtin_function_or_method"
	}
	return v.Type()
}

// Unhashable returns the error about a value that cannot be a key.
func Unhashable(v starlark.Value) error {
	return Raise("TypeError", "unhashable type: '%s'", TypeName(v))
}
