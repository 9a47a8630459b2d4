// Package codec has the ways in which frameworks serialize sessions: each is a codec,
// with the means to recognize its values, and frameworks have sets of them.
//
// Only the bytes show which codec has written a value, unless the client's flags
// do. It is one that can read the whole value; where several can, that is a
// [format.Doubt], for the other sessions to decide.
package codec

import (
	"sessh/session/format/serial"
	"sessh/session/format/wrap"
)

// A Codec is a way of serializing sessions.
type Codec struct {
	*serial.Codec

	// ID is the codec's name in files.
	ID string

	// What is the term for a value of the codec in messages: "the pickle".
	What string

	// Label describes how values are written: "JSON". Written describes it for one
	// value in more detail. It may be nil, and returns "" for a value that cannot be
	// read.
	Label   string
	Written func(value []byte) string

	// Ways are the ways in which the codec writes, the usual one first; nil if there is
	// only one. WayOf is the name of the one in which a value was written; it may be nil
	// if there is only one.
	Ways  []Way
	WayOf func(how any) string

	// Begins reports, at a glance, whether the codec may have written a value. Marked
	// says that no other codec of the set writes values that begin so.
	Begins func(value []byte) bool
	Marked bool

	// First are the bytes with which values begin for which Begins is true; "" if
	// it may be any.
	First string

	// Heads reports whether a value begins as a session does, even if it is damaged
	// further on. It may be nil if keys prove which framework an item belongs to.
	Heads func(value []byte) bool

	// Own reports whether a session that was read from a whole value is hardly anything
	// else, as its names tell. It may be nil: it can be.
	Own func(data serial.Names) bool

	// Sealed says of a codec that can be read only why its values cannot be written;
	// "" if they can.
	Sealed string

	around *Envelope // that the session is in, if any
	prefix string    // of the ways, if there are several envelopes
}

// A Way is a way of writing that a user can ask for.
type Way struct {
	Name string
	How  any // for the codec of package serial
}

// Enveloped reports whether sessions are in an envelope.
func (c *Codec) Enveloped() bool { return c.around != nil }

// way returns the name of the way in which a value was written.
func (c *Codec) way(how any) string {
	name := ""
	if len(c.Ways) > 0 {
		name = c.Ways[0].Name
	}
	if c.WayOf != nil {
		name = c.prefix + c.WayOf(wrap.Inner(how))
	}
	return name
}

// label words how a value is written.
func (c *Codec) label(value []byte) string {
	text := c.Label
	if c.Written != nil {
		text = c.Written(value)
	}
	if c.around != nil && c.around.About != "" && text != "" {
		text += ", " + c.around.About
	}
	return text
}
