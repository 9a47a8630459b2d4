package parallel_test

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session/parallel"
)

func TestEachOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 31, 32, 33, 1000} {
		calls := make([]atomic.Int32, n)
		parallel.Do(n, func(i int) { calls[i].Add(1) })
		for i := range calls {
			if got := calls[i].Load(); got != 1 {
				t.Errorf("of %d, %d is done %d times", n, i, got)
			}
		}
	}
}

// TestPanic has one of many fail: it is the caller who panics.
func TestPanic(t *testing.T) {
	t.Parallel()
	for _, n := range []int{2, 1000} {
		func() {
			defer func() {
				v := recover()
				if err, ok := v.(error); ok {
					v = err.Error()
				}
				if s, ok := v.(string); !ok || !strings.Contains(s, "broken") {
					t.Errorf("of %d: recovered %v", n, v)
				}
			}()
			parallel.Do(n, func(i int) {
				if i == 0 {
					busy()
				}
				if i == n-1 {
					panic("broken")
				}
			})
		}()
	}
}

// busy takes long enough for others to join in.
func busy() {
	for began := time.Now(); time.Since(began) < time.Millisecond; {
	}
}

// TestOthersJoinIn: once work has taken some time, items are done at the same time.
func TestOthersJoinIn(t *testing.T) {
	t.Parallel()
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("there is one processor")
	}
	met := make(chan struct{})
	var waiting atomic.Int32
	parallel.Do(1000, func(i int) {
		switch {
		case i == 0:
			busy()
		case i < 100 || waiting.Load() > 1:
		case waiting.Add(1) == 2:
			close(met)
		default:
			select {
			case <-met:
			case <-time.After(5 * time.Minute):
				t.Error("nobody joins in")
			}
		}
	})
}
