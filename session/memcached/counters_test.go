package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/tree"
	"sessh/txn"
)

// TestCounters has 50 clients increment counters that they share, while their
// connections break off all the time. All commit in the same second: two clients
// that make the same increment write the same bytes. Each increment that was
// acknowledged counts, none of those that failed does, and those of which the
// outcome is not known may. SESSH_FAULT_INCREMENTS says how many increments each
// client makes.
func TestCounters(t *testing.T) {
	t.Parallel()
	const clients, counters = 50, 7
	each := full(t, "SESSH_FAULT_INCREMENTS", 6)
	server := mct.Start(t)
	stream := mct.NewStream(t, server.Addr)
	stop := flap(t, stream)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	tallies := make([]tally, counters)
	for range clients {
		store := open(t, memcached.Options{Timeout: 2 * time.Second}, stream.Addr)
		c := &counter{t: t, root: newRootAt(store), m: txn.NewManager()}
		wg.Go(func() {
			for j := range each {
				c.increment(ctx, fmt.Sprint("s", j%counters), &tallies[j%counters])
			}
		})
	}
	wg.Wait()
	breaks := stop()
	direct := &counter{t: t, root: newRootAt(open(t, memcached.Options{}, server.Addr)), m: txn.NewManager()}
	acknowledged, unknown, conflicts, sum := int64(0), int64(0), int64(0), int64(0)
	for i := range tallies {
		n, x := direct.value(t.Context(), fmt.Sprint("s", i)), &tallies[i]
		if n < x.acknowledged.Load() || n > x.acknowledged.Load()+x.unknown.Load() {
			t.Errorf("counter %d is %d, after %d increments that were acknowledged and %d that are unknown", i, n, x.acknowledged.Load(), x.unknown.Load())
		}
		acknowledged, unknown, conflicts, sum = acknowledged+x.acknowledged.Load(), unknown+x.unknown.Load(), conflicts+x.conflicts.Load(), sum+n
	}
	t.Logf("%d increments by %d clients, %d breaks, %d conflicts tried again: %d acknowledged, %d unknown, the sum is %d", clients*each, clients, breaks, conflicts, acknowledged, unknown, sum)
	if acknowledged < clients*int64(each)/10 {
		t.Error("next to nothing is acknowledged")
	}
}

// tally is what clients know of a counter.
type tally struct{ acknowledged, unknown, conflicts atomic.Int64 }

// flap breaks connections until stop is called, which returns how often it did.
func flap(t *testing.T, stream *mct.Stream) (stop func() int) {
	done, ended, breaks := make(chan struct{}), make(chan struct{}), 0
	go func() {
		defer close(ended)
		for i := 0; ; i++ {
			happened := make(chan struct{})
			b := mct.Break{Up: -1, Down: rand.IntN(4000), Reset: i%2 == 0, Stay: i%3 == 0, Then: func() { close(happened) }}
			if i%4 < 2 {
				b.Up, b.Down = b.Down, -1
			}
			stream.Arm(b)
			select {
			case <-happened:
				breaks++
			case <-done:
				stream.Heal()
				return
			}
			if b.Stay {
				select { // this long no one gets through
				case <-time.After(time.Duration(rand.IntN(3)) * time.Millisecond):
				case <-done:
				}
			}
			stream.Heal()
		}
	}()
	return func() int {
		close(done)
		<-ended
		return breaks
	}
}

// counter is one client.
type counter struct {
	t    *testing.T
	root *session.Root
	m    *txn.Manager
}

// increment adds 1 to a counter, whatever goes wrong, until that is acknowledged or
// no one can know.
func (c *counter) increment(ctx context.Context, id string, x *tally) {
	for ctx.Err() == nil {
		tries := 0
		err := c.m.Retry(ctx, 1000, func(tx *txn.Tx) error {
			if tries++; tries > 1 {
				x.conflicts.Add(1)
			}
			p, err := c.counters(ctx, tx, id)
			if err != nil {
				return err
			}
			n, _ := p.Get("n")
			n64, _ := n.(int64)
			return p.Set("n", n64+1)
		})
		var ce *commit.Error
		switch {
		case err == nil:
			x.acknowledged.Add(1)
			return
		case errors.As(err, &ce) && ce.Results[0].Fate == commit.Uncertain:
			x.unknown.Add(1)
			return
		}
		pause(ctx)
	}
	c.t.Error(ctx.Err())
}

// pause is how long a client waits before it tries again: without it, 50 of them
// would use up the machine's ports.
func pause(ctx context.Context) {
	select {
	case <-time.After(time.Duration(1+rand.IntN(5)) * time.Millisecond):
	case <-ctx.Done():
	}
}

func (c *counter) counters(ctx context.Context, tx *txn.Tx, id string) (*tree.Map, error) {
	s, err := c.root.Container("C").Session(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s.Package("p")
}

// value returns what a counter holds.
func (c *counter) value(ctx context.Context, id string) (n int64) {
	c.t.Helper()
	if err := c.m.Run(ctx, func(tx *txn.Tx) error {
		p, err := c.counters(ctx, tx, id)
		if err != nil {
			return err
		}
		v, _ := p.Get("n")
		n, _ = v.(int64)
		return nil
	}); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// TestTwoEqualIncrements: the cas of one client is dropped, another one makes the
// same increment, and the first one's connection is cut. Both have read 5: one of
// the two increments is acknowledged, and the other is not.
func TestTwoEqualIncrements(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(meanwhile func()) mct.Fault{
		"dropped": func(meanwhile func()) mct.Fault { return mct.Cut().After(meanwhile) },
		"written, and the answer is lost, before the other reads": func(meanwhile func()) mct.Fault {
			return mct.CutReply().Then(meanwhile)
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := mct.Start(t)
			proxy := mct.NewProxy(t, server.Addr)
			client := func(addr string) *counter {
				return &counter{t: t, root: newRootAt(open(t, memcached.Options{}, addr)), m: txn.NewManager()}
			}
			one, other := client(proxy.Addr), client(server.Addr)
			var x tally
			for range 5 {
				other.increment(t.Context(), "s", &x)
			}
			proxy.Next("cas", fault(func() { other.increment(t.Context(), "s", &x) }))
			one.increment(t.Context(), "s", &x)
			n := other.value(t.Context(), "s")
			if a, u := x.acknowledged.Load(), x.unknown.Load(); a != 6 || u != 1 || n < a || n > a+u {
				t.Errorf("%d increments are acknowledged and %d unknown, and the counter is %d", a, u, n)
			}
		})
	}
}
