// Package number computes with numbers as Python does, to the last digit.
//
// Integers are starlark.Int, of any size up to [MaxBits] bits, and floats those of Go; True
// is 1 ([Integer]). A [Calculator] has the operators. [Compare] compares two numbers
// exactly, [ParseInt] and [ParseFloat] read them, [RoundInt] and [RoundFloat] round them, and
// [HashInt], [HashFloat] and [TupleHash] hash them as CPython does: sets show their values in an
// order that follows from it.
package number
