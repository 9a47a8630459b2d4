// Package sparse reads the places of a session that a question is about, and nothing else.
//
// A [Want] names these places. A [Value] holds what is there: texts, numbers and the
// like as they are, and of a list or mapping its length and those members that were wanted.
// Values come out of an [Arena], which is used again for the next session, so that millions of
// sessions can be looked at without leaving garbage.
//
// [JSON] and [Pickle] read what most frameworks write. A reader of stored bytes checks all of them,
// wanted or not: what cannot be decoded must not pass for a session. A reader that meets anything unusual
// gives up, and the session is decoded as a whole instead.
package sparse
