// Package walkthrough finds the examples in a text, runs them, compares what
// they print with what the text expects, and tells the difference or mends
// the text.
//
// An example is a line that begins, after any indentation, with "sessh> " (a
// line of the shell) or ">>> " (a Python-style statement), with the lines that
// begin with "... " right below. What follows, up to a blank line, the next
// prompt or the end of a fenced block, is the output that is expected; none
// means that nothing is printed. Everything else is prose.
//
//	sessh> get /Shop/s1/cart/total
//	12
//
// The rules of finding and matching are those of Python's doctest, with
// ELLIPSIS on: "..." in what is expected stands for anything. Options of one
// example stand behind it: "# doctest: +SKIP".
//
// Begin with [Parse], then [File.Replay] with a [Runner].
package walkthrough
