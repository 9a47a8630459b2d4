// Package transact has the commands of the open transaction: status and diff, savepoints,
// commit, abort and undo, refresh and resolve, the log, and the stash. They show what package
// workspace does. The command diff compares any two places as well.
package transact
