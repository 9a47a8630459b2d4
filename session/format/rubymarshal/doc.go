// Package rubymarshal reads and writes Ruby's Marshal in its version 4.8: what
// Rack and Rails keep of a session.
//
// A value is one byte for its type and then its parts. What a string, a list or an
// object is not implied by its class is written around it: `I` before and its
// instance variables after it, `e` and the name of a module that extends it, `C`
// and the name of the class that it is of. A symbol is written once, and `;` and
// its number wherever it is met again; `@` and a number stands for an object in the
// same way. All that is not a nil, true, false, Fixnum or Symbol takes a number, in
// the order in which Ruby begins to read it; but an object that is made from a
// string by the method _load takes its own after the instance variables of that
// string.
//
// Nothing is run and no class is built. This is how values are nodes, and what the
// word in Form is:
//
//	nil, true, 1, 2**70, 1.5   Null, Bool, Int, Int with Big, Float
//	"é", in UTF-8              Text; Form "ascii" in US-ASCII
//	"\xff".b                   Bytes of the form "binary"
//	in another encoding        Bytes of the form "encoding:Shift_JIS"; of UTF-8
//	                           or US-ASCII where the bytes are not valid
//	:symbol                    Text of the form "symbol"; Bytes of the form
//	                           "symbol:binary", "symbol:encoding:Shift_JIS"
//	[1], {1=>2}                List, Map
//	Hash.new(0)                Map of the form "default", which is in State
//
// Everything else is an Object, with what Ruby calls its class in Class:
//
//	o  an object                Pairs: its instance variables
//	S  a Struct                 Pairs: its members
//	u  one with _dump           Args: the string; Pairs: its variables
//	U  one with marshal_dump    Args: the value
//	d  one of an extension      Args: the value
//	/  a Regexp                 Args: the source, the options; Pairs: variables
//	c, m, M  a class, a module, either; it is Class itself
//	C  of a subclass            Args: the String, Array, Hash or Regexp; Pairs
//	e  extended by a module     Args: the value; Class: the module; Pairs
//	I  with instance variables  Args: the value; Pairs
//
// The Object and what it wraps as C, e and I are one object in Ruby, and only
// the outermost node is ever met elsewhere. A hash that compares its keys by
// identity is of the form C and the class Hash.
//
// Start with [Decode] and [Encode]. What Ruby wrote is written again byte for byte.
// Refused are bytes after the value, and what Marshal has no way for, such as a time
// before 1900, or a wrapped object that stands by itself, too.
package rubymarshal

const version = "\x04\x08"

// The forms of nodes that are not objects.
const (
	formASCII    = "ascii"
	formBinary   = "binary"
	formEncoding = "encoding:"
	formSymbol   = "symbol"
	formDefault  = "default"
)

// The names of encodings that Marshal abbreviates.
const (
	utf8Name  = "UTF-8"
	asciiName = "US-ASCII"
)
