package graph

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// A Place is where a session stands in what a codec writes, if that holds more than the
// session: the data of a cache's entry, say.
type Place struct {
	// Find returns the node of the session, or of the text that it was serialized to; nil
	// if there is none.
	Find func(root *Node) *Node
	// Wrap returns the value to write that has the node at that place, for a new session.
	Wrap func(n *Node) *Node
}

var errNoPart = errors.New("what is around a session is missing")

// part is how a value was written that has a session in it.
type part struct {
	root, at   *Node // at is the text, or the session itself
	outer, how any   // of both
}

// Part returns the codec of the sessions that are a part of what c writes. The rest is
// written back as it was read.
func (c *Codec) Part(p Place) *Codec {
	of := *c
	of.Decode = func(value []byte) (*Node, any, error) {
		root, outer, err := c.Decode(value)
		if err != nil {
			return nil, nil, err
		}
		at := p.Find(root)
		if at == nil {
			return nil, nil, errNoPart
		}
		return at, part{root: root, at: at, outer: outer, how: outer}, nil
	}
	of.Encode = func(n *Node, how any) ([]byte, error) {
		if was, ok := how.(part); ok {
			return c.Encode(was.root, was.outer)
		}
		return c.Encode(p.Wrap(n), how)
	}
	return &of
}

// Text returns the codec of the sessions that inner writes to a text which is a part of
// what c writes.
func (c *Codec) Text(inner *Codec, p Place) *Codec {
	of := *inner
	of.Decode = func(value []byte) (*Node, any, error) {
		root, outer, err := c.Decode(value)
		if err != nil {
			return nil, nil, err
		}
		at := p.Find(root)
		if at == nil || at.Kind != Text && at.Kind != Bytes {
			return nil, nil, errNoPart
		}
		n, how, err := inner.Decode([]byte(at.Text))
		return n, part{root: root, at: at, outer: outer, how: how}, err
	}
	of.Encode = func(n *Node, how any) ([]byte, error) {
		was, ok := how.(part)
		if !ok {
			text, err := inner.Encode(n, how)
			if err != nil {
				return nil, err
			}
			return c.Encode(p.Wrap(textNode(text)), nil)
		}
		text, err := inner.Encode(n, was.how)
		if err != nil {
			return nil, err
		}
		was.at.Text = string(text)
		if was.at.Kind == Text && !utf8.Valid(text) {
			was.at.Kind = Bytes
		}
		return c.Encode(was.root, was.outer)
	}
	return &of
}

// Under returns the codec of mappings with one entry of that name, which is what c writes.
func (c *Codec) Under(name string) *Codec {
	of := *c
	of.Decode = func(value []byte) (*Node, any, error) {
		root, how, err := c.Decode(value)
		if err != nil {
			return nil, nil, err
		}
		return &Node{Kind: Map, Pairs: []Pair{{NewText(name), root}}}, how, nil
	}
	of.Encode = func(root *Node, how any) ([]byte, error) {
		v := root.Entry(name)
		if v == nil || !root.Only(name) {
			return nil, fmt.Errorf("the value is no mapping: it has the key %q alone", name)
		}
		return c.Encode(v, how)
	}
	return &of
}

// A Frame is what stands around the bytes of a session, as they are: a header, a packing.
type Frame struct {
	// Open returns the bytes of the session, and what Close needs to put others in their
	// place.
	Open func(value []byte) (inner []byte, frame any, err error)
	// Close frames bytes again; frame is nil for a new session.
	Close func(inner []byte, frame any) ([]byte, error)
}

type framed struct {
	frame, how   any
	value, inner []byte
}

// In returns the codec of what c writes, in a frame. Where the session is the same, so is all
// of it: another library may pack in another way.
func (c *Codec) In(f Frame) *Codec {
	of := *c
	of.Decode = func(value []byte) (*Node, any, error) {
		inner, frame, err := f.Open(value)
		if err != nil {
			return nil, nil, err
		}
		n, how, err := c.Decode(inner)
		return n, framed{frame, how, value, inner}, err
	}
	of.Encode = func(n *Node, how any) ([]byte, error) {
		was, ok := how.(framed)
		if ok {
			how = was.how
		}
		inner, err := c.Encode(n, how)
		switch {
		case err != nil:
			return nil, err
		case ok && bytes.Equal(inner, was.inner):
			return was.value, nil
		}
		return f.Close(inner, was.frame)
	}
	return &of
}

// Or returns the codec of what c or the other one writes; a new value is by c.
func (c *Codec) Or(other *Codec) *Codec {
	of := *c
	of.Decode = func(value []byte) (*Node, any, error) {
		n, how, err := c.Decode(value)
		if err == nil {
			return n, how, nil
		}
		n, how, err2 := other.Decode(value)
		if err2 != nil {
			return nil, nil, err
		}
		return n, otherwise{how}, nil
	}
	of.Encode = func(n *Node, how any) ([]byte, error) {
		if o, ok := how.(otherwise); ok {
			return other.Encode(n, o.how)
		}
		return c.Encode(n, how)
	}
	return &of
}

// otherwise is how a value was written by the other of two codecs.
type otherwise struct{ how any }

func textNode(text []byte) *Node {
	n := &Node{Kind: Bytes, Text: string(text)}
	if utf8.Valid(text) {
		n.Kind = Text
	}
	return n
}

// Inner returns how a session itself was written, of how the value was that has it.
func Inner(how any) any {
	for {
		switch h := how.(type) {
		case part:
			how = h.how
		case framed:
			how = h.how
		case otherwise:
			how = h.how
		default:
			return how
		}
	}
}

// Entry returns the value of the entry, or the property, of that name; nil if there is none.
func (n *Node) Entry(name string) *Node {
	if n == nil || n.Kind != Map && n.Kind != Object {
		return nil
	}
	for _, p := range n.Pairs {
		if (p.Key.Kind == Text || p.Key.Kind == Bytes) && p.Key.Text == name {
			return p.Value
		}
	}
	return nil
}

// Only reports whether a mapping has no entries but those of some names.
func (n *Node) Only(names ...string) bool {
	return n != nil && n.Kind == Map && !slices.ContainsFunc(n.Pairs, func(p Pair) bool { return !slices.Contains(names, p.Key.Text) })
}
