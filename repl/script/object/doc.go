// Package object has what the values of Python-style statements share: classes,
// the instances, modules and exceptions made of them, and how a value is shown.
//
// A [Class] is what type(x) returns. An [Instance] is an object that Go
// implements, an [Exception] what a statement raises: every error of the layers
// below becomes one, by [Wrap] where it comes from the transaction or the store,
// by [FromError] where it comes from Starlark's library, by which functions of Go take
// their arguments, and which words its errors in its own way.
//
// [Repr] shows a value as Python does. It shows Starlark's values itself; a type
// of another package shows itself by its method Show ([Shown]).
package object
