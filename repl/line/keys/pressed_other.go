//go:build !unix

package keys

import (
	"errors"
	"os"
)

// Pressed is for terminals of Unix only.
func Pressed(*os.File, func(byte)) (stop func(), err error) { return nil, errors.ErrUnsupported }
