// Package files opens the files that lines name, for source, set --file, dump, load, record
// and replay.
//
// A [Set] resolves names. A walkthrough has a Set with a folder that is removed when it ends,
// and can write nowhere else, so that a stranger's walkthrough is safe to replay.
// [Set.Create] writes a file under another name until it is complete. Files that may block,
// such as named pipes, are interrupted when a context ends: see [Interruptible].
package files
