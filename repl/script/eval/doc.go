// Package eval runs the statements that package translate reads.
//
// A [Machine] walks the tree. It knows Python's names and scopes, its control flow,
// its functions and classes; what a value is and does is left to package value, and
// the names of the top level and the modules to its [Host]. Every statement, call
// and turn of a loop is a step, which the guard of the runtime counts: see package
// bounds.
//
// Start with [Machine.Run]. Statements are in exec.go, expressions in expr.go,
// names in names.go, functions that yield in generator.go.
package eval
