// Package complete computes what Tab offers: commands, flags, the names of containers,
// sessions, keys, savepoints, files and so on, and what can stand in statements and in jq
// expressions.
//
// A [Completer] answers from what is known, and waits for the server only for an instant.
// What it does not know is read in the background by [Names], and is there at the next Tab.
// Of what can stand at a place it offers what fits best: what begins with what was typed, or
// else contains it, or else has its characters in their order.
package complete
