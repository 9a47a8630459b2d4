package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/txn"
)

// full returns how much a test of faults does: n, or what the environment says.
func full(t *testing.T, variable string, n int) int {
	t.Helper()
	if text := os.Getenv(variable); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", variable, err)
		}
	}
	return n
}

// sample returns how much is tried where nothing says how much: n, or fewer in short
// tests.
func sample(n, short int) int {
	if testing.Short() {
		return short
	}
	return n
}

// TestKillPoints has something go wrong at random points of commits of several
// sessions, and compares what each commit reports with what the server then holds:
// at once, and when everything that was under way has arrived. SESSH_FAULT_POINTS
// says how many points, and SESSH_FAULT_SEED has the faults of an earlier run, which
// tells its seed.
func TestKillPoints(t *testing.T) {
	t.Parallel()
	points := full(t, "SESSH_FAULT_POINTS", sample(120, 30))
	seed := uint64(full(t, "SESSH_FAULT_SEED", int(rand.Uint32())))
	t.Logf("SESSH_FAULT_SEED=%d", seed)
	var tried, broke, failed atomic.Int64
	t.Cleanup(func() {
		if least := tried.Load() / 5; broke.Load() < least || failed.Load() < least {
			t.Error("the faults did not show what they are to show")
		}
	})
	const lanes = 4 // most of the time is spent waiting
	for lane := range lanes {
		t.Run(fmt.Sprint(lane), func(t *testing.T) {
			t.Parallel()
			k := newKillPoints(t, 250*time.Millisecond)
			n := 0
			for i := lane; i < points; i += lanes {
				k.rand = rand.New(rand.NewPCG(seed, uint64(i)))
				k.point(i)
				if n++; t.Failed() {
					t.Fatalf("at point %d of SESSH_FAULT_SEED=%d: %s", i, seed, k.fault)
				}
			}
			var words []string
			for f := commit.Written; f <= commit.Uncertain; f++ {
				words = append(words, fmt.Sprintf("%d %v", k.fates[f], f))
			}
			t.Logf("%d commits, of which %d were disturbed and %d failed; sessions of those: %s", n, k.broke, k.failed, strings.Join(words, ", "))
			t.Logf("%d sessions were unknown to the end: the next commit found %d of them written already", k.unknown, k.held)
			tried.Add(int64(n))
			broke.Add(int64(k.broke))
			failed.Add(int64(k.failed))
		})
	}
}

// killPoints is a server behind a stream that breaks off, and a proxy that does
// worse.
type killPoints struct {
	*testing.T
	rand   *rand.Rand
	server *mct.Server
	stream *mct.Stream
	proxy  *mct.Proxy
	broken *storetest.Faulty // through the stream
	faulty *storetest.Faulty // through the proxy
	store  *storetest.Faulty // the one in use
	direct *memcached.Store
	root   *session.Root
	fault  string // for messages
	lost   bool   // whether the server has lost its items

	broke, failed int
	unknown, held int
	fates         map[commit.Fate]int
}

func newKillPoints(t *testing.T, timeout time.Duration) *killPoints {
	k := &killPoints{T: t, server: mct.Start(t), fates: make(map[commit.Fate]int)}
	k.stream, k.proxy = mct.NewStream(t, k.server.Addr), mct.NewProxy(t, k.server.Addr)
	k.broken = storetest.Faults(open(t, memcached.Options{Timeout: timeout}, k.stream.Addr))
	k.faulty = storetest.Faults(open(t, memcached.Options{Timeout: min(timeout, 100*time.Millisecond)}, k.proxy.Addr))
	k.direct = open(t, memcached.Options{}, k.server.Addr)
	k.store = k.broken
	return k
}

// absent is the state of a session that is not there; others are the number in it.
const absent = -1

// account is what is known about one session of a commit.
type account struct {
	id            string
	before, after int
	theirs        atomic.Int64 // what another program writes, or may write, in the middle of it; 0: nothing
}

// point is one commit, and what becomes of it.
func (k *killPoints) point(i int) {
	k.fault, k.lost = "", false
	k.store = k.broken
	if k.rand.IntN(2) == 0 {
		k.store = k.faulty
	}
	k.root = newRootAt(k.store)
	c := k.root.Container(fmt.Sprint("P", i))
	accounts := make([]*account, 1+k.rand.IntN(8))
	for j := range accounts {
		a := &account{id: fmt.Sprint("s", j), before: absent, after: 1000 + j}
		if k.rand.IntN(3) > 0 {
			a.before = 1 + j
			if k.rand.IntN(4) == 0 {
				a.after = absent
			}
		}
		accounts[j] = a
	}
	k.prepare(c.Name(), accounts)
	m := txn.NewManager()
	tx := m.Tx()
	k.change(c, tx, accounts)
	if k.rand.IntN(4) == 0 {
		a := accounts[k.rand.IntN(len(accounts))]
		k.store.BeforeApply = func(context.Context, []storage.Write) error {
			k.store.BeforeApply = nil
			// At the end of the vote, the server may have been killed, or stopped: then the write
			// arrives when it goes on, if it was sent.
			bounded, cancel := context.WithTimeout(k.Context(), unanswered)
			defer cancel()
			_, err := k.tryPut(bounded, c.Name(), a.id, 5000)
			if err != nil && !errors.Is(err, storage.ErrUnreachable) && !errors.Is(err, context.DeadlineExceeded) {
				k.Error(err)
			}
			a.theirs.Store(5000)
			return nil
		}
	}
	ctx, cancel := context.WithCancel(k.Context())
	defer cancel()
	heal := k.arm(200 * len(accounts))
	if k.store == k.faulty {
		heal = k.disturb(c, accounts, cancel)
	}
	err := tx.Commit(ctx)
	k.store.BeforeApply = nil
	k.judge(c, m, tx, accounts, err, heal)
}

// newRootAt returns a root on a store, of which all commits are made in the same
// second, so that others can write the same bytes.
func newRootAt(store storage.Store) *session.Root {
	now := time.Unix(1_800_000_000, 0)
	return session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}, Now: func() time.Time { return now }})
}

// prepare puts what the sessions hold before on the server.
func (k *killPoints) prepare(container string, accounts []*account) {
	c := newRootAt(k.direct).Container(container)
	err := txn.NewManager().Run(k.Context(), func(tx *txn.Tx) error {
		for _, a := range accounts {
			if err := set(k.Context(), c, tx, a.id, a.before); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.Fatal(err)
	}
}

// put makes a session hold n, past what is in between, and reports whether that was
// a write.
func (k *killPoints) put(container, id string, n int) (wrote bool) {
	wrote, err := k.tryPut(k.Context(), container, id, n)
	if err != nil {
		k.Error(err)
	}
	return wrote
}

func (k *killPoints) tryPut(ctx context.Context, container, id string, n int) (wrote bool, err error) {
	root := newRootAt(k.direct)
	m := txn.NewManager()
	tx := m.Tx()
	work := root.Work(tx)
	if err = set(ctx, root.Container(container), tx, id, n); err == nil {
		err = tx.Commit(ctx)
	}
	return len(work.Written()) > 0, err
}

// set makes a session hold n, or be absent.
func set(ctx context.Context, c *session.Container, tx *txn.Tx, id string, n int) error {
	if n == absent {
		return edit(ctx, c, tx, id, "", nil)
	}
	return edit(ctx, c, tx, id, "n", n)
}

// change makes what must be committed pending. A busy machine may take longer to
// answer than is waited for.
func (k *killPoints) change(c *session.Container, tx *txn.Tx, accounts []*account) {
	for _, a := range accounts {
		err := set(k.Context(), c, tx, a.id, a.after)
		for errors.Is(err, storage.ErrUnreachable) {
			err = set(k.Context(), c, tx, a.id, a.after)
		}
		if err != nil {
			k.Fatal(err)
		}
	}
}
