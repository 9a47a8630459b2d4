package files

import (
	"context"
	"fmt"
)

// LargeText is the size in bytes from which on reading a value takes so long that it must
// be interruptible.
const LargeText = 1 << 20

// Interruptible returns the result of f, or the error of ctx if ctx ends first. Then f goes
// on in the background, so it must not use what others may change.
func Interruptible[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if v := recover(); v != nil {
				r.err = fmt.Errorf("this is a bug in sessh: %v", v)
			}
			done <- r
		}()
		r.v, r.err = f()
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
