package bounds

import (
	"context"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/object"
)

const (
	pauseSteps = 4096 // steps between two looks
	stepSize   = 16   // bytes that a step is taken to make
)

// A Guard bounds what the statements of one interpreter hold and do. Use it from
// one goroutine at a time.
type Guard struct {
	meter    *meter.Meter
	maxSteps uint64 // of one run; 0: any number
	ctx      context.Context
	steps    uint64
	running  *starlark.Thread // the thread of the statement that runs; nil: none runs
	next     uint64           // the step of the thread at which to look
	failed   error            // what it was stopped with
}

// NewGuard returns a guard that counts memory in m and allows each run maxSteps
// steps; 0 is any number.
func NewGuard(m *meter.Meter, maxSteps uint64) *Guard { return &Guard{meter: m, maxSteps: maxSteps} }

// Begin starts a run, which ends with ctx at the latest. The caller must call end
// after the run.
func (g *Guard) Begin(ctx context.Context) (end func()) {
	g.ctx, g.steps, g.failed = ctx, 0, nil
	g.meter.Begin()
	return g.meter.End
}

// Context returns the context of the run, or of the last one.
func (g *Guard) Context() context.Context { return g.ctx }

// Failed reports whether [Guard.Fail] has stopped the statement that runs.
func (g *Guard) Failed() bool { return g.failed != nil }

// Made announces that n bytes are about to be made. It returns an error if
// statements may not hold them, or must stop.
func (g *Guard) Made(n int) error {
	if g.ctx == nil { // a value is shown while no statement runs
		return nil
	}
	if err := g.ctx.Err(); err != nil {
		return Interrupted(err)
	}
	err := g.meter.Make(int64(n))
	if err == nil {
		if g.running != nil { // what takes time takes steps
			g.running.Steps += uint64(max(n, 0)) >> 10
		}
		return nil
	}
	return object.Raise("MemoryError", "%s", err).Caused(err)
}

// Interrupted returns the exception that a run ends with whose context has ended.
func Interrupted(err error) error {
	return object.New(object.ExceptionClass("KeyboardInterrupt")).Caused(err)
}

// Fail stops the statement that runs with an error, for code that cannot return it.
func (g *Guard) Fail(err error) {
	if g.failed == nil {
		g.failed = err
	}
}

// Step counts a step of the statement that runs. It returns the error that the
// statement must end with, if it must.
func (g *Guard) Step() error {
	t := g.running
	if t == nil {
		return nil
	}
	t.Steps++
	switch {
	case g.failed != nil:
		return g.failed
	case t.Steps < g.next:
		return nil
	case g.TooMany():
		return g.tooLong()
	}
	err := g.Made(pauseSteps * stepSize)
	g.pause()
	return err
}

// Thread returns the thread of the statement that runs.
func (g *Guard) Thread() *starlark.Thread {
	if g.running == nil {
		return new(starlark.Thread)
	}
	return g.running
}

// Threaded calls f with a thread whose steps are counted.
func (g *Guard) Threaded(name string, f func(*starlark.Thread) error) error {
	if g.TooMany() {
		return g.tooLong()
	}
	outer, next := g.running, g.next
	thread := &starlark.Thread{Name: name}
	g.running = thread
	g.pause()
	defer func() { g.running, g.next = outer, next }()
	err := f(thread)
	g.steps += thread.Steps
	failed := g.failed
	g.failed = nil
	switch {
	case err == nil && failed == nil:
		return nil
	case g.ctx != nil && g.ctx.Err() != nil:
		return Interrupted(g.ctx.Err())
	case failed != nil:
		return failed
	case g.maxSteps > 0 && g.steps >= g.maxSteps:
		return g.tooLong()
	}
	return object.FromError(err)
}

// Hook calls a function that a statement defined, possibly while none runs.
func (g *Guard) Hook(ctx context.Context, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if g.running == nil {
		outer := g.ctx
		g.ctx, g.steps = ctx, 0
		defer func() { g.ctx = outer }()
	}
	return g.Threaded("hook", func(thread *starlark.Thread) error {
		_, err := f.CallInternal(thread, args, kwargs)
		return err
	})
}

// pause sets when to look next.
func (g *Guard) pause() {
	g.next = g.running.Steps + pauseSteps
	if g.maxSteps > g.steps {
		g.next = min(g.next, g.maxSteps-g.steps)
	}
}

func (g *Guard) tooLong() error {
	return object.Raise("RuntimeError", "stopped after %d steps, the limit in walkthroughs", g.maxSteps)
}

// TooMany reports whether the run has taken all of its steps.
func (g *Guard) TooMany() bool {
	n := g.steps
	if g.running != nil {
		n += g.running.Steps
	}
	return g.maxSteps > 0 && n >= g.maxSteps
}

// Recovered returns what a try statement may handle in place of err, with which a
// statement was stopped.
func (g *Guard) Recovered(err error) error {
	if g.failed != nil {
		err, g.failed = g.failed, nil
	}
	return err
}

// All returns the values of x.
func (g *Guard) All(x starlark.Iterable) ([]starlark.Value, error) {
	if err := g.roomFor(x); err != nil {
		return nil, err
	}
	var values []starlark.Value
	it := x.Iterate()
	defer it.Done()
	for v := starlark.Value(nil); it.Next(&v); {
		if values = append(values, v); len(values)%Chunk == 0 {
			if err := g.Made(Chunk * ValueSize); err != nil {
				return nil, err
			}
		}
	}
	return values, g.Made(len(values) % Chunk * ValueSize)
}

// roomFor fails at once if there can be no room for all values of x.
func (g *Guard) roomFor(x starlark.Value) error {
	if n := starlark.Len(x); int64(n) > g.meter.Bound()/ValueSize {
		return g.Made(Times(n, ValueSize))
	}
	return nil
}

// The sizes of values, in bytes, by which they are counted.
const (
	ValueSize = 16  // a value in a list or tuple
	EntrySize = 100 // an entry of a dictionary or set
	NodeSize  = 200 // a value of a session, with what undo needs
)

// What may be done between two calls of [Guard.Made].
const (
	Chunk = 1024    // values that are made
	Piece = 1 << 20 // bytes of a text that are read
)

// SizeOf returns the size of a copy of v, without what its parts hold.
func SizeOf(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	case starlark.Int:
		return v.BigInt().BitLen() / 8
	case starlark.IterableMapping:
		return Times(starlark.Len(v), EntrySize)
	}
	return Times(max(starlark.Len(v), 0), ValueSize)
}

// Huge is more bytes than there is memory.
const Huge = 1 << 50

// Times is n times each, or Huge.
func Times(n, each int) int {
	if n > 0 && each > 0 && n > Huge/each {
		return Huge
	}
	return n * each
}

// Took counts the steps of what takes as long as reading n bytes.
func (g *Guard) Took(n int) error {
	if n < Piece/16 {
		return nil
	}
	if g.running != nil {
		g.running.Steps += uint64(n) >> 10
	}
	return g.Made(0)
}

// Fits returns an error if n bytes are more than statements may ever hold.
func (g *Guard) Fits(n int) error {
	if int64(n) > g.meter.Bound() {
		return g.Made(n)
	}
	return nil
}
