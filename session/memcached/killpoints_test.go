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
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storetest"
	"sessh/txn"
)

// full is how much a test of faults does: n, or what the environment says.
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

// TestKillPoints has something go wrong at random points of commits of several
// sessions, and compares what each commit reports with what the server then holds:
// at once, and when everything that was under way has arrived. SESSH_FAULT_POINTS
// says how many points, and SESSH_FAULT_SEED has the faults of an earlier run, which
// tells its seed.
func TestKillPoints(t *testing.T) {
	points := full(t, "SESSH_FAULT_POINTS", 120)
	seed := uint64(full(t, "SESSH_FAULT_SEED", int(rand.Uint32())))
	t.Logf("SESSH_FAULT_SEED=%d", seed)
	k := newKillPoints(t, 250*time.Millisecond)
	for i := range points {
		k.rand = rand.New(rand.NewPCG(seed, uint64(i)))
		k.point(i)
		if t.Failed() {
			t.Fatalf("at point %d of SESSH_FAULT_SEED=%d: %s", i, seed, k.fault)
		}
	}
	var words []string
	for f := session.Written; f <= session.Uncertain; f++ {
		words = append(words, fmt.Sprintf("%d %v", k.fates[f], f))
	}
	t.Logf("%d commits, of which %d were disturbed and %d failed; sessions of those: %s", points, k.broke, k.failed, strings.Join(words, ", "))
	t.Logf("%d sessions were unknown to the end: the next commit found %d of them written already", k.unknown, k.held)
	if k.broke < points/5 || k.failed < points/5 {
		t.Error("the faults did not show what they are to show")
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
	fates         map[session.Fate]int
}

func newKillPoints(t *testing.T, timeout time.Duration) *killPoints {
	k := &killPoints{T: t, server: mct.Start(t), fates: make(map[session.Fate]int)}
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
	theirs        atomic.Int64 // what somebody else writes in the middle of it; 0: nothing
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
	m := txn.NewManager(txn.Options{})
	tx, err := m.Tx(k.Context())
	if err != nil {
		k.Fatal(err)
	}
	k.change(c, tx, accounts)
	if k.rand.IntN(4) == 0 {
		a := accounts[k.rand.IntN(len(accounts))]
		k.store.BeforeApply = func(context.Context, []session.Write) error {
			k.store.BeforeApply = nil
			k.put(c.Name(), a.id, 5000)
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
	err = tx.Commit(ctx)
	k.store.BeforeApply = nil
	k.judge(c, m, tx, accounts, err, heal)
}

// newRootAt is a root on a store, of which all commits are made in the same second,
// so that others can write the same bytes.
func newRootAt(store session.Store) *session.Root {
	now := time.Unix(1_800_000_000, 0)
	return session.NewRoot(store, session.Options{Formats: []session.Format{sesshjson.Format{}}, Now: func() time.Time { return now }})
}

// prepare puts what the sessions hold before on the server.
func (k *killPoints) prepare(container string, accounts []*account) {
	for _, a := range accounts {
		if a.before != absent {
			k.put(container, a.id, a.before)
		}
	}
}

// put makes a session hold n, past what is in between, and reports whether that was
// a write.
func (k *killPoints) put(container, id string, n int) (wrote bool) {
	root := newRootAt(k.direct)
	m := txn.NewManager(txn.Options{})
	tx, err := m.Tx(k.Context())
	if err != nil {
		k.Error(err)
		return false
	}
	work := root.Work(tx)
	if err = set(k.Context(), root.Container(container), tx, id, n); err == nil {
		err = tx.Commit(k.Context())
	}
	if err != nil {
		k.Error(err)
	}
	return len(work.Written()) > 0
}

// set makes a session hold n, or be absent.
func set(ctx context.Context, c *session.Container, tx *txn.Tx, id string, n int) error {
	s, err := c.Session(ctx, tx, id)
	if err != nil || n == absent && !s.Exists() {
		return err
	}
	if n == absent {
		return s.Delete()
	}
	p, err := s.Package("p")
	if err != nil {
		return err
	}
	return p.Set("n", n)
}

// change makes what is to be committed pending. A busy machine may take longer to
// answer than is waited for.
func (k *killPoints) change(c *session.Container, tx *txn.Tx, accounts []*account) {
	for _, a := range accounts {
		err := set(k.Context(), c, tx, a.id, a.after)
		for errors.Is(err, session.ErrUnreachable) {
			err = set(k.Context(), c, tx, a.id, a.after)
		}
		if err != nil {
			k.Fatal(err)
		}
	}
}

// holds is what the server itself holds.
func (k *killPoints) holds(c *session.Container, id string) int {
	l := k.direct.Load(k.Context(), []string{k.key(c.Name(), id)}, session.NeedValue)[0]
	if l.Err != nil {
		k.Fatal(l.Err)
	}
	if l.Item == nil {
		return absent
	}
	r, err := sesshjson.Format{}.Decode(l.Item.Value, 0)
	if err != nil {
		k.Fatalf("%s: what the server holds is no session: %v", id, err)
	}
	p, _ := r.Data.Get("p")
	n, _ := p.(*session.Map).Get("n")
	return int(n.(int64))
}

func (k *killPoints) key(container, id string) string {
	key, err := sesshjson.Format{}.Key(container, id)
	if err != nil {
		k.Fatal(err)
	}
	return key
}

// judge compares what was reported with what is, before and after heal has let arrive
// what was held back, and commits again.
func (k *killPoints) judge(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account, err error, heal func()) {
	if err == nil {
		heal()
		for _, a := range accounts {
			if n := k.holds(c, a.id); n != a.after && !k.lost {
				k.Errorf("%s was committed as %d, and is %d", a.id, a.after, n)
			}
		}
		return
	}
	k.failed++
	var ce *session.CommitError
	if !errors.As(err, &ce) {
		if !errors.Is(err, context.Canceled) {
			k.Errorf("the commit: %v, want to hear of each session", err)
		}
		ce = &session.CommitError{}
		for _, a := range accounts { // cancelled before the first write
			ce.Results = append(ce.Results, session.Result{Path: session.SessionPath(c.Name(), a.id), Fate: session.Untouched})
		}
	}
	results := ce.Results
	for _, r := range results {
		k.fates[r.Fate]++
	}
	heal()
	k.compare(c, accounts, results)
	if tx.Status() == txn.Failed {
		tx, results = k.carry(c, m, tx, accounts)
		for _, r := range results {
			if r.Fate == session.Uncertain {
				k.unknown++
				if !foundOut(r.Err) && !strings.Contains(r.Err.Error(), "no answer within") { // by a busy machine
					k.Errorf("%s: the server answers, and it is not looked up: %v", r.Path, r.Err)
				}
			}
		}
	}
	k.again(c, m, tx, accounts)
}

// foundOut reports whether the item was looked up of a session that is unknown.
func foundOut(err error) bool {
	for _, found := range []error{session.ErrAwaited, session.ErrHeld, session.ErrGone, session.ErrPassed} {
		if errors.Is(err, found) {
			return true
		}
	}
	return false
}

// carry takes what was not written into a new transaction.
func (k *killPoints) carry(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account) (*txn.Tx, []session.Result) {
	work := k.root.Work(tx)
	if err := m.Abort(k.Context()); err != nil {
		k.Fatal(err)
	}
	tx, err := m.Tx(k.Context())
	if err != nil {
		k.Fatal(err)
	}
	results, err := work.Carry(k.Context(), tx)
	if err != nil {
		k.Fatal(err)
	}
	k.compare(c, accounts, results)
	return tx, results
}

// compare is the heart of the test: a report is wrong where the server holds
// something else.
func (k *killPoints) compare(c *session.Container, accounts []*account, results []session.Result) {
	k.Helper()
	if k.lost {
		return // it held it, and has forgotten
	}
	fates := make(map[string]session.Result)
	for _, r := range results {
		fates[r.Path.Session] = r
	}
	for _, a := range accounts {
		r, ok := fates[a.id]
		n := k.holds(c, a.id)
		theirs := a.theirs.Load() != 0 && n == int(a.theirs.Load())
		switch r.Fate {
		case session.Written:
			ok = ok && n == a.after && !theirs
		case session.InConflict:
			ok = ok && theirs
		case session.Uncertain:
			ok = ok && (n == a.after || n == a.before || theirs)
		default:
			ok = ok && (n == a.before || theirs)
		}
		if !ok {
			k.Errorf("%s is reported as %q (%v), and is %d; it was %d, to be %d, theirs %d", a.id, r.Fate, r.Err, n, a.before, a.after, a.theirs.Load())
		}
	}
}

// again commits what is still pending until nothing is: nothing is lost.
func (k *killPoints) again(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account) {
	for range 100 {
		work := k.root.Work(tx)
		err := tx.Commit(k.Context())
		k.held += len(work.Held())
		if err == nil {
			for _, a := range accounts {
				if n := k.holds(c, a.id); n != a.after && !(k.lost && n == absent) {
					k.Errorf("%s was committed at last as %d, and is %d", a.id, a.after, n)
				}
			}
			return
		}
		if tx.Status() == txn.Failed {
			tx, _ = k.carry(c, m, tx, accounts)
		}
		if !errors.Is(err, session.ErrConflict) {
			if !errors.Is(err, session.ErrUnreachable) { // by a busy machine
				k.Fatalf("the next commit: %v", err)
			}
			continue
		}
		if _, err = k.root.Work(tx).Resolve(k.Context(), session.Resolution{Decide: session.Mine.Within(nil)}); err != nil && !errors.Is(err, session.ErrUnreachable) {
			k.Fatalf("after a conflict: %v", err)
		}
	}
	k.Fatal("there is no end to it")
}
