// Package revert takes back what a commit wrote, when the store may have changed since.
//
// [Written] returns what the latest commit of a transaction wrote, which a program keeps as long as it
// wants to be able to revert it; [Item] makes the same of two items that it has kept elsewhere. [Do] is
// the way back, in any later transaction:
//
//	written := revert.Written(root.Work(tx))
//	...
//	err := revert.Do(ctx, root.Work(later), "revert 3", written)
//
// The inverse of a commit is pending like any other change: it can be looked at, undone, and
// committed. It is a merge with three sides, as a refresh is. What the commit wrote is what both sides
// began with; what was there before is taken over, and what was changed since elsewhere stays. A place
// that was changed again is a conflict. Then Do changes nothing, and its [Error] has the conflicts.
package revert
