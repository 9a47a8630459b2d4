// Package repl is the shell: it takes lines from a person, a script or a walkthrough, runs
// each on the same path, and leaves with a status.
//
// [New] makes a [Shell] on a store. [Shell.Interact] reads lines at a prompt,
// [Shell.Script] from a file, and [Shell.One] runs a single command whose words another
// shell has taken apart. All of them end in [Shell.Run], which does four things:
//
//   - package lines classifies the line once: a command, a statement, or nothing;
//   - the command table binds a command's words and flags to a call (package command);
//   - the command runs in an Env, as much of the shell as commands see, and returns its
//     result as data;
//   - package output renders the result, as text or as JSON.
//
// What a shell is made of has rooms of its own, each of which can be read and tested alone:
// place is where one is, and what stands at a path; workspace is the open transaction with
// its savepoints, its end, its log and its stash; complete is what Tab offers; report words
// errors. What is left here is what ties them together: the loop at the prompt, Ctrl-C,
// leaving, recording, and the shells inside of a shell.
package repl
