package graph

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
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

// A Reader hands out bytes and nodes to a codec, and counts them. It
// never allocates for what the bytes only claim. Its methods fail with an
// [*Error].
type Reader struct {
	data   []byte
	offset int
	start  int // of the item that is being read, for errors
	depth  int
	nodes  int
	limits Limits
}

// NewReader reads data, which the nodes do not refer to later.
func NewReader(data []byte, l Limits) *Reader { return &Reader{data: data, limits: l.or()} }

// Mark notes that an item begins here: errors name this offset until the next Mark.
func (r *Reader) Mark() { r.start = r.offset }

// Errorf returns an error at the last Mark.
func (r *Reader) Errorf(format string, args ...any) error {
	return &Error{r.start, fmt.Sprintf(format, args...)}
}

// Offset is the number of bytes read.
func (r *Reader) Offset() int { return r.offset }

// Len is the number of bytes left.
func (r *Reader) Len() int { return len(r.data) - r.offset }

func (r *Reader) truncated(n uint64) error {
	return r.Errorf("the value ends too early: %d bytes are needed, and %d are left", n, r.Len())
}

// Byte reads one byte.
func (r *Reader) Byte() (byte, error) {
	if r.Len() == 0 {
		return 0, r.truncated(1)
	}
	r.offset++
	return r.data[r.offset-1], nil
}

// Peek is the next byte, or 0 at the end.
func (r *Reader) Peek() byte {
	if r.Len() == 0 {
		return 0
	}
	return r.data[r.offset]
}

// Take reads n bytes; they are part of data, to be copied and not changed.
func (r *Reader) Take(n uint64) ([]byte, error) {
	if n > uint64(r.Len()) {
		return nil, r.truncated(n)
	}
	r.offset += int(n)
	return r.data[r.offset-int(n) : r.offset], nil
}

// Until reads up to and over the next end, and returns what stands before it.
func (r *Reader) Until(end byte) ([]byte, error) {
	i := bytes.IndexByte(r.data[r.offset:], end)
	if i < 0 {
		return nil, r.Errorf("the value ends too early: %q is missing", end)
	}
	line := r.data[r.offset : r.offset+i]
	r.offset += i + 1
	return line, nil
}

// Expect reads exactly text.
func (r *Reader) Expect(text string) error {
	if !bytes.HasPrefix(r.data[r.offset:], []byte(text)) {
		return r.Errorf("%q is missing", text)
	}
	r.offset += len(text)
	return nil
}

// LittleEndian reads an unsigned integer of 1 to 8 bytes.
func (r *Reader) LittleEndian(size int) (uint64, error) {
	b, err := r.Take(uint64(size))
	if err != nil {
		return 0, err
	}
	var w [8]byte
	copy(w[:], b)
	return binary.LittleEndian.Uint64(w[:]), nil
}

// BigEndian reads an unsigned integer of 1 to 8 bytes.
func (r *Reader) BigEndian(size int) (uint64, error) {
	b, err := r.Take(uint64(size))
	if err != nil {
		return 0, err
	}
	var w [8]byte
	copy(w[8-size:], b)
	return binary.BigEndian.Uint64(w[:]), nil
}

// Decimal is the node of an integer that is written in decimal digits, with
// a sign or without.
func (r *Reader) Decimal(text []byte) (*Node, error) {
	if len(text) > r.limits.Digits {
		return nil, r.Errorf("an integer of %d digits is too long", len(text))
	}
	digits := text
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	if len(digits) == 0 || bytes.ContainsFunc(digits, func(c rune) bool { return c < '0' || c > '9' }) {
		return nil, r.Errorf("%.40q is no integer", text)
	}
	n, err := r.New(Int)
	if err != nil {
		return nil, err
	}
	b, _ := new(big.Int).SetString(string(text), 10)
	if b.IsInt64() {
		n.Int = b.Int64()
	} else {
		n.Big = b
	}
	return n, nil
}

// New returns a new node.
func (r *Reader) New(k Kind) (*Node, error) {
	if r.nodes++; r.nodes > r.limits.Nodes {
		return nil, r.Errorf("the value has more than %d parts", r.limits.Nodes)
	}
	return &Node{Kind: k}, nil
}

// Room reports whether n more items can be there when each takes at least size
// bytes: a codec asks before it believes a count.
func (r *Reader) Room(n, size uint64) error {
	if size > 0 && n > uint64(r.Len())/size {
		return r.Errorf("%d items are claimed, and %d bytes are left", n, r.Len())
	}
	return nil
}

// Enter counts one level of nesting; Leave ends it.
func (r *Reader) Enter() error {
	if r.depth++; r.depth > r.limits.Depth {
		return r.Errorf("the value is nested deeper than %d levels", r.limits.Depth)
	}
	return nil
}

// Leave ends what Enter began.
func (r *Reader) Leave() { r.depth-- }

// Copy copies a node and what is inside of it, but for what is shared: that is
// the same node in the copy. It counts as what is read.
func (r *Reader) Copy(n *Node, shared func(*Node) bool) (*Node, error) {
	other, err := r.New(n.Kind)
	if err != nil {
		return nil, err
	}
	*other = *n
	if !n.Compound() {
		return other, nil
	}
	if err := r.Enter(); err != nil {
		return nil, err
	}
	defer r.Leave()
	inside := func(n *Node) *Node {
		if err != nil || shared(n) {
			return n
		}
		c, failed := r.Copy(n, shared)
		err = failed
		return c
	}
	other.Items, other.Pairs = nil, nil
	for _, c := range n.Items {
		other.Items = append(other.Items, inside(c))
	}
	for _, p := range n.Pairs {
		other.Pairs = append(other.Pairs, Pair{Key: inside(p.Key), Value: inside(p.Value)})
	}
	if err != nil {
		return nil, err
	}
	return other, nil
}

// End fails unless everything was read.
func (r *Reader) End() error {
	if r.Len() > 0 {
		r.Mark()
		return r.Errorf("%d bytes are left over", r.Len())
	}
	return nil
}

// CheckDepth fails where values are nested deeper than the limit: for codecs
// that build values from the inside out, on a stack of their own. A node that
// is part of itself is counted once.
func (r *Reader) CheckDepth(root *Node) error {
	type visit struct {
		n     *Node
		depth int
	}
	deepest := make(map[*Node]int)
	stack := []visit{{root, 1}}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !v.n.Compound() {
			continue
		}
		if v.depth > r.limits.Depth {
			return r.Errorf("the value is nested deeper than %d levels", r.limits.Depth)
		}
		if _, seen := deepest[v.n]; seen {
			continue
		}
		deepest[v.n] = v.depth
		v.n.children(func(c *Node) bool {
			stack = append(stack, visit{c, v.depth + 1})
			return true
		})
	}
	return nil
}
