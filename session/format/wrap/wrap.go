// Package wrap makes codecs of sessions that are a part of what another codec writes: a
// branch of its tree ([Part]), a text in it ([Text]), or the bytes in a frame ([In]). What
// is around the session is written back as it was read.
package wrap

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"sessh/session/format"
	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// A Place is where a session stands in what a codec writes, if that holds more than the
// session: the data of a cache's entry, say.
type Place struct {
	// Find returns the node of the session, or of the text that it was serialized to; nil
	// if there is none.
	Find func(root *graph.Node) *graph.Node
	// Wrap returns the value to write that has the node at that place, for a new session.
	Wrap func(n *graph.Node) *graph.Node
	// Needs is the name in a session without which Find finds none, and Example a value for it, in
	// JSON; "" if it is what is around a session that may be missing.
	Needs, Example string
	// Deadline is that of the session, if what is around it has one; else nil.
	Deadline *Deadline
}

// sketch is [serial.Codec.Sketch] for what is at the place in what a codec writes; nil if that has
// none.
func (p Place) sketch(c *serial.Codec) func(s *serial.Sketch) (*graph.Node, error) {
	if c.Sketch == nil {
		return nil
	}
	return func(s *serial.Sketch) (*graph.Node, error) {
		root, err := c.Sketch(s)
		if err != nil {
			return nil, err
		}
		at := p.Find(root)
		if at == nil {
			return nil, p.missing()
		}
		return at, nil
	}
}

func (p Place) missing() error {
	if p.Needs != "" {
		return &format.LackError{Missing: p.Needs, Name: p.Needs, Value: p.Example}
	}
	return errNoPart
}

var errNoPart = errors.New("what is around a session is missing")

// part is how a value was written that has a session in it.
type part struct {
	root, at   *graph.Node // at is the text, or the session itself
	outer, how any         // of both
}

// Part returns the codec of the sessions that are a part of what c writes. The rest is
// written back as it was read.
func Part(c *serial.Codec, p Place) *serial.Codec {
	of := *c
	of.Decode = func(value []byte) (*graph.Node, any, error) {
		root, outer, err := c.Decode(value)
		if err != nil {
			return nil, nil, err
		}
		at := p.Find(root)
		if at == nil {
			return nil, nil, p.missing()
		}
		return at, part{root: root, at: at, outer: outer, how: outer}, nil
	}
	of.Sketch, of.Timer = p.sketch(c), p.Deadline.timer(c)
	of.Encode = func(n *graph.Node, how any) ([]byte, error) {
		if was, ok := how.(part); ok {
			return c.Encode(was.root, was.outer)
		}
		return c.Encode(p.Wrap(n), how)
	}
	return &of
}

// Text returns the codec of the sessions that inner writes to a text which is a part of
// what c writes.
func Text(c *serial.Codec, inner *serial.Codec, p Place) *serial.Codec {
	of := *inner
	of.Decode = func(value []byte) (*graph.Node, any, error) {
		root, outer, err := c.Decode(value)
		if err != nil {
			return nil, nil, err
		}
		at := p.Find(root)
		if at == nil || at.Kind != graph.Text && at.Kind != graph.Bytes {
			return nil, nil, errNoPart
		}
		n, how, err := inner.Decode([]byte(at.Text))
		return n, part{root: root, at: at, outer: outer, how: how}, err
	}
	if of.Timer = p.Deadline.timer(c); of.Timer == nil {
		of.Timer = p.inText(c, inner.Timer)
	}
	of.Sketch = nil
	if find := p.sketch(c); find != nil && inner.Sketch != nil {
		of.Sketch = func(s *serial.Sketch) (*graph.Node, error) {
			s.KeepTexts()
			at, err := find(s)
			if err != nil {
				return nil, err
			}
			text, kept := s.Kept(at)
			switch {
			case !kept:
				return nil, errNoPart
			case len(text) == 0:
				return nil, serial.ErrUnusual
			}
			s.Continue(text)
			return inner.Sketch(s)
		}
	}
	of.Encode = func(n *graph.Node, how any) ([]byte, error) {
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
		if was.at.Kind == graph.Text && !utf8.Valid(text) {
			was.at.Kind = graph.Bytes
		}
		return c.Encode(was.root, was.outer)
	}
	return &of
}

// Under returns the codec of mappings with one entry of that name, which is what c writes.
func Under(c *serial.Codec, name string) *serial.Codec {
	of := *c
	of.Decode = func(value []byte) (*graph.Node, any, error) {
		root, how, err := c.Decode(value)
		if err != nil {
			return nil, nil, err
		}
		return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText(name), Value: root}}}, how, nil
	}
	of.Sketch, of.Timer = nil, nil
	of.Encode = func(root *graph.Node, how any) ([]byte, error) {
		v := root.Entry(name)
		if v == nil || !root.Only(name) {
			return nil, fmt.Errorf("the value is not a mapping: it has the key %q alone", name)
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
	// Timer is that of a deadline in the frame; it may be nil.
	Timer *serial.Timer
}

type framed struct {
	frame, how   any
	value, inner []byte
}

// In returns the codec of what c writes, in a frame. Where the session is the same, so is all
// of it: another library may pack in another way.
func In(c *serial.Codec, f Frame) *serial.Codec {
	of := *c
	of.Decode = func(value []byte) (*graph.Node, any, error) {
		inner, frame, err := f.Open(value)
		if err != nil {
			return nil, nil, err
		}
		n, how, err := c.Decode(inner)
		return n, framed{frame, how, value, inner}, err
	}
	if of.Timer = f.Timer; of.Timer == nil {
		of.Timer = within(c.Timer, f.Open, f.Close)
	}
	if c.Sketch != nil {
		of.Sketch = func(s *serial.Sketch) (*graph.Node, error) {
			inner, _, err := f.Open(s.Rest())
			switch {
			case err != nil:
				return nil, err
			case len(inner) == 0:
				return nil, serial.ErrUnusual
			}
			s.Continue(inner)
			return c.Sketch(s)
		}
	}
	of.Encode = func(n *graph.Node, how any) ([]byte, error) {
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
func Or(c *serial.Codec, other *serial.Codec) *serial.Codec {
	of := *c
	of.Decode = func(value []byte) (*graph.Node, any, error) {
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
	of.Sketch, of.Timer = nil, either(c, other)
	of.Encode = func(n *graph.Node, how any) ([]byte, error) {
		if o, ok := how.(otherwise); ok {
			return other.Encode(n, o.how)
		}
		return c.Encode(n, how)
	}
	return &of
}

// otherwise is how a value was written by the other of two codecs.
type otherwise struct{ how any }

func textNode(text []byte) *graph.Node {
	n := &graph.Node{Kind: graph.Bytes, Text: string(text)}
	if utf8.Valid(text) {
		n.Kind = graph.Text
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
