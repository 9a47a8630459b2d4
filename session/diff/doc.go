// Package diff compares two trees of a session, and merges three.
//
// A [Comparison] finds the [Change]s between two trees: each with the path of a place, and what it was
// and is.
//
// An [Across] finds them between values of two sessions, which may be of different frameworks.
//
// A [Merge] brings the changes of another copy of the same tree, theirs, into one's own copy, mine, key by
// key. A place that both sides have changed, each in its own way, is a [Conflict]. A
// [Resolver] decides it, or leaves it open: a [Choice] takes one side, [Add] adds up counters, and
// [Union] unites lists.
package diff
