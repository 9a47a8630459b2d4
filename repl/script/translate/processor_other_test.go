//go:build !linux

package translate

import (
	"testing"
	"time"
)

var began = time.Now()

// processorTime returns how much time has passed so far: only Linux tells a thread's own.
func processorTime(*testing.T) time.Duration { return time.Since(began) }
