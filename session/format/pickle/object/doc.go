// Package object describes the objects in a pickle to a reader: how they are shown, and what they
// stand for when they are compared.
//
// [Repr] shows any node. Most objects are shown as how they were made: their class, and what it was
// given. Of Python's own classes it is known what comes of that: a datetime, which is pickled as ten bytes, is
// shown as a date and a time of day, and a UUID as it is usually written. [Stands] returns the number
// or text that such an object stands for, so that a price can be compared with 25, and a date with
// "2026-01-02".
//
// Nothing is called or imported for that. An object whose parts are not as Python makes them is none
// of these, whatever its class says.
package object
