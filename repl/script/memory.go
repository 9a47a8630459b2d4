package script

import (
	"context"

	"go.starlark.net/starlark"
)

// What statements may hold is bounded where values are made: every operator,
// function and method that makes one says before how large it is ([Interp.made])
// and does not make it when that is refused; those that take their time say so
// as they go, and hear there that the context has ended. For this the operators
// and methods that Starlark brings are reached through functions of ours (see
// rewrite.go). What is left to Starlark - a tuple, a closure, a list that a
// comprehension makes - grows with the number of steps, which are counted in
// its stead ([Interp.pause]).

// The sizes of values, in bytes, by which they are counted.
const (
	sizeOfValue = 16  // a value in a list or tuple
	sizeOfEntry = 100 // an entry of a dictionary or set
	sizeOfNode  = 200 // a value of a session, with what undo needs
)

const (
	pauseSteps = 4096 // steps between two looks
	stepSize   = 16   // bytes that a step is taken to make
	chunk      = 1024 // values that are made between two looks
)

// made says that n bytes are about to be made. It fails where statements may
// not hold them, or are to stop.
func (in *Interp) made(n int) error {
	if in.ctx == nil { // a value is shown while no statement runs
		return nil
	}
	if err := in.ctx.Err(); err != nil {
		return in.interrupted(err)
	}
	err := in.meter.Make(int64(n))
	if err == nil {
		if in.running != nil { // what takes time takes steps
			in.running.Steps += uint64(max(n, 0)) >> 10
		}
		return nil
	}
	e := in.raise("MemoryError", "%s", err)
	e.cause = err
	return e
}

func (in *Interp) interrupted(err error) *Exception {
	return &Exception{class: in.classes["KeyboardInterrupt"], cause: err}
}

// fail stops the statement that runs with an error, for code that cannot return it.
func (in *Interp) fail(err error) {
	if in.failed == nil {
		in.failed = err
	}
	if in.running != nil {
		in.running.Cancel("stopped")
	}
}

// threaded calls f with a thread whose steps are counted.
func (in *Interp) threaded(name string, f func(*starlark.Thread) error) error {
	if in.tooMany(0) {
		return in.tooLong()
	}
	outer := in.running
	thread := &starlark.Thread{Name: name, Print: func(*starlark.Thread, string) {}, OnMaxSteps: in.pause}
	in.setPause(thread)
	in.running = thread
	defer func() { in.running = outer }()
	ctx := in.ctx
	if ctx == nil {
		ctx = context.Background()
	}
	stop := context.AfterFunc(ctx, func() { thread.Cancel("interrupted") })
	defer stop()
	err := f(thread)
	in.steps += thread.Steps
	failed := in.failed
	in.failed = nil
	switch {
	case err == nil && failed == nil:
		return nil
	case ctx.Err() != nil:
		return in.interrupted(ctx.Err())
	case failed != nil:
		return failed
	case in.tooMany(0):
		return in.tooLong()
	}
	return in.exception(err)
}

// hook calls a function of a statement's, maybe while none runs.
func (in *Interp) hook(ctx context.Context, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if in.running == nil {
		outer := in.ctx
		in.ctx, in.steps = ctx, 0
		defer func() { in.ctx = outer }()
	}
	return in.threaded("hook", func(thread *starlark.Thread) error {
		_, err := starlark.Call(thread, f, args, kwargs)
		return err
	})
}

// pause is called by a thread after a number of steps.
func (in *Interp) pause(thread *starlark.Thread) {
	if in.tooMany(thread.Steps) {
		thread.Cancel("too many steps")
		return
	}
	if err := in.made(pauseSteps * stepSize); err != nil {
		in.fail(err)
		return
	}
	in.setPause(thread)
}

func (in *Interp) setPause(thread *starlark.Thread) {
	next := thread.Steps + pauseSteps
	if limit := in.options.Steps; limit > 0 {
		next = min(next, limit-in.steps)
	}
	thread.SetMaxExecutionSteps(next)
}

// tooMany reports whether n steps more are too many.
func (in *Interp) tooMany(n uint64) bool {
	return in.options.Steps > 0 && in.steps+n >= in.options.Steps
}

// recovered is what a nested try may handle instead of err, of a thread that was
// stopped.
func (in *Interp) recovered(thread *starlark.Thread, err error) error {
	if in.failed == nil {
		return err
	}
	err = in.failed
	in.failed = nil
	thread.Uncancel()
	return err
}

// all are the values of x.
func (in *Interp) all(x starlark.Iterable) ([]starlark.Value, error) {
	if err := in.room(x); err != nil {
		return nil, err
	}
	var values []starlark.Value
	it := x.Iterate()
	defer it.Done()
	for v := starlark.Value(nil); it.Next(&v); {
		if values = append(values, v); len(values)%chunk == 0 {
			if err := in.made(chunk * sizeOfValue); err != nil {
				return nil, err
			}
		}
	}
	return values, in.made(len(values) % chunk * sizeOfValue)
}

// room fails at once where there can be no room for all values of x.
func (in *Interp) room(x starlark.Value) error {
	if n := starlark.Len(x); int64(n) > in.meter.Bound()/sizeOfValue {
		return in.made(size(n, sizeOfValue))
	}
	return nil
}

// copied is x, after a copy of it has been counted: what is made of it natively
// is no larger.
func (in *Interp) copied(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0], in.made(sizeOf(args[0]))
}

// sizeOf is the size of a copy of v, not of what is inside of its parts.
func sizeOf(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	case starlark.Int:
		return v.BigInt().BitLen() / 8
	case *Dict, *starlark.Dict, *starlark.Set:
		return size(starlark.Len(v), sizeOfEntry)
	}
	return size(max(starlark.Len(v), 0), sizeOfValue)
}

const huge = 1 << 50 // more bytes than there is memory

// size is n times each, or huge.
func size(n, each int) int {
	if n > 0 && each > 0 && n > huge/each {
		return huge
	}
	return n * each
}

// fed is a value whose values are counted as they are taken, for functions of
// Starlark's that take them all.
type fed struct {
	starlark.Iterable
	in   *Interp
	each int
	keys bool // they become keys
}

func (f *fed) Iterate() starlark.Iterator {
	return &feeder{Iterator: f.Iterable.Iterate(), fed: f}
}

type feeder struct {
	starlark.Iterator
	*fed
	n int
}

// Next ends early where no more may be made.
func (f *feeder) Next(p *starlark.Value) bool {
	if f.in.failed != nil || !f.Iterator.Next(p) {
		return false
	}
	if f.n++; f.n%chunk == 0 {
		if err := f.in.made(size(chunk, f.each)); err != nil {
			f.in.fail(err)
			return false
		}
	}
	if f.keys {
		if err := f.in.hashable(*p); err != nil {
			f.in.fail(err)
			return false
		}
	}
	return true
}

// feed calls a function of Starlark's with arguments that are counted as they
// are read, each value with so many bytes.
func (in *Interp) feed(thread *starlark.Thread, f starlark.Value, each int, keys bool, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	given := make(starlark.Tuple, len(args))
	total := 0
	for i, a := range args {
		given[i] = a
		if it, ok := a.(starlark.Iterable); ok {
			if err := in.room(a); err != nil {
				return nil, err
			}
			given[i] = &fed{it, in, each, keys}
			total += min(max(starlark.Len(a), 0), chunk) * each
		}
	}
	if err := in.made(total); err != nil {
		return nil, err
	}
	v, err := starlark.Call(thread, f, given, kwargs)
	if in.failed != nil {
		return nil, in.recovered(thread, err)
	}
	return in.own(v, err)
}

// own is what a function of Starlark's returned, with a list of ours for one of its.
func (in *Interp) own(v starlark.Value, err error) (starlark.Value, error) {
	l, ok := v.(*starlark.List)
	if !ok || err != nil {
		return v, err
	}
	if err := in.made(size(l.Len(), sizeOfValue)); err != nil {
		return nil, err
	}
	return in.newList(elements(l)), nil
}

// fedFunction is a function of Starlark's.
func (in *Interp) fedFunction(name string, each int, keys bool) func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	f := starlark.Universe[name]
	return func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return in.feed(thread, f, each, keys, args, kwargs)
	}
}
