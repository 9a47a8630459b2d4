// Package tree holds the data of a session: a tree of mappings, lists and plain values. It knows nothing
// of sessions, stores and formats.
//
// A value is nil, a bool, an int64, a *big.Int, a float64, a string, [Bytes], a time.Time, a [*List],
// a [*Map], or an [Object]: something of an application's own that is shown and carried, but not
// built. [Of] converts other Go values, [Equal] compares, and [Clone] copies.
//
//	cart := tree.NewMap()
//	err := cart.Set("items", []any{"tea", "milk"})
//	...
//	items, ok := cart.Get("items") // a *tree.List
//
// A [Path] names a place in a tree, and the container and the session that the tree belongs to. Keys
// of different types can have the same text, as 2 and "2" do: [Map.Name] tells them apart, and
// [Map.KeyFor] finds the key with a name.
//
// # Owners
//
// A tree that is free, as a new one is, changes at once. One that is part of a session has an [Owner],
// which is asked before each change, and makes it, so that it can be refused, undone, and committed.
// A Map or List remains a live reference in it: it shows what the owner holds, after an undo, too.
// What was removed is [Removed], and a write to it fails with [ErrDetached].
//
// # Shared parts
//
// In many languages two places of a session can hold one list. A [Ref] is the second place. A format
// marks what it decodes, in a [Reading], with the part of the stored value that it was: what was moved
// is the same part when it is encoded, and what replaced it is none. [Snapshot] copies with these
// marks and [Clone] without; [Pair] finds what became of the parts of an older tree, and [Remarks]
// makes a tree one of another reading.
package tree

// The files, by subject:
//
//	values       value, map, list, form, builder, clone, edit, moving
//	names        names, numbers, path
//	places       node, slot
//	sharing      share, reading, remark, pairing, elsewhere
