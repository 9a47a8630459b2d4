// Package forms has the words for the nodes of a pickle's graph: what a [graph.Node] is to Python, beyond
// its kind.
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
// [WellMade] reports whether an object has the Args that its form needs: a graph that an edit has made
// need not. [DictItems] finds the entries of instances of subclasses of dict, which are pickled in
// many ways.
package forms
