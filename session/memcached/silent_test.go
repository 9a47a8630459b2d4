package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// crew is three servers behind proxies, of which the second does not answer while it is silent,
// and a store on them with a clock of its own. The server of a key is its last digit.
type crew struct {
	*memcached.Store
	*several
	proxies []*mct.Proxy
	clock   atomic.Int64 // seconds that have passed
}

func startCrew(t *testing.T) *crew {
	x := &crew{several: startSeveral(t)}
	var addrs []string
	for _, addr := range x.addrs {
		p := mct.NewProxy(t, addr)
		x.proxies, addrs = append(x.proxies, p), append(addrs, p.Addr)
	}
	began := time.Now()
	now := func() time.Time { return began.Add(time.Duration(x.clock.Load()) * time.Second) }
	x.Store = open(t, memcached.Options{Pick: byDigit, Timeout: unanswered, Now: now}, addrs...)
	return x
}

// silence makes the second server hold all requests.
func (x *crew) silence() {
	x.proxies[1].Cut()
	x.proxies[1].Every("", mct.Drop())
}

// waits returns how many connections to the second server have been made since the last call:
// each is a wait.
func (x *crew) waits(before *int) int {
	n := x.proxies[1].Accepted()
	defer func() { *before = n }()
	return n - *before
}

func (x *crew) expectWaits(before *int, want int, after string) {
	x.t.Helper()
	if n := x.waits(before); n != want {
		x.t.Errorf("%s: the silent server was waited for %d times, want %d", after, n, want)
	}
}

// TestSilentServerCostsOneWait: whatever is asked, of all servers and of the silent one, waits for it
// once until it rests no more.
func TestSilentServerCostsOneWait(t *testing.T) {
	t.Parallel()
	x := startCrew(t)
	x.put(0, []string{"a0"}, "v")
	x.put(2, []string{"a2"}, "v")
	x.silence()
	before := x.proxies[1].Accepted()
	for name, call := range map[string]func() error{
		"list":     func() error { return firstError(x.Store) },
		"read":     func() error { return x.Load(t.Context(), []string{"b1"}, 0)[0].Err },
		"write":    func() error { return x.Apply(t.Context(), additions("b1"))[0].Err },
		"batch":    func() error { return x.Apply(t.Context(), additions("b1", "c1"))[0].Err },
		"flush":    func() error { return x.Flush(t.Context()) },
		"counters": func() error { return x.Counters(t.Context(), "items")[1].Err },
		"copies": func() error {
			_, err := x.Copies(t.Context(), []*storage.Item{{Key: "a0", Server: x.proxies[0].Addr}}, 0)
			return err
		},
	} {
		x.clock.Add(60)
		for range 3 {
			if err := call(); !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), x.proxies[1].Addr) {
				t.Errorf("%s: %v, want that the server does not answer, and which", name, err)
			}
		}
		x.expectWaits(&before, 1, name)
	}
	if l := x.Load(t.Context(), []string{"none0"}, 0)[0]; l.Err != nil || l.Item != nil {
		t.Errorf("what no server has is read as %+v", l)
	}
	x.expectWaits(&before, 0, "looking elsewhere")
	if notes := x.Notes(); len(notes) != 1 || !strings.Contains(notes[0], x.proxies[1].Addr) {
		t.Errorf("the notes are %q, want one that names the server", notes)
	}
	if all := x.Servers(t.Context()); all[0].Err != nil || all[1].Err == nil || all[2].Err != nil {
		t.Errorf("the servers are %+v", all)
	}
	x.expectWaits(&before, 1, "asking for the servers")
}

// TestSilentServerAnswersAgain: after its rest one call finds out, and the others go on.
func TestSilentServerAnswersAgain(t *testing.T) {
	t.Parallel()
	x := startCrew(t)
	x.put(1, []string{"b1"}, "v")
	x.silence()
	before := x.proxies[1].Accepted()
	read := func() error { return x.Load(t.Context(), []string{"b1"}, 0)[0].Err }
	read()
	x.proxies[1].Heal()
	if err := read(); !errors.Is(err, storage.ErrUnreachable) {
		t.Errorf("while it rests: %v", err)
	}
	x.expectWaits(&before, 1, "while it rests")
	x.clock.Add(int64(server.Rest/time.Second) + 1)
	for range 2 {
		if err := read(); err != nil {
			t.Errorf("after its rest: %v", err)
		}
	}
	x.silence()
	read()
	x.proxies[1].Heal()
	if all := x.Servers(t.Context()); all[1].Err != nil {
		t.Errorf("the servers are %+v", all)
	}
	if err := read(); err != nil {
		t.Errorf("after the servers were asked: %v", err)
	}
}

// TestHalfOpen: of the calls after a rest, one finds out whether the server answers, and the others do
// not wait for it. One that is cancelled has found out nothing.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	x := startCrew(t)
	x.silence()
	read := func(ctx context.Context) error { return x.Load(ctx, []string{"b1"}, 0)[0].Err }
	read(t.Context())
	x.clock.Add(60)
	asked := make(chan struct{}, 9)
	x.proxies[1].Heal()
	x.proxies[1].Every("", mct.Drop().After(func() { asked <- struct{}{} }))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- read(ctx) }()
	<-asked
	before := x.proxies[1].Accepted()
	for range 3 {
		if err := read(t.Context()); !errors.Is(err, storage.ErrUnreachable) {
			t.Errorf("meanwhile: %v", err)
		}
	}
	x.expectWaits(&before, 0, "meanwhile")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Logf("it was too late to cancel: %v", err)
		x.clock.Add(60)
	}
	x.proxies[1].Heal()
	if err := read(t.Context()); err != nil {
		t.Errorf("after that: %v", err)
	}
}

// TestSlowServerIsNotSilent: a server that answers others is asked on.
func TestSlowServerIsNotSilent(t *testing.T) {
	t.Parallel()
	x := startCrew(t)
	x.put(1, []string{"b1", "c1"}, "v")
	x.proxies[1].Next("mg", mct.Drop().After(func() {
		for range 2 { // while the other read is under way
			if l := x.Load(t.Context(), []string{"c1"}, 0)[0]; l.Item == nil {
				t.Errorf("meanwhile: %+v", l)
			}
			x.clock.Add(1)
		}
	}))
	if err := x.Load(t.Context(), []string{"b1"}, 0)[0].Err; !errors.Is(err, storage.ErrUnreachable) {
		t.Errorf("the read that is dropped: %v", err)
	}
	if l := x.Load(t.Context(), []string{"b1"}, 0)[0]; l.Item == nil {
		t.Errorf("after that: %+v", l)
	}
}

// TestOneSilentServerAlone: with no other server to go on with, it is asked each time.
func TestOneSilentServerAlone(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{Timeout: unanswered})
	s.proxy.Next("", mct.Drop())
	if err := s.load("k", 0).Err; !errors.Is(err, storage.ErrUnreachable) {
		t.Error(err)
	}
	if err := s.load("k", 0).Err; err != nil {
		t.Error(err)
	}
}

// TestHealthyServerIsNotWaitedFor: what a healthy server holds is read although another one never
// answers.
func TestHealthyServerIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	x := &crew{several: startSeveral(t)}
	x.put(0, []string{"a0", "stray2"}, "v")
	silent := mct.NewProxy(t, x.addrs[1])
	silent.Every("", mct.Drop())
	s := open(t, memcached.Options{Pick: byDigit, Timeout: time.Hour}, x.addrs[0], silent.Addr, x.addrs[2])
	ctx, cancel := context.WithCancel(t.Context()) // ends what goes on in the background
	defer cancel()
	if l := s.Load(ctx, []string{"a0"}, 0)[0]; l.Item == nil {
		t.Errorf("on the server that the scheme chooses: %+v", l)
	}
	if l := s.Load(ctx, []string{"stray2"}, 0)[0]; l.Item == nil || l.Item.Server != x.addrs[0] {
		t.Errorf("on another one: %+v", l)
	}
	all := s.Load(ctx, []string{"b1", "a0", "none2"}, storage.NeedAny)
	if all[1].Item == nil || !errors.Is(all[0].Err, storage.ErrUnreachable) || all[2].Err != nil {
		t.Errorf("any of several: %+v", all)
	}
	if err := s.Ping(ctx); err != nil {
		t.Error(err)
	}
	if all := s.Reach(ctx, time.Millisecond); all[1].Err != nil || all[1].Version != "" {
		t.Errorf("the silent server is %+v, want nothing about it", all[1])
	}
}

// TestListingOfMany: all are asked at once, those that fail are named at the end in the order of the
// servers, and what the others have is listed once.
func TestListingOfMany(t *testing.T) {
	t.Parallel()
	const n, each = 12, 700
	var addrs []string
	var servers []*mct.Server
	want := make(map[string]string)
	for i := range n {
		srv := mct.Start(t, "-t", "1")
		alone := open(t, memcached.Options{}, srv.Addr)
		keys := make([]string, each)
		for k := range keys {
			keys[k] = fmt.Sprintf("%d-%d", k, i)
			want[keys[k]] = srv.Addr
		}
		for _, o := range alone.Apply(t.Context(), additions(keys...)) {
			if o.State != storage.Applied {
				t.Fatal(o)
			}
		}
		addrs, servers = append(addrs, srv.Addr), append(servers, srv)
	}
	pick := func(key string, n int) int {
		var i int
		fmt.Sscanf(key[strings.IndexByte(key, '-')+1:], "%d", &i)
		return i % n
	}
	s := open(t, memcached.Options{Pick: pick, Timeout: unanswered}, addrs...)
	expectListed(t, s.List(t.Context()), want)
	expectListed(t, s.ListNames(t.Context()), want)
	for range s.List(t.Context()) { // and when the caller has seen enough
		break
	}
	lost := []int{9, 2, 5}
	for _, i := range lost {
		servers[i].Kill()
		maps.DeleteFunc(want, func(_, addr string) bool { return addr == addrs[i] })
	}
	expectListedBut(t, s, want, addrs[2], addrs[5], addrs[9])
	servers[5].Restart()
	expectListedBut(t, s, want, addrs[2], addrs[9])
	for _, srv := range servers {
		srv.Kill()
	}
	expectListedBut(t, s, nil, addrs...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	errs := 0
	for _, err := range s.List(ctx) {
		if errs++; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if errs != 1 {
		t.Errorf("a cancelled listing has %d errors, want one", errs)
	}
}

// expectListedBut expects items, and after them an error of each of some servers.
func expectListedBut(t *testing.T, s storage.Store, want map[string]string, silent ...string) {
	t.Helper()
	got := make(map[string]string)
	var failed []string
	for l, err := range s.List(t.Context()) {
		var of *storage.Error
		switch {
		case errors.As(err, &of) && errors.Is(err, storage.ErrUnreachable):
			failed = append(failed, of.Server)
		case err != nil:
			t.Error(err)
		case len(failed) > 0:
			t.Errorf("%s is listed after an error", l.Key)
		default:
			got[l.Key] = l.Server
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("%d keys are listed, want %d", len(got), len(want))
	}
	if !slices.Equal(failed, silent) {
		t.Errorf("%q have failed, want %q", failed, silent)
	}
}

// TestListingBreaksOff: of a server that dies in the middle of its listing, what came is listed, and
// its error follows what the others have.
func TestListingBreaksOff(t *testing.T) {
	t.Parallel()
	x := startCrew(t)
	for i := range 3 {
		x.put(i, []string{longKey(fmt.Sprint("a", i)), longKey(fmt.Sprint("b", i)), longKey(fmt.Sprint("c", i))}, "v")
	}
	x.proxies[1].Next(mct.Lists, mct.Truncate(inSecondOfList))
	n, errs := 0, 0
	for _, err := range x.List(t.Context()) {
		if n++; err != nil {
			errs++
			if !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "broke off") {
				t.Error(err)
			}
		}
	}
	if n-errs != 7 || errs != 1 {
		t.Errorf("%d items and %d errors", n-errs, errs)
	}
	if err := firstError(x.Store); err != nil {
		t.Errorf("after that: %v", err)
	}
}
