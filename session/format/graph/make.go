package graph

import (
	"bytes"
	"fmt"
	"math/big"
	"time"
	"unicode/utf8"

	"sessh/session/tree"
)

// New returns a new node.
func (r *Reader) New(k Kind) *Node {
	n := r.fresh()
	if n.Kind = k; n.Compound() {
		r.count(1, 1)
	} else {
		r.count(1, 0)
	}
	return n
}

// fresh returns a node of those made together: that costs less than one after the other. How many
// are to come is estimated by the bytes that are left.
func (r *Reader) fresh() *Node {
	const most, usual = 32, 12 // nodes, and bytes of one
	if len(r.made) == 0 {
		r.made = make([]Node, min(4+r.Len()/usual, most))
	}
	n := &r.made[0]
	r.made = r.made[1:]
	return n
}

// Again counts another place of a node that was read, and returns the node.
func (r *Reader) Again(n *Node) *Node {
	r.count(1, 0)
	return n
}

func (r *Reader) count(nodes, compounds int) {
	r.RoomFor(nodes, compounds)
	r.nodes += nodes
	r.compounds += compounds
}

// RoomFor fails unless the limits leave room for so many more nodes, and so many lists,
// mappings and objects among them. A codec that knows a count beforehand need not make
// any of the nodes where there are too many.
func (r *Reader) RoomFor(nodes, compounds int) {
	switch {
	case nodes > r.limits.Nodes-r.nodes:
		r.Fail("the value has more than %d parts", r.limits.Nodes)
	case compounds > r.limits.Compounds-r.compounds:
		r.Fail("the value has more than %d lists, mappings and objects", r.limits.Compounds)
	}
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

// Text returns a new node: a Text, or Bytes if they are not UTF-8.
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

// Digits fails for an integer of so many bytes if it has more decimal digits than
// allowed.
func (r *Reader) Digits(bytes int) {
	const perByte = 2.4083 // digits
	if float64(bytes) > float64(r.limits.Digits)/perByte+8 {
		r.Fail("an integer of %d bytes is too long", bytes)
	}
}

// Decimal returns the node of an integer that is written in decimal digits, with a
// sign or without.
func (r *Reader) Decimal(text []byte) *Node {
	if len(text) > r.limits.Digits {
		r.Fail("an integer of %d digits is too long", len(text))
	}
	digits := text
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	if len(digits) == 0 || bytes.ContainsFunc(digits, func(c rune) bool { return c < '0' || c > '9' }) {
		r.Fail("%.40q is not an integer", text)
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

// Copy copies a node and what is inside it. What is shared is the same node in the
// copy. The copy counts as read.
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

// CheckDepth fails if values are nested deeper than the limit. It is for codecs
// that build values from the inside out, on a stack of their own. A node that is
// part of itself is counted once.
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

// Plain returns the node of a plain value in its usual form. It keeps the Form of
// the node that it replaces if the kind is the same.
func Plain(v any, was *Node) (*Node, error) {
	n := &Node{}
	switch v := v.(type) {
	case nil:
	case bool:
		n.Kind, n.Bool = Bool, v
	case int64:
		n.Kind, n.Int = Int, v
	case *big.Int:
		n = NewBig(v)
	case float64:
		n.Kind, n.Float = Float, v
	case string:
		n.Kind, n.Text = Text, v
	case tree.Bytes:
		n.Kind, n.Text = Bytes, string(v)
	case time.Time:
		n.Kind, n.Time = Time, v
	default:
		return nil, fmt.Errorf("a %s cannot be written in this format", tree.TypeName(v))
	}
	if was != nil && was.Kind == n.Kind {
		n.Form = was.Form
	}
	return n, nil
}
