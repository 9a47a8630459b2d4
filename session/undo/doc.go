// Package undo is the undo log of a transaction: a tree of the states that its data has
// been in.
//
// Every change leads from the present state to a new one below it, and the log can go to
// any state that it has been in: up the branch, taking changes back, to the state where the
// two branches part, and down the other one, making its changes again. A savepoint is a
// [State]. Undo, redo, rollback and the end of a failed step each go to one. So nothing is
// ever taken out of the log, and a state that nothing leads to any more is garbage.
//
// Going from one state to another costs what differs between them, and holding a state
// costs nothing, however much data there is.
//
// The log knows nothing of the data. A change is an [Op], and belongs to a T, the part of
// the data that it changes; the log reports each T that an op was applied to or reverted in.
package undo
