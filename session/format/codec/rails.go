package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"time"

	"sessh/session/format/client"
	"sessh/session/format/graph"
	"sessh/session/format/rubymarshal"
	"sessh/session/format/serial"
	"sessh/session/format/wrap"
)

// Rails are what the cache of Rails keeps a session in, by the version of its format: new
// ones are in that of 7.1, and the others stay as they are. An entry may have a deadline.
func Rails() *Set {
	return (&Set{
		Codecs:  []*Codec{marshal, railsMessagePack(), railsText()},
		Neither: "it is not an entry of Rails' cache with a session",
	}).In(rails71, rails70, rails61)
}

var (
	rails61 = &Envelope{Name: "rails-6.1", About: "in an entry of Rails 6.1's cache", Around: func(outer *Codec) []*Codec {
		if outer.ID != marshal.ID {
			return nil
		}
		const class, value, compressed = "ActiveSupport::Cache::Entry", "@value", "@compressed"
		entry := func(packed bool) wrap.Place {
			return wrap.Place{
				Find: func(root *graph.Node) *graph.Node {
					if root.Class != class || (root.Entry(compressed) != nil) != packed {
						return nil
					}
					return root.Entry(value)
				},
				Deadline: deadline61,
				Wrap: func(n *graph.Node) *graph.Node {
					ivar := func(name string, v *graph.Node) graph.Pair {
						return graph.Pair{Key: &graph.Node{Kind: graph.Text, Form: "symbol", Text: name}, Value: v}
					}
					return &graph.Node{
						Kind: graph.Object, Form: "o", Class: class,
						Pairs: []graph.Pair{ivar(value, n), ivar("@version", &graph.Node{}), ivar("@created_at", &graph.Node{Kind: graph.Float}), ivar("@expires_in", &graph.Node{})},
					}
				},
			}
		}
		return marshalIn(outer, wrap.Or(wrap.Part(outer.Codec, entry(false)), wrap.Text(outer.Codec, wrap.In(outer.Codec, zlibFrame), entry(true))))
	}}

	rails70 = &Envelope{Name: "rails-7.0", About: "in an entry of Rails 7.0's cache", Around: func(outer *Codec) []*Codec {
		if outer.ID != marshal.ID {
			return nil
		}
		pair := wrap.Part(outer.Codec, wrap.Place{
			Find: func(root *graph.Node) *graph.Node {
				if root.Kind != graph.List || len(root.Items) == 0 {
					return nil
				}
				return root.Items[0]
			},
			Wrap: func(n *graph.Node) *graph.Node { return &graph.Node{Kind: graph.List, Items: []*graph.Node{n}} },
			Deadline: &wrap.Deadline{
				Of: func(root *graph.Node) time.Time {
					if root.Kind != graph.List || len(root.Items) < 2 {
						return time.Time{}
					}
					return wrap.TimeOf(root.Items[1], time.Second)
				},
				Set: func(root *graph.Node, end time.Time) { root.Items[1] = wrap.Number(root.Items[1], end, time.Second) },
			},
		})
		return marshalIn(outer, inStringOrNot(wrap.In(pair, wrap.Frame{Open: open70, Close: close70})))
	}}

	// In an entry of 7.1 there is what the serializer of the cache writes, which need not be
	// Marshal.
	rails71 = &Envelope{Name: "rails-7.1", About: "in an entry of Rails 7.1's cache", Around: func(outer *Codec) []*Codec {
		return marshalIn(outer, inStringOrNot(wrap.In(outer.Codec, wrap.Frame{Open: open71, Close: close71, Timer: timer71})))
	}}
)

// deadline61 is how long an entry of 6.1 lives since it was created, in seconds.
var deadline61 = func() *wrap.Deadline {
	const created, lives = "@created_at", "@expires_in"
	return &wrap.Deadline{
		Of: func(root *graph.Node) time.Time {
			since := wrap.TimeOf(root.Entry(created), time.Second)
			left, ok := wrap.NumberOf(root.Entry(lives))
			if !ok || since.IsZero() || !(math.Abs(left) <= 1<<33) { // or it is NaN
				return time.Time{}
			}
			return since.Add(time.Duration(left * float64(time.Second)))
		},
		Set: func(root *graph.Node, end time.Time) {
			n := &graph.Node{}
			if !end.IsZero() {
				left := end.Sub(wrap.TimeOf(root.Entry(created), time.Second)).Seconds()
				n = &graph.Node{Kind: graph.Float, Float: left}
			}
			wrap.Replace(root, lives, n)
		},
	}
}()

// timer71 is that of the header of an entry of 7.1.
var timer71 = &serial.Timer{
	Deadline: func(value []byte) (time.Time, error) {
		header, _, ok := split71(value)
		if !ok {
			return time.Time{}, errNot71
		}
		at := math.Float64frombits(binary.LittleEndian.Uint64(header[expires71:]))
		return wrap.TimeOf(&graph.Node{Kind: graph.Float, Float: at}, time.Second), nil
	},
	Retime: func(value []byte, end time.Time) ([]byte, error) {
		header, _, ok := split71(value)
		if !ok {
			return nil, errNot71
		}
		if math.Float64frombits(binary.LittleEndian.Uint64(header[expires71:])) < 0 {
			return value, nil
		}
		at := -1.0 // it does not expire
		if !end.IsZero() {
			at = float64(end.UnixMicro()) / 1e6
		}
		value = bytes.Clone(value)
		binary.LittleEndian.PutUint64(value[expires71:], math.Float64bits(at))
		return value, nil
	},
}

// marshalIn returns the codec of sessions of outer in what c writes by Marshal.
func marshalIn(outer *Codec, c *serial.Codec) []*Codec {
	of := *marshal
	of.Codec, of.Marked, of.First = c, false, "\x00\x01\x04"
	of.What, of.Label, of.Written, of.Ways, of.WayOf, of.Own = outer.What, outer.Label, outer.Written, outer.Ways, outer.WayOf, outer.Own
	of.Begins = func(value []byte) bool { return len(value) > 0 && (value[0] <= packed70 || value[0] == 4) }
	return []*Codec{&of}
}

// inStringOrNot returns the codec of what inner writes in a binary string that Dalli has
// marshaled, or, as its option string_fastpath has it, as it is.
func inStringOrNot(inner *serial.Codec) *serial.Codec {
	return wrap.Or(wrap.Text(marshal.Codec, inner, wrap.Place{
		Find: func(root *graph.Node) *graph.Node { return root },
		Wrap: func(n *graph.Node) *graph.Node {
			n.Kind = graph.Bytes
			return n
		},
	}), inner)
}

var zlibFrame = wrap.Frame{
	Open: func(value []byte) ([]byte, any, error) {
		inner, err := inflated(value)
		return inner, nil, err
	},
	Close: func(inner []byte, _ any) ([]byte, error) { return client.Zlib.Pack(inner) },
}

func inflated(value []byte) ([]byte, error) {
	if client.PackingOf(value) != client.Zlib {
		return nil, errors.New("it is not compressed by zlib")
	}
	return client.Unpack(value)
}

// An entry of 7.0 is a byte, which says whether the rest is compressed, and the rest.
const (
	plain70, packed70 = 0, 1
	begins71          = "\x00\x11"
)

func open70(value []byte) (inner []byte, frame any, err error) {
	switch {
	case len(value) == 0 || value[0] > packed70 || bytes.HasPrefix(value, []byte(begins71)):
		return nil, nil, errors.New("it does not begin as an entry of Rails 7.0's cache")
	case value[0] == plain70:
		return value[1:], value[0], nil
	}
	inner, err = inflated(value[1:])
	return inner, value[0], err
}

func close70(inner []byte, frame any) ([]byte, error) {
	if frame != byte(packed70) {
		return append([]byte{plain70}, inner...), nil
	}
	packed, err := client.Zlib.Pack(inner)
	return append([]byte{packed70}, packed...), err
}

// An entry of 7.1 has a header: a signature, the type of what follows, when it expires, the
// length of its version or -1, and the version.
const (
	expires71 = len(begins71) + 1
	header71  = expires71 + 8 + 4
	object71  = 1
	packed71  = 0x80
	noVersion = math.MaxUint32 // -1
)

var errNot71 = errors.New("it does not begin as an entry of Rails 7.1's cache")

// split71 parts the header from the body.
func split71(value []byte) (header, body []byte, ok bool) {
	if len(value) < header71 || !bytes.HasPrefix(value, []byte(begins71)) {
		return nil, nil, false
	}
	size := binary.LittleEndian.Uint32(value[header71-4:])
	if size == noVersion {
		size = 0
	}
	if uint64(size) > uint64(len(value)-header71) {
		return nil, nil, false
	}
	at := header71 + int(size)
	return value[:at], value[at:], true
}

// type71 is the type of what follows the header.
func type71(header []byte) byte { return header[len(begins71)] }

func open71(value []byte) (inner []byte, frame any, err error) {
	header, body, ok := split71(value)
	switch {
	case !ok:
		return nil, nil, errNot71
	case type71(header)&^packed71 != object71:
		return nil, nil, errors.New("it is an entry of Rails' cache that holds a text")
	case type71(header)&packed71 == 0:
		return body, header, nil
	}
	inner, err = inflated(body)
	return inner, header, err
}

func close71(inner []byte, frame any) ([]byte, error) {
	header, ok := frame.([]byte)
	if !ok {
		header = append([]byte(begins71), object71)
		header = binary.LittleEndian.AppendUint64(header, math.Float64bits(-1)) // it does not expire
		header = binary.LittleEndian.AppendUint32(header, noVersion)
	}
	var err error
	if type71(header)&packed71 != 0 {
		inner, err = client.Zlib.Pack(inner)
	}
	return append(bytes.Clone(header), inner...), err
}

// The entries of 7.1 that are recognized, but not read.
func railsMessagePack() *Codec {
	return sealed("rails-message-pack", "in MessagePack, in an entry of Rails' cache", "it is in the MessagePack of Rails, with types of the application's own", "",
		entry71(func(header, body []byte) bool {
			return type71(header)&^packed71 == object71 && (type71(header)&packed71 != 0 && !isMarshal(body) || bytes.HasPrefix(body, []byte("\xcc\x80")))
		}), showStrings)
}

func railsText() *Codec {
	return sealed("rails-text", "a text in an entry of Rails' cache", "it is a text, and no session", "",
		entry71(func(header, _ []byte) bool { return type71(header)&^packed71 != object71 }), showStrings)
}

// entry71 reports of a value, which may be a marshaled string, whether it is such an entry.
func entry71(such func(header, body []byte) bool) func([]byte) bool {
	return func(value []byte) bool {
		if n, err := rubymarshal.Decode(value, graph.Limits{}); err == nil {
			value = []byte(n.Text)
		}
		header, body, ok := split71(value)
		return ok && such(header, body)
	}
}

// isMarshal reports whether a body that is compressed is in Marshal.
func isMarshal(body []byte) bool {
	inner, err := inflated(body)
	return err != nil || bytes.HasPrefix(inner, []byte{4, 8})
}
