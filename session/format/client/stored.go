package client

import (
	"bytes"
	"errors"
	"sync"
)

// A Stored is the value of an item that several clients may open, one after the other: what one
// of them unpacks the next need not unpack again. What they have unpacked is good until Done, after
// which it may hold another item.
type Stored struct {
	Value []byte
	Flags uint32

	unpacked []unpacked
}

// unpacked is what a value is in one packing.
type unpacked struct {
	by    Packing
	sized bool // its size is before it
	bytes []byte
	err   error
	room  *bytes.Buffer // for the bytes
}

// unpack returns what the value is in a packing.
func (s *Stored) unpack(by Packing, sized bool) ([]byte, error) {
	for _, u := range s.unpacked {
		if u.by == by && u.sized == sized {
			return u.bytes, u.err
		}
	}
	u := unpacked{by: by, sized: sized, room: rooms.Get().(*bytes.Buffer)}
	if sized {
		u.bytes, u.err = by.unpackSized(u.room, s.Value)
	} else {
		u.bytes, u.err = by.unpackInto(u.room, s.Value)
	}
	s.unpacked = append(s.unpacked, u)
	return u.bytes, u.err
}

// Done ends the use of what was unpacked: its memory is used again.
func (s *Stored) Done() {
	const large = 1 << 20
	for _, u := range s.unpacked {
		if u.room.Cap() <= large {
			u.room.Reset()
			rooms.Put(u.room)
		}
	}
	s.unpacked = s.unpacked[:0]
}

var rooms = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// ErrFlags is the error of [Client.Peek] at an item to which the client gives no such flags.
var ErrFlags = errors.New("the client gives a session no such flags")

// Peek is Open for callers that only look at the bytes, and at the name of the serializer.
func (c *Client) Peek(s *Stored) (value []byte, serializer string, err error) {
	switch {
	case !c.fits(s.Flags) && c.Or != nil:
		return c.Or.Peek(s)
	case !c.fits(s.Flags):
		return nil, "", ErrFlags
	}
	switch value = s.Value; {
	case s.Flags&c.Compressed == 0:
	case c.Packings != nil:
		value, err = s.unpack(c.packing(s.Flags), true)
	default:
		value, err = s.unpack(PackingOf(value), false)
	}
	return value, c.Serializers[s.Flags&c.Types], err
}
