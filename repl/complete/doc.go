// Package complete works out what Tab offers: commands, flags, and the names of containers,
// sessions, keys, savepoints, files and the like.
//
// A [Completer] answers from what is known, and waits for the server no longer than a
// blink. What it does not know is fetched in the background by [Names], and is there at the
// next Tab.
package complete
