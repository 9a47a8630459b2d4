// Package diff compares two trees of a session, and merges three.
//
// A [Comparison] finds the [Change]s between two trees: each with the path of a place, and what it was
// and is.
//
// An [Across] finds them between values of two sessions, which may be of different frameworks.
//
// A [Merge] takes into one tree, mine, what became of another copy of the tree that mine was made of,
// theirs, key by key. A place that both sides have changed, each in its own way, is a [Conflict]. A
// [Resolver] decides it, or leaves it open: a [Choice] takes one side, [Add] adds up counters, and
// [Union] unites lists.
package diff
