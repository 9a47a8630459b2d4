//go:build !unix

package keys

import (
	"os"
	"time"
)

func readable(*os.File, time.Duration) bool { return false }
