package faulttest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// fromEnvironment returns the number that a variable holds, or n.
func fromEnvironment(t *testing.T, variable string, n uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return n
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// TestServersFail commits sessions of up to 400 KB on two servers, one of which
// fails in the middle: it is cut off, comes again at once without its items,
// answers nonsense or refuses a write. What each commit reports is compared with
// what the servers then hold, and what is still pending is committed again.
func TestServersFail(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills servers at many moments")
	}
	t.Parallel()
	points := fromEnvironment(t, "SESSH_FAULT_POINTS", 60)
	seed := fromEnvironment(t, "SESSH_FAULT_SEED", uint64(rand.Uint32()))
	t.Logf("SESSH_FAULT_SEED=%d", seed)
	p := newPlace(t)
	for i := range points {
		p.rand = rand.New(rand.NewPCG(seed, i))
		p.trial(fmt.Sprint("P", i))
		if t.Failed() {
			t.Fatalf("at point %d: %s", i, p.fault)
		}
	}
	t.Logf("%d commits: %d whole, %d failed; %d times a server lost its items; of the sessions %v", points, points-uint64(p.failed), p.failed, p.losses, p.fates)
	if points >= 60 && p.failed < 3 {
		t.Error("the faults did not show what they are to show")
	}
}

// place is two servers, each behind a stream that breaks off, and behind a proxy
// that refuses requests.
type place struct {
	*testing.T
	rand     *rand.Rand
	servers  []*mct.Server
	streams  []*mct.Stream
	proxies  []*mct.Proxy
	cut      *session.Root // through the streams
	refused  *session.Root // through the proxies
	direct   *memcached.Store
	fault    string
	lost     string // the server that has lost its items meanwhile
	failed   int
	losses   int
	fates    map[commit.Fate]int
	sessions []*account
}

func newPlace(t *testing.T) *place {
	p := &place{T: t, fates: make(map[commit.Fate]int)}
	var direct, streams, proxies []string
	for range 2 {
		server := mct.Start(t)
		stream, proxy := mct.NewStream(t, server.Addr), mct.NewProxy(t, server.Addr)
		p.servers, p.streams, p.proxies = append(p.servers, server), append(p.streams, stream), append(p.proxies, proxy)
		direct, streams, proxies = append(direct, server.Addr), append(streams, stream.Addr), append(proxies, proxy.Addr)
	}
	p.cut, p.refused = newRoot(t, memcached.Options{}, streams...), newRoot(t, memcached.Options{}, proxies...)
	p.direct = openStore(t, memcached.Options{}, direct...)
	return p
}

// absent is the state of a session that is not there.
const absent = -1

// account is what is known of one session.
type account struct {
	id            string
	length        int
	before, after int
	written       bool // whether it was reported as written
}

// trial is one commit, and what becomes of it.
func (p *place) trial(container string) {
	p.lost = ""
	root := p.cut
	if p.rand.IntN(4) == 0 {
		root = p.refused
	}
	p.sessions = p.sessions[:0]
	for i := range 1 + p.rand.IntN(8) {
		a := &account{id: fmt.Sprint("s", i), length: 1 << p.rand.IntN(19), before: absent, after: 1000 + i}
		if p.rand.IntN(3) > 0 {
			a.before = i
			if p.rand.IntN(4) == 0 {
				a.after = absent
			}
		}
		p.sessions = append(p.sessions, a)
	}
	plain := session.NewRoot(p.direct, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	tx := begin(p.T)
	for _, a := range p.sessions {
		if a.before != absent {
			p.change(plain.Container(container), tx, a, a.before)
		}
	}
	if err := tx.Commit(p.Context()); err != nil {
		p.Fatal(err)
	}
	m := txn.NewManager()
	tx = m.Tx()
	c := root.Container(container)
	for _, a := range p.sessions {
		p.change(c, tx, a, a.after)
	}
	heal := p.arm(root == p.cut)
	err := tx.Commit(p.Context())
	heal()
	if err != nil {
		p.failed++
		p.judge(c, err)
		work := root.Work(tx)
		if tx.Status() == txn.Failed {
			tx, work = p.carry(c, m, root, work)
		}
		p.commit(tx, work)
	}
	for _, a := range p.sessions {
		n := p.held(c, a)
		lost := n == absent && p.onLost(c, a) && (err == nil || a.written)
		if n != a.after && !lost {
			p.Errorf("%s was committed as %d (at first %v), and is %d", a.id, a.after, err, n)
		}
	}
}

// arm chooses what goes wrong; heal ends it.
func (p *place) arm(bytes bool) (heal func()) {
	which := p.rand.IntN(2)
	name, server, stream, proxy := p.servers[which].Addr, p.servers[which], p.streams[which], p.proxies[which]
	if !bytes {
		reply := []string{"SERVER_ERROR out of memory storing object\r\n", "ERROR\r\n", "what?\r\n"}[p.rand.IntN(3)]
		n := 1 + p.rand.IntN(4)
		p.fault = fmt.Sprintf("%s answers write %d by %q", name, n, reply)
		proxy.Nth(n, mct.Writes, mct.Answer(reply))
		return proxy.Heal
	}
	total := 0
	for _, a := range p.sessions {
		total += a.length + 150
	}
	b := mct.Break{Up: -1, Down: -1, Reset: p.rand.IntN(3) == 0}
	if p.rand.IntN(2) == 0 {
		b.Up = p.rand.IntN(total/2 + 1)
	} else {
		b.Down = p.rand.IntN(60 * len(p.sessions))
	}
	restarts := false
	switch p.rand.IntN(5) {
	case 0, 1:
		p.fault = "cut"
	case 2:
		p.fault, b.Stay = "cut, and not reached again", true
	case 3:
		p.fault, b.Garbage = "garbage", "\r\nSTORED\r\nWHAT\r\n"
	default:
		p.fault, restarts = "restarted", true
		b.Then = server.Restart
	}
	p.fault = fmt.Sprintf("%s: %s (up %d, down %d, reset %v)", name, p.fault, b.Up, b.Down, b.Reset)
	stream.Arm(b)
	return func() {
		if stream.Heal() && restarts {
			p.lost = name
			p.losses++
		}
	}
}

// change makes a session hold n, and a text of its length that shows it.
func (p *place) change(c *session.Container, tx *txn.Tx, a *account, n int) {
	s, err := c.Session(p.Context(), tx, a.id)
	if err == nil && n == absent {
		err = s.Delete()
	} else if err == nil {
		var data *tree.Map
		if data, err = s.Package("p"); err == nil {
			err = errors.Join(data.Set("n", n), data.Set("text", text(a, n)))
		}
	}
	if err != nil {
		p.Fatal(err)
	}
}

func text(a *account, n int) string { return strings.Repeat(string(rune('a'+n%26)), a.length) }

// held returns what the servers themselves hold.
func (p *place) held(c *session.Container, a *account) int {
	l := p.direct.Load(p.Context(), []string{p.key(c, a)}, storage.NeedValue)[0]
	if l.Err != nil {
		p.Fatal(l.Err)
	}
	if l.Item == nil {
		return absent
	}
	r, err := sesshjson.Format{}.Decode(l.Item.Value, 0)
	if err != nil {
		p.Fatalf("%s: what the server holds is not a session: %v", a.id, err)
	}
	x, _ := r.Data.Get("p")
	data := x.(*tree.Map)
	v, _ := data.Get("n")
	n := int(v.(int64))
	if got, _ := data.Get("text"); got != text(a, n) {
		p.Errorf("%s has not the text that it was given with %d", a.id, n)
	}
	return n
}

func (p *place) key(c *session.Container, a *account) string {
	key, err := sesshjson.Format{}.Key(c.Name(), a.id)
	if err != nil {
		p.Fatal(err)
	}
	return key
}

func (p *place) onLost(c *session.Container, a *account) bool {
	return p.lost != "" && p.direct.Home(p.key(c, a)) == p.lost
}

// judge compares the reports of a commit with what the servers hold.
func (p *place) judge(c *session.Container, err error) {
	var ce *commit.Error
	if !errors.As(err, &ce) {
		p.Fatalf("the commit: %v, want to hear of each session", err)
	}
	if len(ce.Results) != len(p.sessions) {
		p.Errorf("it reports %d sessions, and there are %d", len(ce.Results), len(p.sessions))
	}
	p.compare(c, ce.Results)
}

func (p *place) compare(c *session.Container, results []commit.Result) {
	for _, r := range results {
		p.fates[r.Fate]++
		for _, a := range p.sessions {
			if a.id != r.Path.Session {
				continue
			}
			a.written = r.Fate == commit.Written
			n := p.held(c, a)
			ok := p.onLost(c, a) && n == absent
			switch r.Fate {
			case commit.Written:
				ok = ok || n == a.after
			case commit.InConflict: // there is no one else
			case commit.Uncertain:
				ok = ok || n == a.after || n == a.before
			default:
				ok = ok || n == a.before
			}
			if !ok {
				p.Errorf("%s is reported as %v (%v), and is %d; it was %d, to be %d", a.id, r.Fate, r.Err, n, a.before, a.after)
			}
		}
	}
}

// carry takes what was not written into a new transaction, once the servers
// answer again.
func (p *place) carry(c *session.Container, m *txn.Manager, root *session.Root, work *session.Work) (*txn.Tx, *session.Work) {
	if err := m.Abort(p.Context()); err != nil {
		p.Fatal(err)
	}
	tx := m.Tx()
	results, err := work.Carry(p.Context(), tx)
	if err != nil {
		p.Fatal(err)
	}
	p.compare(c, results)
	return tx, root.Work(tx)
}

// commit writes what is pending; where a server has lost the sessions, they are
// in conflict first.
func (p *place) commit(tx *txn.Tx, work *session.Work) {
	err := tx.Commit(p.Context())
	if errors.Is(err, commit.ErrConflict) {
		if _, err = work.Resolve(p.Context(), diff.Resolution{Decide: diff.Mine.Within(nil)}); err == nil {
			err = tx.Commit(p.Context())
		}
	}
	if err != nil {
		p.Fatalf("the next commit: %v", err)
	}
}
