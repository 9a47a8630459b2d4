package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestHeapLimit: the limit follows what is live, each time the collector has run.
func TestHeapLimit(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	percent := debug.SetGCPercent(100)
	t.Cleanup(func() {
		debug.SetMemoryLimit(before)
		debug.SetGCPercent(percent)
	})
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	collectLess()
	if got := debug.SetMemoryLimit(-1); got != fewCollections {
		t.Errorf("at the start the limit is %d", got)
	}
	held := make([]byte, fewCollections)
	for _, want := range []func(int64) bool{
		func(limit int64) bool { return limit >= 2*int64(len(held)) },
		func(limit int64) bool { return limit == fewCollections },
	} {
		met := false
		for range 1000 {
			runtime.GC()
			runtime.Gosched()
			if met = want(debug.SetMemoryLimit(-1)); met {
				break
			}
		}
		if !met {
			t.Errorf("with %d bytes held the limit is %d", len(held), debug.SetMemoryLimit(-1))
		}
		runtime.KeepAlive(held)
		held = nil
	}
}
