// Package place knows the current place in the tree of containers, sessions and values, and
// looks up paths.
//
// A [Path] is the names from the root down, as they are typed and shown: a path that was
// shown can be typed again and leads to the same place, whatever the types of its keys. [Of]
// converts the path of a place in a session to one.
//
// [Where.Resolve] makes a path of what was typed at the current place, and [Where.Find] looks
// it up in the open transaction: the [Spot] that it returns has the pending value, the
// committed one, and the list or mapping that holds them.
package place
