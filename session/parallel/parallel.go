// Package parallel works on many sessions on all processors: each decodes and encodes by itself.
package parallel

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// alone is how long one processor works at least before others join in, and worth is how much it must have
// left to do then, at the rate so far: waking others takes from 50 to 200 microseconds, and so does waiting for them
// at the end.
const (
	alone = 100 * time.Microsecond
	worth = 500 * time.Microsecond
)

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
	began := time.Now()
	for done := fewItems; ; done += fewItems {
		if !part() {
			return
		}
		spent := time.Since(began)
		if left := spent / time.Duration(done) * time.Duration(n-done); spent >= alone && left >= worth {
			break
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
