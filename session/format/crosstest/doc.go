// Package crosstest edits random values that a framework's own language wrote,
// and has that language read what was written.
//
// The test of a format names a [Peer]: a program in the framework's language that
// builds values, writes them, and reports what it reads. [Run] has it write values at
// random, with lists and mappings that stand in several places and are part of
// themselves, and with objects and keys of every kind. It edits the sessions that
// hold them, commits, and has the peer read the items: each has to be the graph that
// it was, but for the edit. What an edit means is defined by a model of a few lines:
// a place is given another value, as an assignment in the language would do. Some
// edits come after another one, or after one that is rolled back; some are undone and
// done again, brought up to date with what another program has written, or taken up
// by another transaction before they are committed.
//
// [EnvEdits] and [EnvSeed] name the variables that ask for more edits, and for others.
//
// A peer is sent requests, one JSON object a line, and answers each with one:
//
//	{"write": [GRAPH, ...], "how": "4"}   {"values": [BASE64, ...]}, null for what cannot be written
//	{"read": [BASE64, ...]}               {"graphs": [GRAPH, ...]}
//
// A GRAPH is {"nodes": [NODE, ...]}, whose first node is the value, or
// {"error": TEXT} where the value could not be read; a NODE is {"kind": ...} with
// "text" for a value without parts, "items" for the numbers of its parts, "keys" for
// those of a mapping's keys in the same order, and the "class" of an object.
// Nodes with parts are told apart by their numbers: what is one object in the
// language is one node. How a peer is written is shown by pickled/testdata/peer.py.
package crosstest
