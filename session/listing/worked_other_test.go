//go:build !unix

package listing_test

import "time"

// worked returns 0: how long this process has worked is not known.
func worked() time.Duration { return 0 }
