package formats

import "go.starlark.net/starlark"

// Forms are what formats ask of values of any class.
type Forms interface {
	GetAttribute(x starlark.Value, name string) (starlark.Value, error)
	Item(x, k starlark.Value) (starlark.Value, error)
	// Converted is what !s, !r or !a makes of a value.
	Converted(v starlark.Value, conversion byte) (string, error)
	// Formatted is a value in a format; conversion is 0 if there is none.
	Formatted(v starlark.Value, conversion byte, format string) (string, error)
}
