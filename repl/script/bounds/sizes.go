package bounds

import "go.starlark.net/starlark"

// The sizes of values, in bytes, by which they are counted.
const (
	ValueSize = 16  // a value in a list or tuple
	EntrySize = 100 // an entry of a dictionary or set
	NodeSize  = 200 // a value of a session, with what undo needs
)

// What may be done between two calls of [Guard.Made].
const (
	Chunk = 1024    // values that are made
	Piece = 1 << 20 // bytes of a text that are read
)

// SizeOf is the size of a copy of v, without what its parts hold.
func SizeOf(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	case starlark.Int:
		return v.BigInt().BitLen() / 8
	case starlark.IterableMapping, *starlark.Set:
		return Times(starlark.Len(v), EntrySize)
	}
	return Times(max(starlark.Len(v), 0), ValueSize)
}

// Huge is more bytes than there is memory.
const Huge = 1 << 50

// Times is n times each, or Huge.
func Times(n, each int) int {
	if n > 0 && each > 0 && n > Huge/each {
		return Huge
	}
	return n * each
}
