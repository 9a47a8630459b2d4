package parallel_test

import (
	"strings"
	"sync/atomic"
	"testing"

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
				if i == n-1 {
					panic("broken")
				}
			})
		}()
	}
}
