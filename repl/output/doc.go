// Package output renders results: as text for people, or as JSON for programs.
//
// A command returns a [Result], which is data, and [Printer.Emit] writes it: as text in the
// width and colours of the terminal, or as one JSON document on a line. [Message] is a
// result in one sentence, [Rows] one that is shown as it is found, [Diff] and [Conflicts]
// show what is pending, and [Committed] what a commit wrote. Other results are types of the
// commands that return them. What differs between two long texts, package marks shows.
//
// The printer also limits what a terminal gets, starts the pager, shows progress, and
// writes notes to standard error.
package output
