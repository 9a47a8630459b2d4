//go:build !unix

package repl

import "time"

// cpuTime is not known here.
func cpuTime() time.Duration { return 0 }
