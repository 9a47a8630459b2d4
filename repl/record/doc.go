// Package record records what a user types and sees as a walkthrough that replays anywhere.
//
// [New] starts a [Recording] in a file. The shell then calls [Recording.Begin] before each line
// and [Recording.End] after it. In between it copies what it prints to the printer that Begin
// returned, and reports what is read from the store ([Recording.See]), which commands run
// ([Recording.Ran]), and whether the user is asked ([Recording.Asked]). [Recording.Finish]
// completes the file and replays it once.
//
// A walkthrough is read by others, and replayed later on a store that has none of the sessions.
// So a recording differs from a copy of the terminal in four ways:
//
//   - Its first lines make what is pending when it starts, and go to the current place
//     (pendinglines.go).
//   - A line with a credential is not in it, and one that a replay cannot run is skipped; lines
//     that make the same changes are there (effect.go, package mask).
//   - Of an output it has what is the same each time, and "..." for the rest: each command
//     knows which part that is (Steady of [command.Command]).
//   - It begins with the sessions that its lines have read, each as it was when the first
//     line read it (touched.go). A search may have read thousands of which its output shows
//     three: replaying the recording with fewer and fewer of them shows how few are enough
//     (begin.go, package least).
package record
