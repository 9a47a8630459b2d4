package memcached_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sessh/session/commit"
	"sessh/session/copies"
	mct "sessh/session/memcached/memcachedtest"
)

// TestReplicaFaults commits sessions with replicas while a write goes wrong, and
// compares what is reported about both with what the servers hold.
func TestReplicaFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("faults at every request of replicas are for full runs")
	}
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	x := startFleet(t)
	faults := map[string]mct.Fault{
		"cut": mct.Cut(), "cut reply": mct.CutReply(), "half a reply": mct.Truncate(3), "nonsense": mct.Answer("what?\r\n"),
		"refused": mct.Answer("SERVER_ERROR out of memory storing object\r\n"),
	}
	names := slices.Sorted(maps.Keys(faults))
	fates := make(map[string]int)
	for i := range 60 {
		for n := range 1 + r.IntN(2) {
			id := fmt.Sprint("f", i, "-", n)
			x.lay(id, "aaa")
			x.set(id, []string{"b", "-"}[r.IntN(2)])
		}
		at, nth, fault := r.IntN(3), 1+r.IntN(2), names[r.IntN(len(names))]
		x.proxies[at].Nth(nth, mct.Writes, faults[fault])
		down := r.IntN(6) == 0
		if down {
			x.proxies[at].Refuse()
		}
		w := x.root.Work(x.tx())
		wants := make(map[string]byte)
		for _, s := range w.Sessions() {
			wants[s.ID()] = 'b'
			if !s.Exists() {
				wants[s.ID()] = '-'
			}
		}
		err := w.Tx().Commit(context.Background())
		results := w.Results()
		x.m.Abort(context.Background())
		if x.proxies[at].Heal(); down {
			x.proxies[at].Accept()
		}
		for _, res := range results {
			id := res.Path.Session
			held, to := x.holds(id), wants[id]
			chosen := byDigit(id, 3)
			check := func(what string, server int, new, old bool) {
				t.Helper()
				if is := held[server]; !(new && is == to || old && is == 'a') {
					t.Errorf("%d: %s of write %d to server %d (down %v): %s: on server %d it is %s, and the servers hold %s, from aaa to %c (%v)", i, fault, nth, at, down, id, server, what, held, to, err)
				}
			}
			fates[res.Fate.String()]++
			check(res.Fate.String(), chosen, res.Fate == commit.Written || res.Fate == commit.Uncertain, res.Fate != commit.Written)
			told := 0
			for _, c := range res.Copies {
				server := slices.IndexFunc(x.proxies, func(p *mct.Proxy) bool { return p.Addr == c.Server })
				fates["copy "+c.Fate.String()]++
				told++
				check("copy "+c.Fate.String(), server, c.Fate == copies.Written || c.Fate == copies.Unknown, c.Fate != copies.Written)
			}
			if told != 2 && (res.Fate == commit.Written || res.Fate == commit.Uncertain) {
				t.Errorf("%d: it reports %d copies", i, told)
			}
			if told == 0 && strings.Trim(held, "a") != "" {
				t.Errorf("%d: %s is %v, and the servers hold %s", i, id, res.Fate, held)
			}
		}
		if t.Failed() {
			break
		}
	}
	t.Log(fates)
}
