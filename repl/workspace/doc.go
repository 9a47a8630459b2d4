// Package workspace is the one transaction that is open, as a person handles it.
//
// [Workspace.Work] is what is open in it, and begins one where there is none.
// [Workspace.Mark] makes a savepoint by name, [Workspace.Retrace] takes steps back.
// A transaction ends in one of three ways, each of which has one function that knows all
// that follows from it:
//
//   - [Workspace.Commit] writes what is pending. Where it failed half way, what was not
//     written is pending in a new transaction.
//   - [Workspace.ThrowAway] drops what is pending; for a while the stash still has it.
//   - [Workspace.PutAside] moves what is pending to the stash.
//
// The stash outlives the shell in files, and so does what is pending at a prompt: after each
// line [Workspace.SavePending] keeps it, so that it can be recovered from a shell that was
// killed.
package workspace
