package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// fewCollections is the size up to which the heap may grow to five times of what is
// live. Listings and searches of any number of sessions need less at a time, and are no faster
// with more.
const fewCollections = 64 << 20

// collectLess trades memory for time. GOGC and GOMEMLIMIT in the environment say
// otherwise.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(fewCollections)
		runtime.SetFinalizer(&cycle{}, (*cycle).over)
	}
}

// A cycle is dropped at once: its finalizer runs after each collection. Were the limit
// to stay below what is live, the collector would do nothing but collect.
type cycle struct{ _ *cycle }

func (c *cycle) over() {
	debug.SetMemoryLimit(heapLimit(liveHeap()))
	runtime.SetFinalizer(c, (*cycle).over)
}

// heapLimit returns the limit, which leaves as much room as the live heap takes: with less, a heap
// that grows is collected again and again on its way.
func heapLimit(live uint64) int64 {
	return max(fewCollections, int64(2*live))
}

// liveHeap returns what the last collection found to be in use, in bytes.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
