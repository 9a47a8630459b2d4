// Package meter bounds the memory that a user's program takes: Python-style
// statements, and expressions in jq's language.
//
// Neither interpreter counts memory, and Go does not count it by owner. A count
// of the bytes that are made would not do: a loop may make and drop a gigabyte
// and hold nothing. So the two are combined. Whatever makes values says
// before how many bytes they take ([Meter.Make]); that decides when the heap is
// looked at, and refuses at once what alone is too large. The heap decides
// whether the bound is exceeded: what is live on it beyond what was live
// before the first program ran, and beyond what the shell itself has come to
// hold between two runs. Programs are thus bounded all together, however many
// of them hold a part. A limit on the process ([runtime/debug.SetMemoryLimit])
// would not refuse anything, and a look at fixed times comes too late for a
// value that doubles.
package meter

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
)

// DefaultBound is how much programs may hold unless something else is said.
const defaultBound = 512 << 20

// Meter measures what programs hold. It is safe for concurrent use.
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

// Error is returned where a program would hold more than its bound.
type Error struct{ Bound int64 }

func (e *Error) Error() string {
	return fmt.Sprintf("more than %s of memory needed; --memory SIZE sets the limit", FormatSize(e.Bound))
}

// New returns a meter; a bound of 0 is [DefaultBound].
func New(bound int64) *Meter {
	if bound <= 0 {
		bound = defaultBound
	}
	m := &Meter{bound: bound, slack: bound / 4, step: min(bound/32, 16<<20)}
	m.live, _ = heap()
	m.base = m.live
	return m
}

// Everything makes the meter count whatever the heap grows by from here on, and
// returns it.
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

// Begin says that a program begins to run: what the heap has grown by since the
// last one has ended is not held by programs.
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

// End says that a program has ended.
func (m *Meter) End() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unseen < m.slack/16 { // a few small values: not worth a collection
		m.live, _ = heap()
		return
	}
	m.live, m.unseen = collect(), 0
}

// Make says that n bytes are about to be made, and refuses them where programs
// would then hold more than they may.
func (m *Meter) Make(n int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unseen += n
	if m.made += n; m.made < m.step {
		return nil
	}
	return m.look(n)
}

// Look looks at the heap, for programs that do not say what they make.
func (m *Meter) Look() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.look(0)
}

// look finds out whether there is room for n bytes more.
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

// heap is the size of the heap: of what was live at the end of the last
// collection, and of all that has not been swept.
func heap() (live, all int64) {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64()), int64(s[1].Value.Uint64())
}

// collect collects garbage, and returns the size of what is live.
func collect() int64 {
	runtime.GC()
	live, _ := heap()
	return live
}

// Bound is how much programs may hold.
func (m *Meter) Bound() int64 { return m.bound }
