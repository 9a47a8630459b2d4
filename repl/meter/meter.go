// Package meter limits the memory of programs that users write: Python-style statements, and
// expressions in jq's language.
//
// Neither interpreter counts memory, and Go does not count it by owner. Counting allocated
// bytes would not do: a loop may allocate and drop a gigabyte and hold nothing. So two
// measures are combined. Code that makes values announces their size ([Meter.Make]); this
// decides when to look at the heap, and refuses at once what is too large by itself. The heap
// decides whether the bound is exceeded: what is live beyond what was live before the first
// program ran, and beyond what the shell itself has allocated between runs. Thus programs are
// limited together, however many of them hold a part. A limit on the process
// ([runtime/debug.SetMemoryLimit]) refuses nothing, and looking at fixed intervals is too
// late for a value that doubles.
package meter

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

// defaultBound is the bound if no other is set.
const defaultBound = 512 << 20

// A Meter measures the memory that programs hold. It is safe for concurrent use.
type Meter struct {
	bound int64
	slack int64 // garbage on top of it that is worth no collection
	step  int64 // bytes made between two looks at the heap
	fixed bool  // base is what it was at the beginning

	mu     sync.Mutex
	base   int64 // of the live heap, what programs do not hold
	live   int64 // the live heap at the end of the last run
	unseen int64 // made since the live heap was measured
	made   int64 // made since the last look
}

// An Error is returned if a program would hold more than the bound.
type Error struct{ Bound int64 }

func (e *Error) Error() string {
	return fmt.Sprintf("more than %s of memory needed; --memory SIZE sets the limit", FormatSize(e.Bound))
}

// New returns a meter with a bound in bytes; 0 means the default, 512 MB.
func New(bound int64) *Meter {
	if bound <= 0 {
		bound = defaultBound
	}
	m := &Meter{bound: bound, slack: bound / 4, step: min(bound/32, 16<<20)}
	m.live, _ = heap()
	m.base = m.live
	return m
}

// Everything makes the meter count all growth of the heap from here on, and returns it.
func (m *Meter) Everything() *Meter {
	m.mu.Lock()
	defer m.mu.Unlock()
	live, all := heap()
	if m.base = all; all-live > m.slack {
		m.base = collect()
	}
	m.fixed = true
	return m
}

// Counts reports whether the meter, which may be nil, counts everything.
func (m *Meter) Counts() bool { return m != nil && m.fixed }

// Begin announces that a program begins to run: what the heap has grown by since the last
// one ended is not held by programs.
func (m *Meter) Begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.made = 0
	if m.fixed {
		return
	}
	live, all := heap()
	if all-live > m.slack { // the last collection was long ago
		live = collect()
	}
	m.base += max(live-m.live-m.unseen, 0)
	m.base = min(m.base, live)
}

// End announces that a program has ended.
func (m *Meter) End() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unseen < m.slack/16 { // a few small values: not worth a collection
		m.live, _ = heap()
		return
	}
	m.live, m.unseen = collect(), 0
}

// Make announces that n bytes are about to be allocated. It returns an error if programs
// would then hold more than the bound.
func (m *Meter) Make(n int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unseen += n
	if m.made += n; m.made < m.step {
		return nil
	}
	return m.look(n)
}

// Look checks the heap, for programs that do not announce their allocations.
func (m *Meter) Look() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.look(0)
}

// look finds out whether there is room for n more bytes.
func (m *Meter) look(n int64) error {
	m.made = 0
	if n > m.bound {
		return &Error{m.bound}
	}
	if _, all := heap(); all+n <= m.base+m.bound+m.slack {
		return nil
	}
	live := collect()
	m.unseen = n
	if live+n > m.base+m.bound {
		return &Error{m.bound}
	}
	return nil
}

// heap returns the size of the heap: what was live after the last collection, and what has
// not been swept.
func heap() (live, all int64) {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64()), int64(s[1].Value.Uint64())
}

// collect collects garbage, and returns the size of the live heap.
func collect() int64 {
	runtime.GC()
	live, _ := heap()
	return live
}

// Bound returns the bound in bytes.
func (m *Meter) Bound() int64 { return m.bound }

// A Context is a context for a program whose interpreter checks it between instructions: it
// looks at the heap then, and is done as well if more is held than the bound. Use it from
// one goroutine.
type Context struct {
	context.Context
	meter *Meter
	asked int
	last  time.Time
	err   error
}

const (
	askEvery  = 8                // instructions between two looks at the clock
	lookEvery = time.Millisecond // between two looks at the heap
)

var done = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// Context returns a context that ends with its parent, or with an [Error].
func (m *Meter) Context(parent context.Context) *Context {
	return &Context{Context: parent, meter: m, last: time.Now()}
}

// Done returns a channel that is closed when the context is done.
func (c *Context) Done() <-chan struct{} {
	if c.err != nil {
		return done
	}
	if c.asked++; c.asked%askEvery == 0 {
		if now := time.Now(); now.Sub(c.last) >= lookEvery {
			c.last = now
			c.Fail(c.meter.Look())
		}
	}
	if c.err != nil {
		return done
	}
	return c.Context.Done()
}

// Err returns the reason why the context is done.
func (c *Context) Err() error {
	if c.err != nil {
		return c.err
	}
	return c.Context.Err()
}

// Make announces that n bytes are about to be allocated: see [Meter.Make].
func (c *Context) Make(n int64) error {
	c.Fail(c.meter.Make(n))
	return c.Err()
}

// Fail ends the context with an error, if there is one.
func (c *Context) Fail(err error) {
	if c.err == nil {
		c.err = err
	}
}
