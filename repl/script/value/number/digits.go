package number

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// maxDigits is how long a number is that Python reads or writes in decimal.
const maxDigits = 4300

// TooManyDigits returns Python's error for an integer that it does not write.
func TooManyDigits(n starlark.Int) error {
	if Small(n) || n.BigInt().BitLen() < 14281 || len(strings.TrimPrefix(n.String(), "-")) <= maxDigits {
		return nil
	}
	return object.TooManyDigits()
}
