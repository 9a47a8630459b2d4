// Package order sorts as CPython does.
package order

import "slices"

// few is how many values are sorted with the comparisons that CPython makes.
const few = 64

// broken is what a sort panics with to stop.
type broken struct{ err error }

// Sort sorts values; equal ones stay in their order. It stops with the error of less. Of a few
// values the comparisons are those that CPython makes, so that of values that cannot be
// compared the same two are named.
func Sort[T any](all []T, less func(x, y T) (bool, error)) (err error) {
	defer func() {
		if v := recover(); v != nil {
			b, ok := v.(broken)
			if !ok {
				panic(v)
			}
			err = b.err
		}
	}()
	below := func(x, y T) bool {
		v, err := less(x, y)
		if err != nil {
			panic(broken{err})
		}
		return v
	}
	if len(all) < few {
		insertion(all, below)
		return nil
	}
	slices.SortStableFunc(all, func(x, y T) int {
		switch {
		case below(x, y):
			return -1
		case below(y, x):
			return 1
		}
		return 0
	})
	return nil
}

// insertion finds what is in order at the beginning, and inserts the other values into it.
func insertion[T any](all []T, less func(x, y T) bool) {
	n := 1
	if len(all) > 1 {
		down := less(all[1], all[0])
		for n = 2; n < len(all) && less(all[n], all[n-1]) == down; n++ {
		}
		if down {
			slices.Reverse(all[:n])
		}
	}
	for ; n < len(all); n++ {
		pivot := all[n]
		lo, hi := 0, n
		for lo < hi {
			if mid := lo + (hi-lo)/2; less(pivot, all[mid]) {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		copy(all[lo+1:n+1], all[lo:n])
		all[lo] = pivot
	}
}
