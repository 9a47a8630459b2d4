package commit_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
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

// TestChecksThatAreCalledOff: when the context ends, no further write is checked, and none is made.
func TestChecksThatAreCalledOff(t *testing.T) {
	t.Parallel()
	keys := strings.Repeat("abcdefghijklmnopqrstuvwxyz", 4)
	for name, ask := range map[string]func(context.Context, *commit.Round){
		"vote":     func(ctx context.Context, r *commit.Round) { r.Vote(ctx) },
		"rehearse": func(ctx context.Context, r *commit.Round) { r.Rehearse(ctx) },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r := newBench(t, keys).round(keys)
		var calls atomic.Int64
		for _, x := range r.Writes {
			x.Check = checker(func() error { calls.Add(1); cancel(); return nil })
		}
		ask(ctx, r)
		if n := int(calls.Load()); n > runtime.GOMAXPROCS(0) {
			t.Errorf("%s: %d writes are checked after the context has ended", name, n)
		}
		failed := 0
		for _, x := range r.Writes {
			if errors.Is(x.Err, context.Canceled) && x.Fate == commit.Untouched {
				failed++
			}
		}
		if failed < len(r.Writes)-int(calls.Load()) {
			t.Errorf("%s: %d of %d writes fail", name, failed, len(r.Writes))
		}
	}
}
