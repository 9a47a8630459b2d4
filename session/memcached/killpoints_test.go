package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
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

// TestKillPoints breaks the connection, or the server, at random points of commits
// of several sessions, and compares what each commit reports with what the server
// then holds. SESSH_FAULT_POINTS says how many points.
func TestKillPoints(t *testing.T) {
	points := full(t, "SESSH_FAULT_POINTS", 120)
	seed := uint64(full(t, "SESSH_FAULT_SEED", int(rand.Uint32())))
	t.Logf("SESSH_FAULT_SEED=%d", seed)
	k := newKillPoints(t, 250*time.Millisecond)
	for i := range points {
		k.rand = rand.New(rand.NewPCG(seed, uint64(i)))
		k.point(i)
		if t.Failed() {
			t.Fatalf("at point %d: %s", i, k.fault)
		}
	}
	var words []string
	for f := session.Written; f <= session.Uncertain; f++ {
		words = append(words, fmt.Sprintf("%d %v", k.fates[f], f))
	}
	t.Logf("%d commits, of which %d broke off and %d failed; sessions of those: %s", points, k.broke, k.failed, strings.Join(words, ", "))
	if k.broke < points/5 || k.failed < points/5 {
		t.Error("the faults did not show what they are to show")
	}
}

// killPoints is a server behind a stream that breaks off.
type killPoints struct {
	*testing.T
	rand   *rand.Rand
	server *mct.Server
	stream *mct.Stream
	store  *storetest.Faulty // through the stream
	direct *memcached.Store
	root   *session.Root
	fault  string // for messages
	lost   bool   // whether the server has lost its items

	broke, failed int
	fates         map[session.Fate]int
}

func newKillPoints(t *testing.T, timeout time.Duration) *killPoints {
	k := &killPoints{T: t, server: mct.Start(t), fates: make(map[session.Fate]int)}
	k.stream = mct.NewStream(t, k.server.Addr)
	k.store = storetest.Faults(open(t, memcached.Options{Timeout: timeout}, k.stream.Addr))
	k.direct = open(t, memcached.Options{}, k.server.Addr)
	return k
}

// absent is the state of a session that is not there; others are the number in it.
const absent = -1

// account is what is known about one session of a commit.
type account struct {
	id            string
	before, after int
	theirs        int // what somebody else writes in the middle of it; 0: nothing
}

// point is one commit, and what becomes of it.
func (k *killPoints) point(i int) {
	k.fault, k.lost = "", false
	k.root = session.NewRoot(k.store, session.Options{Formats: []session.Format{sesshjson.Format{}}})
	c := k.root.Container(fmt.Sprint("P", i))
	accounts := make([]*account, 2+k.rand.IntN(7))
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
		a.theirs = 5000
		k.store.BeforeApply = func(context.Context, []session.Write) error {
			k.store.BeforeApply = nil
			k.put(c.Name(), a.id, a.theirs)
			return nil
		}
	}
	heal := k.arm(200 * len(accounts))
	err = tx.Commit(k.Context())
	k.store.BeforeApply = nil
	heal()
	k.judge(c, m, tx, accounts, err)
}

// arm chooses what goes wrong in an exchange of so many bytes; heal mends it.
func (k *killPoints) arm(bytes int) (heal func()) {
	b := mct.Break{Up: -1, Down: -1, Reset: k.rand.IntN(3) == 0}
	if at := k.rand.IntN(bytes); k.rand.IntN(2) == 0 {
		b.Up = at
	} else {
		b.Down = at / 4
	}
	after := func() {}
	switch what := k.rand.IntN(20); {
	case what < 6:
		k.fault = "cut"
	case what < 11:
		k.fault, b.Stay = "cut, and not reached again", true
	case what < 13:
		k.fault, b.Garbage = "garbage", "\r\nWHAT 1 2 3\r\n\x00\xff"
	case what < 15:
		k.fault, b.Slow, b.Up, b.Down = "one byte at a time", true, -1, -1
	case what < 17:
		k.fault = "stopped"
		b.Then, after = k.server.Pause, k.server.Resume
	case what < 18:
		k.fault = "killed"
		b.Then = func() { k.server.Kill(); k.lost = true }
		after = k.server.Restart
	default:
		k.fault, b.Up, b.Down = "none", -1, -1
	}
	k.fault = fmt.Sprintf("%s (up %d, down %d, reset %v)", k.fault, b.Up, b.Down, b.Reset)
	k.stream.Arm(b)
	return func() {
		if k.stream.Heal() {
			k.broke++
			after()
		}
	}
}

// prepare puts what the sessions hold before on the server.
func (k *killPoints) prepare(container string, accounts []*account) {
	for _, a := range accounts {
		if a.before != absent {
			k.put(container, a.id, a.before)
		}
	}
}

// put writes a session past the stream.
func (k *killPoints) put(container, id string, n int) {
	root := session.NewRoot(k.direct, session.Options{Formats: []session.Format{sesshjson.Format{}}})
	err := txn.NewManager(txn.Options{}).Run(k.Context(), func(tx *txn.Tx) error {
		return set(k.Context(), root.Container(container), tx, id, n)
	})
	if err != nil {
		k.Error(err)
	}
}

func set(ctx context.Context, c *session.Container, tx *txn.Tx, id string, n int) error {
	s, err := c.Session(ctx, tx, id)
	if err != nil {
		return err
	}
	p, err := s.Package("p")
	if err != nil {
		return err
	}
	return p.Set("n", n)
}

func (k *killPoints) change(c *session.Container, tx *txn.Tx, accounts []*account) {
	for _, a := range accounts {
		if a.after != absent {
			if err := set(k.Context(), c, tx, a.id, a.after); err != nil {
				k.Fatal(err)
			}
			continue
		}
		s, err := c.Session(k.Context(), tx, a.id)
		if err == nil {
			err = s.Delete()
		}
		if err != nil {
			k.Fatal(err)
		}
	}
}

// held is what the server itself holds.
func (k *killPoints) held(c *session.Container, id string) int {
	key, err := sesshjson.Format{}.Key(c.Name(), id)
	if err != nil {
		k.Fatal(err)
	}
	l := k.direct.Load(k.Context(), []string{key}, session.NeedValue)[0]
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

// judge compares what was reported with what is, and commits again.
func (k *killPoints) judge(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account, err error) {
	work := k.root.Work(tx)
	if err == nil {
		for _, a := range accounts {
			if n := k.held(c, a.id); n != a.after && !k.lost {
				k.Errorf("%s was committed as %d, and is %d", a.id, a.after, n)
			}
		}
		return
	}
	k.failed++
	fates := make(map[string]session.Fate)
	var ce *session.CommitError
	if errors.As(err, &ce) {
		for _, r := range ce.Results {
			fates[r.Path.Session] = r.Fate
			k.fates[r.Fate]++
		}
	}
	for _, a := range accounts {
		k.compare(c, a, fates[a.id], err)
	}
	if tx.Status() == txn.Failed {
		if err := m.Abort(k.Context()); err != nil {
			k.Fatal(err)
		}
		if tx, err = m.Tx(k.Context()); err != nil {
			k.Fatal(err)
		}
		results, err := work.Carry(k.Context(), tx)
		if err != nil {
			k.Fatal(err)
		}
		for _, r := range results {
			for _, a := range accounts {
				if a.id == r.Path.Session {
					k.compare(c, a, r.Fate, r.Err)
				}
			}
			if r.Fate == session.Uncertain && !errors.Is(r.Err, session.ErrConflict) {
				k.Errorf("%s: the server answers, and it is not found out: %v", r.Path, r.Err)
			}
		}
		work = k.root.Work(tx)
	}
	k.again(c, work, tx, accounts)
}

// compare is the heart of the test: a report is wrong where the server holds
// something else.
func (k *killPoints) compare(c *session.Container, a *account, fate session.Fate, err error) {
	k.Helper()
	if k.lost {
		return // it held it, and has forgotten
	}
	n := k.held(c, a.id)
	ok := false
	switch fate {
	case session.Written:
		ok = n == a.after
	case session.InConflict:
		ok = a.theirs != 0 && n == a.theirs
	case session.Uncertain:
		ok = n == a.after || n == a.before || a.theirs != 0 && n == a.theirs
	default:
		ok = n == a.before || a.theirs != 0 && n == a.theirs
	}
	if !ok {
		k.Errorf("%s is reported as %q (%v), and is %d; it was %d, to be %d, theirs %d", a.id, fate, err, n, a.before, a.after, a.theirs)
	}
}

// again commits what is still pending: nothing is lost.
func (k *killPoints) again(c *session.Container, work *session.Work, tx *txn.Tx, accounts []*account) {
	err := tx.Commit(k.Context())
	if errors.Is(err, session.ErrConflict) {
		mine := session.Resolution{Decide: session.Mine.Within(nil)}
		if _, err = work.Resolve(k.Context(), mine); err == nil {
			err = tx.Commit(k.Context())
		}
	}
	if err != nil {
		k.Fatalf("the next commit: %v", err)
	}
	for _, a := range accounts {
		if n := k.held(c, a.id); n != a.after && !(k.lost && n == absent) {
			k.Errorf("%s was committed at last as %d, and is %d", a.id, a.after, n)
		}
	}
}
