// Package codec is the ways in which frameworks serialize sessions: each a codec with
// what tells its values from those of others, and the sets of them that a framework can
// be set to use.
//
// Nothing but the bytes tells which codec has written a value, unless the client's flags
// do. It is one that can read the whole value; where several can, that is a
// [session.Doubt], for the other sessions to decide.
package codec

import (
	"sessh/session/format/graph"
)

// A Codec is a way of serializing sessions.
type Codec struct {
	*graph.Codec

	// ID is the codec's name in files.
	ID string

	// What is a value of the codec in messages: "the pickle".
	What string

	// Label says for people how a value is written: "JSON". Written says it of a value
	// where there is more to tell; it may be nil, and "" for what cannot be read.
	Label   string
	Written func(value []byte) string

	// Ways are the ways in which the codec writes, the usual one first; nil where that
	// goes without saying. WayOf is the name of the one in which a value was written; it
	// may be nil where there is but one.
	Ways  []Way
	WayOf func(how any) string

	// Begins reports, at a glance, whether the codec may have written a value. Marked is
	// set where a value that begins so is by no other codec of the set, if by any.
	Begins func(value []byte) bool
	Marked bool

	// Heads reports whether a value begins as a session does, and is one that may be
	// damaged further on. It may be nil where keys prove whose an item is.
	Heads func(value []byte) bool

	// Sealed says of a codec that can be read only why its values cannot be written;
	// "" if they can.
	Sealed string

	around *Envelope // that the session is in, if any
	prefix string    // of the ways, if there are several envelopes
}

// A Way is a way of writing that a user can ask for.
type Way struct {
	Name string
	How  any // for the graph's codec
}

// way returns the name of the way in which a value was written.
func (c *Codec) way(how any) string {
	name := ""
	if len(c.Ways) > 0 {
		name = c.Ways[0].Name
	}
	if c.WayOf != nil {
		name = c.prefix + c.WayOf(graph.Inner(how))
	}
	return name
}

// label says how a value is written.
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
