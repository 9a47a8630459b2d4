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
// A string is a Text, or Bytes where it is no UTF-8. An array with
// the keys 0, 1, 2, … in this order is a List, any other and the empty one a
// Map. An object has its class and, by Form:
//
//	"O"  Pairs: the properties; "\0*\0name" is protected, "\0Class\0name" private
//	"C"  Args: the payload. Serialized values in it are nodes, for they are
//	     numbered with all others; the bytes around them are Bytes of the Form "raw"
//	"E"  Args: the name of the case, a Text
//
// Other forms are "S", a string with escapes; the text of a float that is not
// written as PHP 7.1 and later do; and "&".
//
// # References
//
// Arrays and scalars are values in PHP: two variables share one only by being
// references (&) to each other. A node that was met as such ends in "&" in its
// Form, and is written as R wherever it is met again. Any other that stands in
// two places of the graph is written twice.
//
// An object that is met again is an r, unless the place is a reference to the
// variable that holds the object: then the Form of the place's key ends
// in "&". A list with such a place is a Map, for a list has no keys to tell it.
//
// # Sessions
//
//	php            name|value name|value …
//	php_binary     the length of the name in one byte, name, value, …
//	php_serialize  one array
//
// The values of a session are numbered through.
package phpserialize

import (
	"strings"

	"sessh/session/format/graph"
)

// Forms of nodes; see the package's comment.
const (
	formObject    = "O"
	formCustom    = "C"
	formEnum      = "E"
	formEscaped   = "S"
	formRaw       = "raw"
	formUndefined = "!" // of a null: a session's variable that was never set
	reference     = "&" // at the end of any Form
)

func isReference(n *graph.Node) bool { return strings.HasSuffix(n.Form, reference) }

// form is the Form without the mark of a reference.
func form(n *graph.Node) string { return strings.TrimSuffix(n.Form, reference) }

func markReference(n *graph.Node) {
	if !isReference(n) {
		n.Form += reference
	}
}

// validClass reports whether PHP would take name for that of a class.
func validClass(name string) bool {
	if name == "" || name[0] == '\\' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '\\' && c < 0x80 {
			return false
		}
	}
	return true
}
