package watch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"sessh/session"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/watch/races"
)

// RaceOptions say where to look for lost updates. Container and ID are as in [Options].
type RaceOptions struct {
	Container, ID string
	// Within is how much later the second write of a race comes at most.
	Within time.Duration
	// Began is called each time a server has begun to log; it may be nil.
	Began func()

	seen func(id string, data *tree.Map) // is called with each version that was seen, for tests
}

// A Race is an update of a session that another write has lost.
type Race struct {
	races.Race
	Container *session.Container
	ID        string
}

// A GapError is about lines that are missing in the log of a server. Nothing is concluded from what was
// done before them and what was done afterwards.
type GapError struct {
	Server string
	Lines  int
}

func (e *GapError) Error() string {
	return fmt.Sprintf("%s left %s out of its log: lost updates around them are not found", e.Server, figure.Count(e.Lines, "line"))
}

// ErrUnlogged is returned by [Races] if no server logs what it takes.
var ErrUnlogged = errors.New("lost updates cannot be found: no server logs what clients read and write")

// Races yields the lost updates of sessions until ctx ends. It takes servers that log what clients read
// and write, and by which connections (memcached 1.5.22 and later); see package races for what it concludes from that. While it runs
// it reads each version of the sessions, which leaves no trace, and 200 times a second an item that does
// not exist, since the log comes late from a server that has nothing else to log.
//
// What cannot be read, and what a server leaves out, yields an error, and the search goes on. It ends by
// itself, with [ErrUnlogged], if no server logs what it takes.
func Races(ctx context.Context, root *session.Root, o RaceOptions) iter.Seq2[Race, error] {
	return func(yield func(Race, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		r := &racer{scope: scope{root, o.Container, o.ID}, o: o, lanes: make(map[string]*lane), finished: make(chan *ownRead, 1024), failed: make(map[string]bool), yield: yield}
		r.run(ctx)
	}
}

// racer is the state of one search.
type racer struct {
	scope
	o        RaceOptions
	lanes    map[string]*lane // by server
	finished chan *ownRead
	yield    func(Race, error) bool
	refused  []error         // of servers that do not log, until another one does
	failed   map[string]bool // errors since a server last began
}

// logs passes on what the servers report.
func (r *racer) logs(ctx context.Context) <-chan logged {
	all := make(chan logged, 1024)
	go func() {
		defer close(all)
		for report, err := range storage.AbilitiesOf(r.root.Store()).Watch(ctx, storage.LogWrites|storage.LogReads) {
			select {
			case all <- logged{report, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return all
}

// beatEvery is the interval of the reads that keep a server's log coming. The server looks at it at least
// every 2 ms then.
const beatEvery = 5 * time.Millisecond

func (r *racer) run(ctx context.Context) {
	all := r.logs(ctx)
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		ok := true
		select {
		case <-ctx.Done():
			r.end(all)
			return
		case l, more := <-all:
			switch {
			case more:
				ok = r.hear(ctx, l)
			case ctx.Err() == nil:
				r.yield(Race{}, ErrUnlogged)
				return
			default: // the reports have ended first
				r.end(all)
				return
			}
		case read := <-r.finished:
			ok = r.hasRead(ctx, read)
		case <-beat.C:
			r.beat(ctx)
		}
		if !ok {
			return
		}
	}
}

// hear takes what was logged.
func (r *racer) hear(ctx context.Context, l logged) bool {
	switch {
	case errors.Is(l.err, storage.ErrUnsupported) && len(r.lanes) == 0:
		r.refused = append(r.refused, l.err)
		return true
	case l.err != nil:
		return r.fail(l.err)
	case l.report.Kind == storage.Began:
		return r.begin(ctx, l.report.Server)
	}
	if n := r.lanes[l.report.Server]; n != nil && !n.useless {
		return n.hear(ctx, l.report)
	}
	return true
}

// goesOn reports whether the log of any server does.
func (r *racer) goesOn() bool {
	for _, n := range r.lanes {
		if !n.useless {
			return true
		}
	}
	r.yield(Race{}, ErrUnlogged)
	return false
}

// fail yields an error, once until a server begins again.
func (r *racer) fail(err error) bool {
	if r.failed[err.Error()] {
		return true
	}
	r.failed[err.Error()] = true
	return r.yield(Race{}, err)
}

// begin begins with a server, or begins anew after it was not reached.
func (r *racer) begin(ctx context.Context, server string) bool {
	clear(r.failed)
	for _, err := range r.refused {
		if !r.fail(err) {
			return false
		}
	}
	r.refused = nil
	n := newLane(r, server)
	if old := r.lanes[server]; old != nil {
		n.clients = old.clients.Again()
	}
	n.dropped = n.droppedSoFar(ctx)
	r.lanes[server] = n
	if r.scope.id != "" {
		if key, err := r.scope.key(r.root.Container(r.scope.container)); err == nil {
			n.read(ctx, key)
		}
	}
	if r.o.Began != nil {
		r.o.Began()
	}
	return true
}

func (r *racer) beat(ctx context.Context) {
	for _, n := range r.lanes {
		if !n.useless {
			n.beat(ctx)
		}
	}
}

func (r *racer) hasRead(ctx context.Context, read *ownRead) bool {
	read.lane.hasRead(ctx)
	return read.err == nil || ctx.Err() != nil || r.fail(read.err)
}

// end concludes from what was heard until now.
func (r *racer) end(all <-chan logged) {
	for more := true; more; {
		select {
		case l, ok := <-all:
			if n := r.lanes[l.report.Server]; ok && l.err == nil && n != nil && !n.useless {
				n.hearLast(l.report)
			}
			more = ok
		default:
			more = false
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nothing is waited for
	for _, n := range r.lanes {
		if !n.useless && !n.end(ctx) {
			return
		}
	}
}

// counter returns a counter of a server; 0 if it has none.
func (r *racer) counter(ctx context.Context, server, name string) int {
	for _, s := range serversOf(ctx, r.root) {
		if s.Name == server {
			n, _ := strconv.Atoi(s.Stats[name])
			return n
		}
	}
	return 0
}
