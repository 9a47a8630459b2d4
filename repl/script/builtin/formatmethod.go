package builtin

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/value/formats"
)

// formatMethod is str.format.
func formatMethod(c *call) (starlark.Value, error) {
	text, err := formats.Braces(c.Guard, c.Runtime, str(c), c.a, c.kwargs)
	return starlark.String(text), err
}
