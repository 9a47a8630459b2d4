// Package complete computes what Tab offers: commands, flags, and the names of containers,
// sessions, keys, savepoints, files and so on.
//
// A [Completer] answers from what is known, and waits for the server only for an instant.
// What it does not know is read in the background by [Names], and is there at the next Tab.
package complete
