package graph

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
	"unicode/utf8"
)

// Limits bound what reading a value may cost. The zero value stands for
// sensible ones.
type Limits struct {
	Depth  int // of values inside of values; 0: 500
	Nodes  int // of the whole value; 0: 8 million
	Digits int // of an integer in decimal; 0: 20,000
}

func (l Limits) or() Limits {
	if l.Depth == 0 {
		l.Depth = 500
	}
	if l.Nodes == 0 {
		l.Nodes = 8 << 20
	}
	if l.Digits == 0 {
		l.Digits = 20_000
	}
	return l
}

// Error is what is wrong with a value, and where.
type Error struct {
	Offset int // in bytes from the start of the value
	Text   string
}

func (e *Error) Error() string { return fmt.Sprintf("at byte %d: %s", e.Offset, e.Text) }

// failure is what ends a [Read] or [Write] from inside.
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

// A Reader hands out the bytes of one value and makes its nodes, and counts
// both: it never allocates for what the bytes only claim.
//
// Its methods do not return errors. What fails ends the [Read] that the Reader
// belongs to, as in encoding/gob, so that a codec reads as the format is
// described, without a check after each byte.
type Reader struct {
	data   []byte
	offset int
	start  int // of the item that is being read, for errors
	depth  int
	nodes  int
	limits Limits
}

// Read has value read all of data, which the nodes do not refer to later. Its
// error is an [*Error], or what value gave to [Reader.Abort].
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

// Try has read look at the next size bytes as a value of its own, and reports
// whether it came through. The Reader stays where it is.
func (r *Reader) Try(size int, read func(r *Reader)) bool {
	_, err := Read(r.data[r.offset:r.offset+size], r.limits, func(r *Reader) *Node {
		read(r)
		return nil
	})
	return err == nil
}

// Mark notes that an item begins here: errors name this offset until the next Mark.
func (r *Reader) Mark() { r.start = r.offset }

// Offset is the number of bytes read.
func (r *Reader) Offset() int { return r.offset }

// Len is the number of bytes left.
func (r *Reader) Len() int { return len(r.data) - r.offset }

// Rest are the bytes left, which stay to be read.
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

// Peek is the next byte, or 0 at the end.
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

// Until reads up to and over the next end, and returns what stands before it.
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
func (r *Reader) LittleEndian(size int) uint64 {
	var w [8]byte
	copy(w[:], r.Take(uint64(size)))
	return binary.LittleEndian.Uint64(w[:])
}

// BigEndian reads an unsigned integer of 1 to 8 bytes.
func (r *Reader) BigEndian(size int) uint64 {
	var w [8]byte
	copy(w[8-size:], r.Take(uint64(size)))
	return binary.BigEndian.Uint64(w[:])
}

// Room fails where n more items cannot be there, of which each takes at least
// size bytes: a codec asks before it believes a count.
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

// New returns a new node.
func (r *Reader) New(k Kind) *Node {
	if r.nodes++; r.nodes > r.limits.Nodes {
		r.Fail("the value has more than %d parts", r.limits.Nodes)
	}
	return &Node{Kind: k}
}

// Bool returns a new node.
func (r *Reader) Bool(b bool) *Node {
	n := r.New(Bool)
	n.Bool = b
	return n
}

// Int returns a new node.
func (r *Reader) Int(v int64) *Node {
	n := r.New(Int)
	n.Int = v
	return n
}

// Float returns a new node.
func (r *Reader) Float(f float64) *Node {
	n := r.New(Float)
	n.Float = f
	return n
}

// Text returns a new node: a Text, or Bytes where they are no UTF-8.
func (r *Reader) Text(b []byte) *Node {
	n := r.New(Text)
	if !utf8.Valid(b) {
		n.Kind = Bytes
	}
	n.Text = string(b)
	return n
}

// Bytes returns a new node.
func (r *Reader) Bytes(form string, b []byte) *Node {
	n := r.New(Bytes)
	n.Form, n.Text = form, string(b)
	return n
}

// Big returns a new node; v is not to be changed.
func (r *Reader) Big(v *big.Int) *Node {
	n := r.New(Int)
	if v.IsInt64() {
		n.Int = v.Int64()
	} else {
		n.Big = v
	}
	return n
}

// Digits fails for an integer of so many bytes where it has more digits than
// allowed: making a decimal text of it would take long.
func (r *Reader) Digits(bytes int) {
	const perByte = 2.4083 // digits
	if float64(bytes) > float64(r.limits.Digits)/perByte+8 {
		r.Fail("an integer of %d bytes is too long", bytes)
	}
}

// Decimal is the node of an integer that is written in decimal digits, with
// a sign or without.
func (r *Reader) Decimal(text []byte) *Node {
	if len(text) > r.limits.Digits {
		r.Fail("an integer of %d digits is too long", len(text))
	}
	digits := text
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	if len(digits) == 0 || bytes.ContainsFunc(digits, func(c rune) bool { return c < '0' || c > '9' }) {
		r.Fail("%.40q is no integer", text)
	}
	if v, ok := smallDecimal(text, digits); ok {
		return r.Int(v)
	}
	v, _ := new(big.Int).SetString(string(text), 10) // they are digits
	return r.Big(v)
}

// smallDecimal reads an integer that surely fits an int64.
func smallDecimal(text, digits []byte) (v int64, ok bool) {
	if len(digits) > 18 {
		return 0, false
	}
	for _, c := range digits {
		v = 10*v + int64(c-'0')
	}
	if text[0] == '-' {
		v = -v
	}
	return v, true
}

// Copy copies a node and what is inside of it, but for what is shared: that is
// the same node in the copy. It counts as what is read.
func (r *Reader) Copy(n *Node, shared func(*Node) bool) *Node {
	other := r.New(n.Kind)
	*other = *n
	if !n.Compound() {
		return other
	}
	r.Enter()
	inside := func(n *Node) *Node {
		if shared(n) {
			return n
		}
		return r.Copy(n, shared)
	}
	other.Items, other.Pairs = nil, nil
	for _, c := range n.Items {
		other.Items = append(other.Items, inside(c))
	}
	for _, p := range n.Pairs {
		other.Pairs = append(other.Pairs, Pair{Key: inside(p.Key), Value: inside(p.Value)})
	}
	r.Leave()
	return other
}

// CheckDepth fails where values are nested deeper than the limit: for codecs
// that build values from the inside out, on a stack of their own. A node that
// is part of itself is counted once.
func (r *Reader) CheckDepth(root *Node) {
	type visit struct {
		n     *Node
		depth int
	}
	seen := make(map[*Node]bool)
	stack := []visit{{root, 1}}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !v.n.Compound() {
			continue
		}
		if v.depth > r.limits.Depth {
			r.tooDeep()
		}
		if seen[v.n] {
			continue
		}
		seen[v.n] = true
		v.n.children(func(c *Node) bool {
			stack = append(stack, visit{c, v.depth + 1})
			return true
		})
	}
}
