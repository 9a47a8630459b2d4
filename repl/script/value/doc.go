// Package value has Python's values on Starlark: lists and dictionaries, how
// values are compared, sorted, added and formatted, and the built-in functions
// that work on them.
//
// A [Runtime] makes the values of one interpreter. Its [Dict] and [List] are
// Starlark values that may be part of a session: what a statement made becomes
// part of one when it is put there, and what is read from a session stays what is
// there, also in the transaction after the one that it was read in. Starlark's
// numbers, texts, tuples and sets are Python's already; a value that Starlark has
// no type for, such as an object of the application, is a [Foreign].
//
// Whatever makes values or takes long asks the runtime's guard first: see
// package bounds. Starlark's own operators, methods and functions do not ask, so
// [Runtime.Universe] has a function for each of them that does.
package value
