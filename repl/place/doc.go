// Package place is where one is in the tree of containers, sessions and values, and finds
// what stands at a path.
//
// A [Path] is the names from the root down, as they are typed and shown: what is shown can be
// typed again, and leads to the same place, whatever the types of the keys. [Of] makes one of
// a session's path; nothing else crosses between the two.
//
// A [Where] is a place to stand at. [Where.Resolve] makes a path of what was typed, and
// [Where.Find] looks it up in the open transaction: the [Spot] it returns has the value that
// is pending there, the one that is committed, and the list or mapping that holds it.
package place
