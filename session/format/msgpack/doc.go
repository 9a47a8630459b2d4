// Package msgpack reads and writes MessagePack, the whole of its specification.
//
// A value begins with a byte that gives its type, and, for many small values, the
// value or its length as well. All numbers are big endian.
//
//	00-7f  e0-ff                 the integers 0 to 127, and -32 to -1
//	80-8f  de df                 map of up to 15, of 16 bits, of 32 bits of entries
//	90-9f  dc dd                 array, likewise
//	a0-bf  d9 da db              str of up to 31 bytes, of 8, 16 or 32 bits of them
//	c0  c2  c3                   nil, false, true
//	c4 c5 c6                     bin
//	ca cb                        float32, float64
//	cc cd ce cf  d0 d1 d2 d3     uint and int of 8, 16, 32 and 64 bits
//	d4-d8  c7 c8 c9              ext: a number for its type, and bytes
//
// # Nodes
//
// A str is a Text, or Bytes of the Form "str" where it is not UTF-8; a bin is
// Bytes. Keys of a map can be of any kind. An integer that only a uint64 holds is a
// Big. The ext of the type -1 is a Time in UTC; any other is an Object of the Class
// "ext" with two Args: its type, an Int, and its data, Bytes.
//
// Most values can be written in several widths, and writers use the least.
// Where one did not, the Form is the one that it used: "int16", "uint64",
// "float32", "str8", "bin32", "array16", "map32", "ext8", "timestamp96".
// Encode keeps to it as long as the value still fits.
//
// # PHP
//
// The extension msgpack of PHP writes more than this: objects and references
// are maps with nil for a key. [DecodePHP] and [EncodePHP] know about them.
//
// Start with [Decode] and [Encode]. Refused is what a format without references
// cannot hold; see [Encode].
package msgpack

import (
	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// Forms of nodes without a width.
const (
	formStr = "str" // of Bytes: it was a str
	formExt = "ext" // of an Object; also its Class
)

// Repr shows a value on one line; see [graph.Show].
func Repr(n *graph.Node) string { return phpgraph.Show(n) }
