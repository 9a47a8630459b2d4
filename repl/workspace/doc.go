// Package workspace is the open transaction as a user handles it.
//
// [Workspace.Work] returns the work of the open transaction, and begins one if none is open.
// [Workspace.Mark] makes a named savepoint; [Workspace.Undo] and [Workspace.Redo] go back and
// forth in steps. A transaction ends in one of three ways, each of them one function:
//
//   - [Workspace.Commit] writes what is pending. If it fails half way, what was not written
//     becomes pending in a new transaction.
//   - [Workspace.Discard] drops what is pending; the stash keeps it for a while.
//   - [Workspace.PutAside] moves what is pending to the stash.
//
// The stash is in files that outlive the shell. So is what is pending at a prompt:
// [Workspace.SavePending] saves it after each line, and it can be recovered from a shell that
// was killed.
package workspace
