//go:build !unix

package line

import (
	"errors"
	"os"
)

// Pressed is for terminals of Unix only.
func Pressed(*os.File, func(byte)) (stop func(), err error) { return nil, errors.ErrUnsupported }
