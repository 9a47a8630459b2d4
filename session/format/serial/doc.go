// Package serial has codecs, which turn what a framework has serialized into the values of a session
// and back.
//
// A [Codec] puts together a way of writing bytes as a graph and a [graph.Dialect].
//
// To find out whether a value is a session takes less than reading it: [Codec.Proves] asks for its
// [Names] only. For these there is a [Sketch], which makes no nodes of what is deep in a value. A
// codec has a function for it that knows the usual values, and where it does not, the value is read.
package serial
