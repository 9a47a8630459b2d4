// Package pickle reads and writes Python's pickles, of the protocols 0 to 5,
// without Python: nothing is imported, called or built.
//
// A pickle is a program for a machine with a stack and a memo. An
// opcode pushes a value, or takes some off and pushes what they make:
//
//	(lp1      push a list, and store it in the memo as number 1
//	S'tea'    push a str
//	p2        store it as number 2
//	a         append it to the list
//	I3        push an int
//	a         append it
//	g2        push number 2 again: the same object as above
//	a.        append it; the list is the result
//
// The machine of this package pushes nodes. What is stored and fetched
// again is one node in several places.
//
// # Nodes
//
// None, bools, ints, floats and dicts are nodes of their kinds. An int that
// Python 2 wrote as a long has the Form "long". The others, by Kind and Form:
//
//	Text "unicode"    characters
//	Text "str"        a str of Python 2 that is valid UTF-8
//	Bytes "str"       any other str of Python 2
//	Bytes "bytes", "bytearray"
//	List ""           a list; "tuple", "set", "frozenset" are those
//
// An Object is what Python would have to import something for, or call it:
//
//	"global"       Args: module, name. Class is both with a dot in between, as
//	               it is, for the forms below, that of the class or callable
//	"reduce"       Args: callable, tuple of arguments
//	"reconstruct"  the same by copy_reg._reconstructor(class, base, value), as
//	               Python 2 pickles objects: Class is the class's
//	"newobj"       Args: class, tuple of arguments
//	"newobj_ex"    Args: class, tuple of arguments, dict of arguments
//	"obj", "inst"  Args: class, tuple of arguments: Python 2's old classes
//	"persid"       Args: the id of what is kept outside of the pickle
//	"ext"          Args: the number of a registered global
//	"surrogates"   Args: the UTF-8 of a unicode with lone surrogates, which is
//	               no valid UTF-8
//
// What is appended to an object is in Items, what is set by key in Pairs, and
// what __setstate__ or __dict__ is given in State; Python does it in that order.
// Several states are the Items of a State of the Form "builds"; items
// that are added, as to a set, are those of an item of the Form "additems".
//
// Sets, and in old protocols bytes and bytearrays, are pickled as calls. They
// are shown as what they are, unless a part of the call is used elsewhere too.
//
// # Writing
//
// A graph is written as Python 2.7's cPickle or Python 3's pickle would. What Python
// wrote is written again byte for byte where nothing was changed; what the graph does
// not tell for that, [Info] carries from [Decode] to [Encode]. Nodes without a Form are
// written as the most usual kind of the Python that wrote the pickle.
//
// Refused are, in reading, buffers outside the pickle, keys that Python could not
// look up, and objects that are made of lists which change later; in writing, what no
// pickle holds, and objects that are made from one another in ways that Python never
// writes. [CheckKeys] refuses an edit that Python would not load.
//
// # Where to start
//
// [Decode] runs the machine in machine.go by one table, opcodes.go, whose actions are
// in the files do_*.go. [Encode] is the way back, in write_*.go.
package pickle
