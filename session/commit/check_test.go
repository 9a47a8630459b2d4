package commit_test

import (
	"errors"
	"testing"

	"sessh/session/commit"
)

type checker func() error

func (f checker) Check() error { return f() }

// TestChecks: what must not be written fails the vote and a rehearsal, be it the only write or one of
// several, and is not said to be in conflict.
func TestChecks(t *testing.T) {
	t.Parallel()
	wrong := errors.New("it would not be read as it is shown")
	for _, keys := range []string{"a", "ab"} {
		for name, ask := range map[string]func(*commit.Round){
			"vote":     func(r *commit.Round) { r.Vote(t.Context()) },
			"rehearse": func(r *commit.Round) { r.Rehearse(t.Context()) },
		} {
			b := newBench(t, keys)
			r := b.round(keys)
			calls := 0
			r.Writes[0].Check = checker(func() error { calls++; return wrong })
			b.put("a", "theirs")
			ask(r)
			if x := r.Writes[0]; x.Err != wrong || x.Fate != commit.Untouched || calls != 1 {
				t.Errorf("%s of %s: %v, %v, after %d calls", name, keys, x.Fate, x.Err, calls)
			}
			if len(keys) > 1 && r.Writes[1].Err != nil {
				t.Errorf("%s: the other write fails, too: %v", name, r.Writes[1].Err)
			}
		}
	}
}
