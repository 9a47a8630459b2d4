package files

import (
	"context"
	"fmt"
)

// LargeText is from how many bytes on it takes so long to read a value that Ctrl-C has to
// be heard meanwhile.
const LargeText = 1 << 20

// Interruptible is the result of f, or the error of ctx where that ends first: f is left to
// itself then, so it may only read what nobody changes.
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
