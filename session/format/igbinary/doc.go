// Package igbinary reads and writes what PHP's extension igbinary does: its
// format versions 1 and 2, which differ in little but their number. Nothing is
// run, and no class is built. A session of the serializer igbinary is one array.
//
// A value begins with four bytes, the version, and then one that gives its type;
// numbers are big endian, and of 8, 16 or 32 bits, whichever is enough:
//
//	00  04 05                null, false, true
//	06-0b  20 21             integers, those with odd numbers negative
//	0c                       float
//	0d  11-13                the empty string, a string with its length
//	0e-10                    the n-th string or class, from 0
//	14-16                    array: the number of entries, keys and values in turn
//	17-19  1a-1c             object: its class, or the n-th string as its class, and
//	   14-16                 its properties like an array, or
//	   1d-1f                 a payload that it wrote of itself (Serializable), or
//	   27                    a string: the name of a case of an enum
//	22-24                    the object that is the n-th
//	01-03                    the array, or what is a reference, that is the n-th
//	25                       the place of the value that follows is a reference (&)
//
// Arrays, objects, and scalars that are references are numbered from 0 in the
// order in which they begin. Properties have no number as an array.
//
// # Nodes
//
// They are those of package phpgraph. A property whose key is Null stands for one that
// has no value yet.
//
// PHP also writes an array once that is in several places without being a
// reference, until one of them is changed. In the graph these are copies, as
// they are in a program. Their Forms are "=1", "=2", …, equal for copies of one
// array: those that are still equal are written once.
//
// Start with [Decode], which also gives the [Options] that [Encode] needs to write the
// same bytes again. Refused is what PHP has no way to write; see [Encode].
package igbinary

import (
	"strings"

	"sessh/session/format/graph"
)

// Options say how a value is written. The zero value writes as PHP does today.
type Options struct {
	Version int // 1 or 2; 0 is 2
	// Verbose writes strings each time, and only classes once: PHP's setting
	// igbinary.compact_strings=0.
	Verbose bool
}

// copied begins the Form of an array that was written once for several places.
const copied = "="

// The types of values. Those of several widths have the next two numbers too.
const (
	typeNull      = 0x00
	typeRef       = 0x01
	typeFalse     = 0x04
	typeTrue      = 0x05
	typeLong      = 0x06 // and 0x07 for a negative one, and so on
	typeDouble    = 0x0c
	typeEmpty     = 0x0d
	typeStringID  = 0x0e
	typeString    = 0x11
	typeArray     = 0x14
	typeObject    = 0x17
	typeObjectID  = 0x1a
	typePayload   = 0x1d
	typeLong64    = 0x20
	typeObjectRef = 0x22
	typeSimpleRef = 0x25
	typeEnum      = 0x27
)

func isCopied(n *graph.Node) bool {
	return (n.Kind == graph.List || n.Kind == graph.Map) && strings.HasPrefix(n.Form, copied)
}
