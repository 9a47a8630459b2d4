package codec

import (
	"bytes"

	"sessh/session/format/plain"
)

// idJSON is the name of JSON in files.
const idJSON = "json"

// inJSON is JSON as a framework writes it, whose sessions begin like head. The way has
// that name, and none for "".
func inJSON(way, head string) *Codec {
	c := &Codec{
		Codec: plain.JSON, ID: idJSON, What: "the value in JSON", Label: "JSON",
		Begins: beginsObject,
		First:  " \t\r\n{",
		Marked: true,
		Heads:  func(value []byte) bool { return bytes.HasPrefix(value, []byte(head)) },
	}
	if way != "" {
		c.Ways = []Way{{Name: way}}
	}
	return c
}

// beginsObject reports whether a value begins as an object in JSON.
func beginsObject(value []byte) bool {
	for _, c := range value {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c == '{'
		}
	}
	return false
}

// JSON is a mapping in JSON, and nothing else: its sessions begin like head, and label
// says for people how they are written.
func JSON(label, head string) *Set {
	c := inJSON("", head)
	c.Label = label
	return &Set{Codecs: []*Codec{c}}
}
