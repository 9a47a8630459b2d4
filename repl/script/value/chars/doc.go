// Package chars has what Python does with texts, on strings of Go.
//
// A text is a sequence of characters (code points). A string holds them in UTF-8, so
// that its indices and lengths are not Python's: [Offset] finds a character, and
// [Slice] cuts out some. [Map] replaces characters; [Parts] collects the parts of a text that
// is split; [Encode] and [Decode] make bytes of a text and the reverse. The classes and
// cases of characters are those of Unicode 14, as Python 3.11 has them.
//
// What makes a large text, or takes long, asks a guard first: see package bounds.
package chars
