package sequence

import (
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// Length returns the number of values in v; -1 if it has none.
func Length(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return utf8.RuneCountInString(string(v))
	case starlark.Bytes:
		return len(v)
	case starlark.Sequence:
		return v.Len()
	case interface{ Len() int }:
		return v.Len()
	}
	return -1
}
