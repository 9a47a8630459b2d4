package wrap

import (
	"bytes"
	"slices"
	"time"

	"sessh/session/format"
	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// A Deadline is how the deadline of a session is written beside it.
type Deadline struct {
	// Of returns it; zero if there is none.
	Of func(root *graph.Node) time.Time
	// Set puts another one in its place; the zero time is no deadline. It is called only if there is one.
	// It leaves the node of the old one as it is, since the session may hold the same node.
	Set func(root *graph.Node, end time.Time)
	// Renews is set if the framework renews the session before then, and does not end it.
	Renews bool
}

// timer returns the timer of the deadline in what c writes; nil for nil.
func (d *Deadline) timer(c *serial.Codec) *serial.Timer {
	if d == nil {
		return nil
	}
	return &serial.Timer{
		Deadline: func(value []byte) (time.Time, error) {
			root, _, err := c.Decode(value)
			if err != nil || d.Renews {
				return time.Time{}, err
			}
			return d.Of(root), nil
		},
		Retime: func(value []byte, end time.Time) ([]byte, error) {
			root, how, err := c.Decode(value)
			if err != nil || d.Of(root).IsZero() {
				return value, err
			}
			d.Set(root, end)
			return c.Encode(root, how)
		},
	}
}

// within returns the timer of values that hold one of inner: open returns that, and with puts another one
// in its place. It returns nil for nil.
func within[T any](inner *serial.Timer, open func(value []byte) (text []byte, around T, err error), with func(text []byte, around T) ([]byte, error)) *serial.Timer {
	if inner == nil {
		return nil
	}
	return &serial.Timer{
		Deadline: func(value []byte) (time.Time, error) {
			text, _, err := open(value)
			if err != nil {
				return time.Time{}, err
			}
			return inner.Deadline(text)
		},
		Retime: func(value []byte, end time.Time) ([]byte, error) {
			text, around, err := open(value)
			if err != nil {
				return nil, err
			}
			timed, err := inner.Retime(text, end)
			if err != nil || bytes.Equal(timed, text) { // packed again, it might be other bytes
				return value, err
			}
			return with(timed, around)
		},
	}
}

// inText is within for a text that is a part of what c writes.
func (p Place) inText(c *serial.Codec, inner *serial.Timer) *serial.Timer {
	return within(inner, func(value []byte) ([]byte, part, error) {
		root, how, err := c.Decode(value)
		if err != nil {
			return nil, part{}, err
		}
		at := p.Find(root)
		if at == nil || at.Kind != graph.Text && at.Kind != graph.Bytes {
			return nil, part{}, errNoPart
		}
		return []byte(at.Text), part{root: root, at: at, outer: how}, nil
	}, func(text []byte, was part) ([]byte, error) {
		was.at.Text = string(text)
		return c.Encode(was.root, was.outer)
	})
}

// either returns the timer of what c or the other one writes; nil if neither has one.
func either(c, other *serial.Codec) *serial.Timer {
	if c.Timer == nil && other.Timer == nil {
		return nil
	}
	of := func(value []byte) *serial.Timer {
		if _, _, err := c.Decode(value); err == nil {
			return c.Timer
		}
		return other.Timer
	}
	return &serial.Timer{
		Deadline: func(value []byte) (time.Time, error) {
			if t := of(value); t != nil {
				return t.Deadline(value)
			}
			return time.Time{}, nil
		},
		Retime: func(value []byte, end time.Time) ([]byte, error) {
			if t := of(value); t != nil {
				return t.Retime(value, end)
			}
			return value, nil
		},
	}
}

// Replace gives a name in a mapping or object, which has it, another value.
func Replace(root *graph.Node, name string, by *graph.Node) {
	i := slices.IndexFunc(root.Pairs, func(p graph.Pair) bool { return p.Key.Text == name })
	root.Pairs[i].Value = by
}

// Number returns a deadline as a Unix time in the unit, of the kind of number that was has; null for
// none.
func Number(was *graph.Node, end time.Time, unit time.Duration) *graph.Node {
	if end.IsZero() {
		return &graph.Node{}
	}
	count := float64(end.UnixMicro()) * float64(time.Microsecond) / float64(unit)
	if was.Kind == graph.Float {
		return &graph.Node{Kind: graph.Float, Float: count}
	}
	return graph.NewInt(int64(count))
}

// NumberOf returns a node's number; ok is false if it is none.
func NumberOf(n *graph.Node) (f float64, ok bool) {
	switch {
	case n == nil:
		return 0, false
	case n.Kind == graph.Float:
		return n.Float, true
	case n.Kind == graph.Int:
		f, _ = n.Integer().Float64()
		return f, true
	}
	return 0, false
}

// TimeOf returns the time of a node that is a Unix time in the unit; zero if it is none.
func TimeOf(n *graph.Node, unit time.Duration) time.Time {
	if f, ok := NumberOf(n); ok {
		return format.UnixTime(f * unit.Seconds())
	}
	return time.Time{}
}
