// Package parallel works on many sessions on all processors: each decodes and encodes by itself.
package parallel

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// alone is how long one processor works before others join in. It takes about as long to wake them.
const alone = 100 * time.Microsecond

// fewItems is the number of items that a processor takes at a time.
const fewItems = 16

// Do calls f with 0 to n-1, on all processors if it takes some time. A panic in f is one of the
// caller's goroutine.
func Do(n int, f func(i int)) {
	var next atomic.Int64
	part := func() (more bool) {
		to := int(next.Add(fewItems))
		for i := to - fewItems; i < min(to, n); i++ {
			f(i)
		}
		return to < n
	}
	for began := time.Now(); time.Since(began) < alone; {
		if !part() {
			return
		}
	}
	var wg sync.WaitGroup
	var panicked atomic.Value
	work := func() {
		defer func() {
			if v := recover(); v != nil {
				panicked.CompareAndSwap(nil, fmt.Errorf("%v", v))
			}
		}()
		for part() {
		}
	}
	for range runtime.GOMAXPROCS(0) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if v := panicked.Load(); v != nil {
		panic(v)
	}
}
