// Package output renders results: as text for people, or as JSON for programs.
//
// A command returns a [Result], which is data. The [Printer] writes it: [Printer.Emit]
// renders its text in the width and colours of the terminal, or one JSON document on a line.
// [Message] is a result in one sentence, [Rows] one that is made as it is shown, [Diff] and
// [Conflicts] are what is pending, and [Committed] is what a commit has written. A command
// whose result is none of these has a type of its own with the two methods.
//
// The printer also bounds what a terminal gets, starts the pager, counts long work, and
// writes notes beside results to standard error.
package output
