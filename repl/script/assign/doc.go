// Package assign changes the parts of values that statements name on the left of = and after
// del: x[k], x[lo:hi:step] and x.name.
//
// A list or dictionary changes itself (package value), whether it is part of a session or not;
// an object of a class that a statement made does so by its methods, such as __setitem__. What is
// here finds out which it is, works out which values a slice replaces, and words the errors of
// all that cannot be changed as CPython does. Names by themselves, and targets of several values,
// are those of package eval.
package assign
