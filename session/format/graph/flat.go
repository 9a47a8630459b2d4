package graph

import (
	"encoding/binary"
	"math"
	"math/big"
	"time"
)

// flatten writes a graph as a text that describes it completely: the same text for
// equal graphs. Only unflatten reads it. It gives up if that takes more than limit
// bytes; 0 means no limit.
func flatten(root *Node, limit int) (flat string, ok bool) {
	var f flattener
	ok = f.all(root, limit)
	return string(f.out), ok
}

// all writes a graph, unless that takes more than limit bytes.
func (f *flattener) all(root *Node, limit int) bool {
	f.index = make(map[*Node]int)
	f.stack = append(f.stack, root)
	for len(f.stack) > 0 {
		n := f.stack[len(f.stack)-1]
		f.stack = f.stack[:len(f.stack)-1]
		f.node(n)
		if limit > 0 && len(f.out) > limit {
			return false
		}
	}
	return true
}

type flattener struct {
	out   []byte
	place func(*Node) (string, bool) // of what is identified by its place; nil: nothing is
	index map[*Node]int              // of compound nodes, in the order of writing
	texts map[string]int             // of long texts, by what they are, in the same order
	count int
	stack []*Node
}

const again = 0xff // in the place of a kind: a compound node that was written before

func (f *flattener) number(n uint64) { f.out = binary.AppendUvarint(f.out, n) }
func (f *flattener) text(s string)   { f.number(uint64(len(s))); f.out = append(f.out, s...) }
func (f *flattener) signed(n int64)  { f.out = binary.AppendVarint(f.out, n) }
func (f *flattener) truth(b bool)    { f.number(map[bool]uint64{true: 1}[b]) }
func (f *flattener) push(n *Node)    { f.stack = append(f.stack, n) }

func (f *flattener) node(n *Node) {
	if n == nil {
		f.out = append(f.out, again-1)
		return
	}
	if n.Compound() && f.place != nil && len(f.out) > 0 {
		if at, ok := f.place(n); ok {
			f.out = append(f.out, again-2)
			f.text(at)
			return
		}
	}
	if n.Compound() {
		if i, met := f.index[n]; met {
			f.out = append(f.out, again)
			f.number(uint64(i))
			return
		}
		f.index[n] = f.count
		f.count++
	}
	if f.repeated(n) {
		return
	}
	f.out = append(f.out, byte(n.Kind))
	f.text(n.Form)
	switch n.Kind {
	case Bool:
		f.truth(n.Bool)
	case Int:
		f.truth(n.Big != nil)
		if n.Big != nil {
			f.text(n.Big.String())
			return
		}
		f.signed(n.Int)
	case Float:
		f.number(math.Float64bits(n.Float))
	case Text, Bytes:
		f.text(n.Text)
	case Time:
		b, _ := n.Time.MarshalBinary()
		f.text(string(b))
	case List, Map, Object:
		f.compound(n)
	}
}

// longText is the length, in bytes, from which a text is written only once.
const longText = 64

// repeated writes a long text, or a large number, that was written before as a
// reference: a short pickle can hold the same one any number of times.
func (f *flattener) repeated(n *Node) bool {
	if i, met := f.index[n]; met && !n.Compound() { // without a look at what may be a megabyte
		f.out = append(f.out, again)
		f.number(uint64(i))
		return true
	}
	var content string
	switch {
	case (n.Kind == Text || n.Kind == Bytes) && len(n.Text) >= longText:
		content = n.Text
	case n.Big != nil && n.Big.BitLen() >= 8*longText:
		content = string(n.Big.Bytes())
		if n.Big.Sign() < 0 {
			content = "-" + content
		}
	default:
		return false
	}
	key := string(rune(n.Kind)) + n.Form + "\x00" + content
	if i, met := f.texts[key]; met {
		f.index[n] = i
		f.out = append(f.out, again)
		f.number(uint64(i))
		return true
	}
	if f.texts == nil {
		f.texts = make(map[string]int)
	}
	f.texts[key], f.index[n] = f.count, f.count
	f.count++
	return false
}

// compound leaves the parts on the stack, the first on top.
func (f *flattener) compound(n *Node) {
	f.text(n.Class)
	f.number(uint64(len(n.Args)))
	f.number(uint64(len(n.Items)))
	f.number(uint64(len(n.Pairs)))
	f.push(n.State)
	for i := len(n.Pairs) - 1; i >= 0; i-- {
		f.push(n.Pairs[i].Value)
		f.push(n.Pairs[i].Key)
	}
	for i := len(n.Items) - 1; i >= 0; i-- {
		f.push(n.Items[i])
	}
	for i := len(n.Args) - 1; i >= 0; i-- {
		f.push(n.Args[i])
	}
}

// copyOf returns a copy that shares nothing with n.
func copyOf(n *Node) *Node {
	flat, _ := flatten(n, 0)
	return unflatten(flat)
}

// unflatten reads what flatten wrote, and nothing else.
func unflatten(s string) *Node {
	u := unflattener{in: []byte(s)}
	return u.node()
}

type unflattener struct {
	in  []byte
	all []*Node
}

func (u *unflattener) number() uint64 {
	n, size := binary.Uvarint(u.in)
	u.in = u.in[size:]
	return n
}

func (u *unflattener) text() string {
	n := u.number()
	s := string(u.in[:n])
	u.in = u.in[n:]
	return s
}

func (u *unflattener) node() *Node {
	kind := u.in[0]
	u.in = u.in[1:]
	switch kind {
	case again:
		return u.all[u.number()]
	case again - 1:
		return nil
	}
	n := &Node{Kind: Kind(kind)}
	if n.Compound() {
		u.all = append(u.all, n)
	}
	n.Form = u.text()
	defer func() {
		if !n.Compound() && (len(n.Text) >= longText || n.Big != nil && n.Big.BitLen() >= 8*longText) {
			u.all = append(u.all, n)
		}
	}()
	switch n.Kind {
	case Bool:
		n.Bool = u.number() == 1
	case Int:
		if u.number() == 1 {
			n.Big, _ = new(big.Int).SetString(u.text(), 10)
			return n
		}
		v, size := binary.Varint(u.in)
		n.Int, u.in = v, u.in[size:]
	case Float:
		n.Float = math.Float64frombits(u.number())
	case Text, Bytes:
		n.Text = u.text()
	case Time:
		var t time.Time
		_ = t.UnmarshalBinary([]byte(u.text())) // it was marshalled by flatten
		n.Time = t
	case List, Map, Object:
		u.compound(n)
	}
	return n
}

func (u *unflattener) compound(n *Node) {
	n.Class = u.text()
	args, items, pairs := u.number(), u.number(), u.number()
	for range args {
		n.Args = append(n.Args, u.node())
	}
	for range items {
		n.Items = append(n.Items, u.node())
	}
	for range pairs {
		n.Pairs = append(n.Pairs, Pair{u.node(), u.node()})
	}
	n.State = u.node()
}
