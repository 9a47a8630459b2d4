package graph

import (
	"bytes"
	"fmt"
)

// Limits bound the cost of reading a value. The zero value has sensible defaults.
type Limits struct {
	Depth  int // of values inside values; 0: 500
	Digits int // of an integer in decimal; 0: 20,000

	// Nodes bounds the nodes of the whole value and the places that refer to one again;
	// 0: 400,000. Compounds bounds the lists, mappings and objects among the nodes, which
	// take several times as much memory; 0: 100,000. A compressed item of a few kilobytes
	// can have millions.
	Nodes, Compounds int
}

func (l Limits) or() Limits {
	if l.Depth == 0 {
		l.Depth = 500
	}
	if l.Nodes == 0 {
		l.Nodes = 400_000
	}
	if l.Compounds == 0 {
		l.Compounds = 100_000
	}
	if l.Digits == 0 {
		l.Digits = 20_000
	}
	return l
}

// An Error describes what is wrong with a value, and where.
type Error struct {
	Offset int // in bytes from the start of the value
	Text   string
}

func (e *Error) Error() string { return fmt.Sprintf("at byte %d: %s", e.Offset, e.Text) }

// failure is the panic that ends a [Read] or [Write].
type failure struct{ err error }

// caught turns a failure into an error; any other panic goes on.
func caught(err *error) {
	switch f := recover().(type) {
	case nil:
	case failure:
		*err = f.err
	default:
		panic(f)
	}
}

// A Reader reads the bytes of one value and makes its nodes. It counts both, and
// never allocates memory for what the bytes only claim.
//
// Its methods return no errors: a failure ends the [Read] that the Reader belongs
// to, as in encoding/gob. So the code of a codec follows the description of its
// format, without a check after each byte.
type Reader struct {
	data   []byte
	offset int
	start  int // of the item that is being read, for errors
	depth  int
	limits Limits

	nodes, compounds int
	made             []Node // for those to come
}

// Read calls value to read all of data, which the nodes do not refer to. The error
// is an [*Error], or what was given to [Reader.Abort].
func Read(data []byte, l Limits, value func(r *Reader) *Node) (root *Node, err error) {
	defer caught(&err)
	r := &Reader{data: data, limits: l.or()}
	n := value(r)
	if r.Len() > 0 {
		r.Mark()
		r.Fail("%d bytes are left over", r.Len())
	}
	return n, nil
}

// Fail ends the Read with an error at the last Mark.
func (r *Reader) Fail(format string, args ...any) {
	r.Abort(&Error{r.start, fmt.Sprintf(format, args...)})
}

// Abort ends the Read with an error as it is.
func (r *Reader) Abort(err error) { panic(failure{err}) }

// Try calls read with the next size bytes as a separate value, and reports whether
// it reads them all. The Reader does not move.
func (r *Reader) Try(size int, read func(r *Reader)) bool {
	_, err := Read(r.data[r.offset:r.offset+size], r.limits, func(r *Reader) *Node {
		read(r)
		return nil
	})
	return err == nil
}

// Mark notes that an item begins here: errors name this offset until the next Mark.
func (r *Reader) Mark() { r.start = r.offset }

// Offset returns the number of bytes read.
func (r *Reader) Offset() int { return r.offset }

// Len returns the number of bytes left.
func (r *Reader) Len() int { return len(r.data) - r.offset }

// Rest returns the bytes left, without reading them.
func (r *Reader) Rest() []byte { return r.data[r.offset:] }

func (r *Reader) truncated(n uint64) {
	r.Fail("the value ends too early: %d bytes are needed, and %d are left", n, r.Len())
}

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if r.Len() == 0 {
		r.truncated(1)
	}
	r.offset++
	return r.data[r.offset-1]
}

// Peek returns the next byte, or 0 at the end.
func (r *Reader) Peek() byte {
	if r.Len() == 0 {
		return 0
	}
	return r.data[r.offset]
}

// Take reads n bytes; they are part of data, to be copied and not changed.
func (r *Reader) Take(n uint64) []byte {
	if n > uint64(r.Len()) {
		r.truncated(n)
	}
	r.offset += int(n)
	return r.data[r.offset-int(n) : r.offset]
}

// Until reads through the next end, and returns what precedes it.
func (r *Reader) Until(end byte) []byte {
	i := bytes.IndexByte(r.data[r.offset:], end)
	if i < 0 {
		r.Fail("the value ends too early: %q is missing", end)
	}
	line := r.data[r.offset : r.offset+i]
	r.offset += i + 1
	return line
}

// Expect reads exactly text.
func (r *Reader) Expect(text string) {
	if !bytes.HasPrefix(r.data[r.offset:], []byte(text)) {
		r.Fail("%q is missing", text)
	}
	r.offset += len(text)
}

// LittleEndian reads an unsigned integer of 1 to 8 bytes.
func (r *Reader) LittleEndian(size int) (v uint64) {
	for i, c := range r.Take(uint64(size)) {
		v |= uint64(c) << (8 * i)
	}
	return v
}

// BigEndian reads an unsigned integer of 1 to 8 bytes.
func (r *Reader) BigEndian(size int) (v uint64) {
	for _, c := range r.Take(uint64(size)) {
		v = v<<8 | uint64(c)
	}
	return v
}

// Room fails unless there is room for n more items of at least size bytes each. A
// codec calls it before it trusts a count.
func (r *Reader) Room(n, size uint64) {
	if n > uint64(r.Len())/size {
		r.Fail("%d items are claimed, and %d bytes are left", n, r.Len())
	}
}

// Enter counts one level of nesting; Leave ends it.
func (r *Reader) Enter() {
	if r.depth++; r.depth > r.limits.Depth {
		r.tooDeep()
	}
}

// Leave ends what Enter began.
func (r *Reader) Leave() { r.depth-- }

func (r *Reader) tooDeep() {
	r.Fail("the value is nested deeper than %d levels", r.limits.Depth)
}
