// Package least finds out which of many things something needs, by trying without them.
package least

import "slices"

// Of returns which of some things are needed: it leaves out as many as it can while holds is
// true, which it is for all of them. guess is what may be enough; it is tried early. Of tries
// no more than so many times, and leaves things in that it cannot try.
//
// Whether a thing is needed may depend on the others that are left: what Of returns is such
// that holds is true for it, not always the fewest of all.
func Of(things, guess []bool, tries int, holds func(kept []bool) bool) []bool {
	s := &search{kept: things, tries: tries, holds: holds}
	none := make([]bool, len(things))
	if slices.Equal(things, none) || s.try(none) {
		return s.kept
	}
	s.try(both(things, guess))
	for size := len(s.indexes()) / 2; size > 0; size /= 2 {
		for part := range slices.Chunk(s.indexes(), size) {
			s.without(part)
		}
	}
	return s.kept
}

// both returns what is in a and b.
func both(a, b []bool) []bool {
	in := make([]bool, len(a))
	for i := range a {
		in[i] = a[i] && b[i]
	}
	return in
}

type search struct {
	kept  []bool // the fewest for which holds is true, as far as is known
	tries int    // how many are left
	holds func(kept []bool) bool
}

// try keeps only those things if they are enough.
func (s *search) try(only []bool) bool {
	if s.tries == 0 {
		return false
	}
	s.tries--
	if !s.holds(only) {
		return false
	}
	s.kept = only
	return true
}

// without leaves things out if the others are enough.
func (s *search) without(part []int) {
	only := slices.Clone(s.kept)
	for _, i := range part {
		only[i] = false
	}
	s.try(only)
}

// indexes returns which things are kept.
func (s *search) indexes() (all []int) {
	for i, kept := range s.kept {
		if kept {
			all = append(all, i)
		}
	}
	return all
}
