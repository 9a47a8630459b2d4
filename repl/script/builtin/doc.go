// Package builtin has Python's built-in functions, the constructors of its classes, and their
// methods.
//
// [New] returns a runtime of package value whose classes have them, and [Universe] the names
// that are always there. A function of this package is one of Go that takes a call, and a word
// that describes the arguments it takes (call.go); a [Builtin] is one as a value, with the value
// that it is a method of. functions, constructors and the tables of methods have them by
// name.
//
// A method or function that Python has and this package lacks is named by an exception
// NotSupported. What is there answers as Python 3 does: a test runs programs in both.
package builtin
