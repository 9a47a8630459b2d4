// Package phpserialize reads and writes what PHP's serialize() writes, and the
// sessions that PHP's three serializers make of it. Nothing is run, and no
// class is built.
//
//	N;                        null
//	b:1;  i:-5;  d:0.5;       bool, int, float (INF, -INF, NAN)
//	s:3:"abc";                a string of 3 bytes
//	a:1:{i:0;s:1:"x";}        an array: keys and values in turn
//	O:3:"Foo":1:{s:1:"a";N;}  an object with its properties
//	C:3:"Foo":2:{xy}          an object that wrote its own payload (Serializable)
//	E:11:"Suit:Hearts";       a case of an enum
//	r:2;  R:2;                the object, the variable, that is the second value
//
// Values are numbered from 1 in the order in which they begin. Keys have no
// number, and neither has an R, for it is a variable that has one already; an r
// is a variable of its own that holds an object known before.
//
// # Nodes
//
// They are those of package phpgraph. The values in the payload of an object that
// called serialize() for it are nodes among its Args, for they are numbered with all
// others. Other forms are "S", a string with escapes, and the text of a float that is
// not written as PHP 7.1 and later do.
//
// A reference is written as R wherever it is met again; an object as r, unless the
// place is a reference to the variable that holds it. What else stands in two places
// of the graph is written twice.
//
// # Sessions
//
//	php            name|value name|value …
//	php_binary     the length of the name in one byte, name, value, …
//	php_serialize  one array
//
// The values of a session are numbered through.
//
// Start with [DecodeSession] and [EncodeSession]. What PHP wrote is written again byte
// for byte. Refused are references to values whose
// number cannot be told, for an object before them wrote its own payload, and what
// PHP has no way to write: integers beyond 64 bits, times, arrays that hold themselves
// without being references, objects of other formats.
package phpserialize

import (
	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// Forms of nodes beside those of package phpgraph.
const (
	formEscaped   = "S"
	formUndefined = "!" // of a null: a session's variable that was never set
)

// Repr shows a value on one line; see [phpgraph.Show].
func Repr(n *graph.Node) string { return phpgraph.Show(n) }
