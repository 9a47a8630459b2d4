package builtin

import (
	"slices"
	"strings"

	"sessh/repl/script/object"
)

// unknown are the built-in names of Python that there are not.
var unknown = strings.Fields(`__import__ aiter anext breakpoint bytearray compile complex eval exec exit globals help input locals
	memoryview open quit slice super vars Ellipsis NotImplemented
	BaseExceptionGroup ExceptionGroup UnicodeTranslateError copyright credits license`)

// Unknown returns the error about a name that is not bound.
func Unknown(name string) error {
	if slices.Contains(unknown, name) {
		return object.NotSupported("the built-in name " + name)
	}
	return object.Raise("NameError", "name '%s' is not defined", name)
}
