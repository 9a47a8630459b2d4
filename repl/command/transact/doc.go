// Package transact has the commands of the open transaction: status and diff, savepoints,
// commit, abort and undo, what decides conflicts, the log, and the stash.
//
// They show what package workspace does, and do nothing to a transaction themselves.
package transact
