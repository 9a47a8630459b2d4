// Package files opens the files that lines name: to source, set --file, dump, load, record
// and replay.
//
// A [Set] is where names lead. A walkthrough has a Set of its own, with a folder that is
// removed when it ends, and can write nowhere else, so that one from a stranger can be
// replayed. [Set.Create] writes a file under another name until it is whole. What may make
// the shell wait, such as a named pipe, hears the end of a context: see [Heard].
package files
