package graph

import (
	"errors"
	"fmt"
)

// Bounds are the limits of a [Writer].
type Bounds struct {
	Depth int // of values inside values
	Bytes int // of the whole; 0: any number. What is shared may be written each time
	// Cycle is the error for a list, mapping or object that is part of itself; ""
	// if the codec can write one.
	Cycle string
}

// A Writer collects the bytes of one value.
//
// Its methods return no errors: a failure ends the [Write] that the Writer belongs
// to; see [Reader].
type Writer struct {
	Out    []byte
	bounds Bounds
	depth  int
	open   map[*Node]bool
}

// Write calls value to write a value, and returns its bytes.
func Write(b Bounds, value func(w *Writer)) (out []byte, err error) {
	defer caught(&err)
	w := &Writer{bounds: b}
	if b.Cycle != "" {
		w.open = make(map[*Node]bool)
	}
	value(w)
	return w.Out, nil
}

// Fail ends the Write with an error.
func (w *Writer) Fail(format string, args ...any) { w.Abort(fmt.Errorf(format, args...)) }

// Abort ends the Write with an error as it is.
func (w *Writer) Abort(err error) { panic(failure{err}) }

var errMissing = errors.New("a part of the value is missing")

// Check fails for a missing node, and if the value has grown too large.
func (w *Writer) Check(n *Node) {
	switch {
	case n == nil:
		w.Abort(errMissing)
	case w.bounds.Bytes > 0 && len(w.Out) > w.bounds.Bytes:
		w.Fail("the value takes more than %d bytes", w.bounds.Bytes)
	}
}

// Enter begins a list, mapping or object; Leave ends it.
func (w *Writer) Enter(n *Node) {
	if w.open != nil {
		if w.open[n] {
			w.Fail("%s", w.bounds.Cycle)
		}
		w.open[n] = true
	}
	if w.depth++; w.depth > w.bounds.Depth {
		w.Fail("the value is nested deeper than %d levels", w.bounds.Depth)
	}
}

// Leave ends what Enter began.
func (w *Writer) Leave(n *Node) {
	w.depth--
	if w.open != nil {
		delete(w.open, n)
	}
}

// Open reports whether n is being written.
func (w *Writer) Open(n *Node) bool { return w.open[n] }

// Byte appends bytes.
func (w *Writer) Byte(b ...byte) { w.Out = append(w.Out, b...) }

// Text appends a text.
func (w *Writer) Text(s string) { w.Out = append(w.Out, s...) }

// LittleEndian appends the lower bytes of v: 1 to 8.
func (w *Writer) LittleEndian(v uint64, size int) {
	for ; size > 0; size-- {
		w.Out = append(w.Out, byte(v))
		v >>= 8
	}
}

// BigEndian appends the lower bytes of v: 1 to 8.
func (w *Writer) BigEndian(v uint64, size int) {
	for size--; size >= 0; size-- {
		w.Out = append(w.Out, byte(v>>(8*size)))
	}
}
