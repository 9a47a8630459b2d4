//go:build !unix

package line

import "os"

func readable(*os.File) bool { return false }
