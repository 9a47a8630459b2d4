// Package format defines what a format is: how a framework names the item of a session and encodes it.
//
// A [Format] makes the key of a session and reads it back, and turns the value of an item into a
// [Record] and back. Its [Traits] are what else is particular about it. A value that can be read in
// several ways is a [Doubt], which other sessions may decide. [Verify] checks before a write that what
// was encoded is read as what is shown.
//
// Searches look at some places of a session without decoding the rest: see package sparse.
//
// The formats themselves are in the packages below; package framework lists them.
package format
