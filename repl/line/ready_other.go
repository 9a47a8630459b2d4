//go:build !unix

package line

import (
	"os"
	"time"
)

func readable(*os.File, time.Duration) bool { return false }
