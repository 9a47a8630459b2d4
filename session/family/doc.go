// Package family knows how the sessions of one container are stored: under which keys, in which
// format, in which of the ways that a format may have, and under which locks of the application. It
// knows nothing of transactions; package session opens the sessions of a [Family] in them.
//
// A value says in which format it is, but not always how. The same bytes can be what two serializers
// of a framework write, and a new session has no bytes yet. Then the other sessions of the family
// decide: [Family.Read] and [Family.NewWay] look at some of them, and the error of an item that they
// do not decide is a [format.Doubt]. A user can decide as well, by [Family.AssignWay].
//
//	families := family.New(store, catalog, formats, time.Now)
//	shop := families.Of("Shop", f)
//	key, err := shop.Key("visitor-1")
//	read := shop.Read(item) // what the item was decoded to, or why it cannot be
//
// What was read can be written back byte for byte: [Family.Encode] knows the item that a tree was
// read from, in whatever session the tree is by then.
package family
