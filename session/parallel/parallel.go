// Package parallel works on many sessions on all processors: each decodes and encodes by itself.
package parallel

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// fewItems is the number of items below which working in parallel does not pay.
const fewItems = 32

// Do calls f with 0 to n-1, on all processors. A panic in f is one of the caller's
// goroutine.
func Do(n int, f func(i int)) {
	workers := runtime.GOMAXPROCS(0)
	if n < fewItems || workers == 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var wg sync.WaitGroup
	var next atomic.Int64
	var panicked atomic.Value
	work := func() {
		defer func() {
			if v := recover(); v != nil {
				panicked.CompareAndSwap(nil, fmt.Errorf("%v", v))
			}
		}()
		for {
			to := int(next.Add(fewItems))
			for i := to - fewItems; i < min(to, n); i++ {
				f(i)
			}
			if to >= n {
				return
			}
		}
	}
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if v := panicked.Load(); v != nil {
		panic(v)
	}
}
