//go:build !unix

package repeat

import "os"

// resumptions returns nil: there are no jobs here.
func resumptions() (resumed <-chan os.Signal, stop func()) { return nil, func() {} }
