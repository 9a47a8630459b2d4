// Package value has Python's values, and what operators and statements do with them.
//
// A [Runtime] makes the values of one interpreter, and computes with them:
// [Runtime.Operate], [Runtime.Item], [Runtime.GetAttribute], [Runtime.Call] and so
// on. None, booleans, numbers, texts, bytes and tuples are held in Starlark's types,
// of which only the Go type is used: no method, operator or function of
// Starlark is ever run on them, so that a text has Python's characters and not
// Starlark's bytes. [Set] and [View] are types of this package.
// So are [Dict] and [List], which may be part of a session: what a statement made
// becomes part of one when it is put there, and what is read from a session stays
// what is there, also in the transaction after the one that it was read in. A value
// that statements have no type for, such as an object of the application, is a
// [object.Foreign].
//
// What can be said of numbers, texts and formats without a runtime is in the packages below
// this one: number, chars, formats, sequence, order and table; location knows the sessions. The
// methods of the classes, and the functions, are in package builtin; what assignments and del
// change is in package assign, and what completion looks at in package glance.
//
// Whatever makes values or takes long asks the runtime's guard first: see package
// bounds.
package value
