// Package walkthrough finds the examples in a text, runs them, compares their output with
// what the text expects, and reports the differences or updates the text.
//
// An example is a line that begins, after any indentation, with "sessh> " (a line of the
// shell) or ">>> " (a Python-style statement), together with lines right below that begin
// with "... ". What follows, up to a blank line, the next prompt or the end of a fenced block,
// is the expected output; if nothing follows, none is expected. Everything else is prose.
//
//	sessh> get /Shop/s1/cart/total
//	12
//
// The rules of finding and matching are those of Python's doctest, with ELLIPSIS on unless
// [Options] turn it off: "..." in expected output stands for anything. Options of one example follow it: "# doctest: +SKIP".
//
// A text can have set-ups and clean-ups, too: see [Block].
//
// Begin with [Test], which runs files in a test of Go; or with [Parse], then [File.Replay] with a
// [Runner].
package walkthrough
