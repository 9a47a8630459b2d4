// Package codec has the ways in which frameworks serialize sessions: each is a codec,
// with the means to recognise its values, and frameworks have sets of them.
//
// Nothing but the bytes tells which codec has written a value, unless the client's flags
// do. It is one that can read the whole value; where several can, that is a
// [format.Doubt], for the other sessions to decide.
package codec

import (
	"bytes"

	"sessh/session/format/graph"
	"sessh/session/format/plain"
)

// A Codec is a way of serializing sessions.
type Codec struct {
	*graph.Codec

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

	// Heads reports whether a value begins as a session does, even if it is damaged
	// further on. It may be nil if keys prove which framework an item belongs to.
	Heads func(value []byte) bool
}

// A Way is a way of writing that a user can ask for.
type Way struct {
	Name string
	How  any // for the graph's codec
}

// way returns the name of the way in which a value was written.
func (c *Codec) way(how any) string {
	switch {
	case c.WayOf != nil:
		return c.WayOf(how)
	case len(c.Ways) > 0:
		return c.Ways[0].Name
	}
	return ""
}

// label says how a value is written.
func (c *Codec) label(value []byte) string {
	if c.Written != nil {
		return c.Written(value)
	}
	return c.Label
}

// inJSON is JSON as a framework writes it, whose sessions begin like head. The way has
// that name, and none for "".
func inJSON(way, head string) *Codec {
	c := &Codec{
		Codec: plain.JSON, What: "the value in JSON", Label: "JSON",
		Begins: func(value []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(value, " \t\r\n"), []byte("{")) },
		Marked: true,
		Heads:  func(value []byte) bool { return bytes.HasPrefix(value, []byte(head)) },
	}
	if way != "" {
		c.Ways = []Way{{Name: way}}
	}
	return c
}

// JSON returns a mapping in JSON, and nothing else: its sessions begin like head, and
// label says for people how they are written.
func JSON(label, head string) *Set {
	c := inJSON("", head)
	c.Label = label
	return &Set{Codecs: []*Codec{c}}
}
