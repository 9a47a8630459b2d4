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
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// TestCounters has 50 clients increment counters in sessions that they share,
// while their connections break off all the time: the sum is exact. Each client
// has a counter of its own in each session, since a write whose reply was lost,
// and that somebody else has written over, can only be found by what it has left.
// SESSH_FAULT_INCREMENTS says how many increments each of them makes.
func TestCounters(t *testing.T) {
	const clients, counters = 50, 7
	each := full(t, "SESSH_FAULT_INCREMENTS", 6)
	server := mct.Start(t)
	stream := mct.NewStream(t, server.Addr)
	stop := flap(t, stream)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	var unknown, conflicts atomic.Int64
	for i := range clients {
		store := open(t, memcached.Options{Timeout: 2 * time.Second}, stream.Addr)
		c := &counter{
			t: t, name: fmt.Sprint("c", i), done: make(map[string]int64), root: session.NewRoot(store, session.Options{Formats: []session.Format{sesshjson.Format{}}}),
			m: txn.NewManager(txn.Options{}), unknown: &unknown, conflicts: &conflicts,
		}
		wg.Go(func() {
			for j := range each {
				c.increment(ctx, fmt.Sprint("s", (i+j)%counters))
			}
		})
	}
	wg.Wait()
	breaks := stop()
	direct := session.NewRoot(open(t, memcached.Options{}, server.Addr), session.Options{Formats: []session.Format{sesshjson.Format{}}})
	sum := int64(0)
	err := txn.NewManager(txn.Options{}).Run(t.Context(), func(tx *txn.Tx) error {
		for i := range counters {
			s, err := direct.Container("C").Session(t.Context(), tx, fmt.Sprint("s", i))
			if err != nil {
				return err
			}
			p, err := s.Package("p")
			if err != nil {
				return err
			}
			for _, n := range p.All() {
				sum += n.(int64)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d increments by %d clients, %d breaks, %d conflicts tried again, %d outcomes that were found out later", clients*each, clients, breaks, conflicts.Load(), unknown.Load())
	if sum != int64(clients*each) {
		t.Errorf("the sum is %d, want %d", sum, clients*each)
	}
}

// flap breaks connections off until stop is called, which tells how often it did.
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
				select { // this long nobody gets through
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
	t                  *testing.T
	name               string
	done               map[string]int64 // its increments, by session
	root               *session.Root
	m                  *txn.Manager
	unknown, conflicts *atomic.Int64
}

// increment adds 1 to the client's counter in a session, whatever goes wrong.
func (c *counter) increment(ctx context.Context, id string) {
	for ctx.Err() == nil {
		tries := 0
		err := c.m.Retry(ctx, 100, func(tx *txn.Tx) error {
			if tries++; tries > 1 {
				c.conflicts.Add(1)
			}
			p, err := c.counters(ctx, tx, id)
			if err != nil {
				return err
			}
			n, _ := p.Get(c.name)
			n64, _ := n.(int64)
			return p.Set(c.name, n64+1)
		})
		var ce *session.CommitError
		if errors.As(err, &ce) && ce.Results[0].Fate == session.Uncertain {
			c.unknown.Add(1)
			if c.arrived(ctx, id) {
				err = nil
			}
		}
		if err == nil {
			c.done[id]++
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

// arrived finds out what became of a write whose outcome is not known.
func (c *counter) arrived(ctx context.Context, id string) bool {
	var held int64
	for ctx.Err() == nil {
		err := c.m.Run(ctx, func(tx *txn.Tx) error {
			p, err := c.counters(ctx, tx, id)
			if err != nil {
				return err
			}
			n, _ := p.Get(c.name)
			held, _ = n.(int64)
			return nil
		})
		if err == nil {
			break
		}
		pause(ctx)
	}
	return held > c.done[id]
}

func (c *counter) counters(ctx context.Context, tx *txn.Tx, id string) (*session.Map, error) {
	s, err := c.root.Container("C").Session(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s.Package("p")
}
