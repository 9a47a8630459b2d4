// Package repl is the shell: it takes lines from a user, a script or a walkthrough, and runs
// them all in the same way.
//
// [New] makes a [Shell] on a store. [Shell.Interact] reads lines at a prompt,
// [Shell.Script] reads them from a file, and [Shell.One] runs a single command whose words
// another shell has split. All of them end in [Shell.Run], which takes four steps:
//
//   - package lines classifies the line once: a command, a statement, or nothing;
//   - the command table binds the words and flags of a command to a call (package command);
//   - the command runs in an Env, which is as much of the shell as commands see, and
//     returns its result as data;
//   - package output prints the result, as text or as JSON.
//
// The parts of a shell are packages that can be read and tested alone: place looks up paths
// from the current place; workspace is the open transaction with its savepoints, its log and
// its stash; complete computes completions; record makes walkthroughs of what is typed; report
// words errors. What is left here connects them: the loop at the prompt, Ctrl-C, leaving, and
// shells inside a shell.
package repl
