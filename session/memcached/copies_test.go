package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/format/plain"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// fleet is three servers, each behind a proxy through which the sessions on them are
// opened. The server of a session is the digit at the end of its id.
type fleet struct {
	*several
	proxies []*mct.Proxy
	root    *session.Root
	m       *txn.Manager
}

func startFleet(t *testing.T) *fleet {
	x := &fleet{several: startSeveral(t), m: txn.NewManager(txn.Options{})}
	var addrs []string
	for _, addr := range x.addrs {
		p := mct.NewProxy(t, addr)
		x.proxies, addrs = append(x.proxies, p), append(addrs, p.Addr)
	}
	store := open(t, memcached.Options{Pick: byDigit, Timeout: time.Second}, addrs...)
	x.root = session.NewRoot(store, session.Options{Formats: []session.Format{sesshjson.Format{}}})
	return x
}

// value is a session in which k is v.
func value(id string, v any) []byte {
	return fmt.Appendf(nil, `{"version":1,"id":%q,"timeout":3600,"data":{"p":{"k":%q}}}`, id, v)
}

func keyOf(id string) string { return "sessh/C/" + id }

// lay puts sessions in which k is the letter onto servers: "a-b" is a on the first,
// b on the third.
func (x *fleet) lay(id, letters string) {
	x.t.Helper()
	for i, letter := range letters {
		if letter != '-' {
			x.write(i, id, string(letter))
		}
	}
}

// write is a write by somebody else, without a condition.
func (x *fleet) write(server int, id, v string) {
	x.t.Helper()
	b := value(id, v)
	x.servers[server].Ask(fmt.Sprintf("set %s 0 0 %d\r\n%s\r\n", keyOf(id), len(b), b), "STORED")
}

// holds is what the servers hold, in the way that lay takes it.
func (x *fleet) holds(id string) string {
	x.t.Helper()
	var b strings.Builder
	for i, s := range x.alone {
		l := s.Load(context.Background(), []string{keyOf(id)}, session.NeedValue)[0]
		switch {
		case l.Err != nil:
			x.t.Fatalf("server %d: %v", i, l.Err)
		case l.Item == nil:
			b.WriteByte('-')
		default:
			r, err := sesshjson.Format{}.Decode(l.Item.Value, l.Item.Flags)
			if err != nil {
				x.t.Fatal(err)
			}
			data, _ := r.Data.Get("p")
			k, _ := data.(*session.Map).Get("k")
			b.WriteString(k.(string))
		}
	}
	return b.String()
}

func (x *fleet) tx() *txn.Tx {
	x.t.Helper()
	tx, err := x.m.Tx(context.Background())
	if err != nil {
		x.t.Fatal(err)
	}
	return tx
}

// set makes k of a session v, or, for "-", removes it; both pending.
func (x *fleet) set(id, v string) {
	x.t.Helper()
	s, err := x.root.Container("C").Session(context.Background(), x.tx(), id)
	if err == nil && v == "-" {
		err = s.Delete()
	} else if err == nil {
		var data *session.Map
		if data, err = s.Package("p"); err == nil {
			err = data.Set("k", v)
		}
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// commit commits, and returns what became of the copies of each session: the
// server's place, and the word for it.
func (x *fleet) commit() (told map[string][]string, err error) {
	x.t.Helper()
	w := x.root.Work(x.tx())
	err = w.Tx().Commit(context.Background())
	told = make(map[string][]string)
	for _, r := range w.Results() {
		for _, c := range r.Copies {
			at := slices.IndexFunc(x.proxies, func(p *mct.Proxy) bool { return p.Addr == c.Server })
			told[r.Path.Session] = append(told[r.Path.Session], fmt.Sprint(at, " ", c.Fate))
			if hasErr := c.Err != nil; hasErr != (c.Fate == session.CopyFailed || c.Fate == session.CopyUnknown) {
				x.t.Errorf("the copy on %d is %v with the error %v", at, c.Fate, c.Err)
			}
		}
	}
	if err != nil {
		x.m.Abort(context.Background())
	}
	return told, err
}

func TestCopiesInACommit(t *testing.T) {
	const id = "s1" // on the server in the middle
	for _, test := range []struct {
		name, before, set string
		meanwhile         func(x *fleet)
		after             string
		told              []string
	}{
		{name: "none", before: "-a-", set: "b", after: "-b-"},
		{name: "a replica", before: "-aa", set: "b", after: "-bb", told: []string{"2 written"}},
		{name: "two replicas", before: "aaa", set: "b", after: "bbb", told: []string{"0 written", "2 written"}},
		{name: "a replica and another", before: "oaa", set: "b", after: "obb", told: []string{"0 different", "2 written"}},
		{name: "none, of a new one", before: "---", set: "b", after: "-b-"},
		{name: "a replica of one removed", before: "-aa", set: "-", after: "---", told: []string{"2 written"}},
		{name: "another of one removed", before: "oa-", set: "-", after: "o--", told: []string{"0 different"}},
		{name: "of one that is not where the scheme puts it", before: "a-a", set: "b", after: "b-b", told: []string{"2 written"}},
		{
			name: "a replica that is overtaken", before: "-aa", set: "b", after: "-bx", told: []string{"2 not written"},
			meanwhile: func(x *fleet) { x.proxies[2].Next(mct.Writes, mct.Meanwhile(func() { x.write(2, id, "x") })) },
		},
		{
			name: "a replica that is removed", before: "-aa", set: "b", after: "-b-", told: []string{"2 not written"},
			meanwhile: func(x *fleet) {
				x.proxies[2].Next(mct.Writes, mct.Meanwhile(func() { x.servers[2].Ask("delete "+keyOf(id)+"\r\n", "DELETED") }))
			},
		},
		{
			name: "a replica whose server refuses", before: "-aa", set: "b", after: "-ba", told: []string{"2 not written"},
			meanwhile: func(x *fleet) {
				x.proxies[2].Next(mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n"))
			},
		},
		{
			name: "a replica whose server is down", before: "-aa", set: "b", after: "-ba", told: []string{"2 unknown"},
			meanwhile: func(x *fleet) { x.proxies[2].Refuse() },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := startFleet(t)
			x.lay(id, test.before)
			x.set(id, test.set)
			if test.meanwhile != nil {
				test.meanwhile(x)
			}
			told, err := x.commit()
			if err != nil {
				t.Fatal(err)
			}
			if got := x.holds(id); got != test.after {
				t.Errorf("the servers hold %s, want %s", got, test.after)
			}
			if !slices.Equal(told[id], test.told) {
				t.Errorf("it says %q of the copies, want %q", told[id], test.told)
			}
		})
	}
}

// TestReplicaKeepsItsTime gives a replica the lifetime of its session.
func TestReplicaKeepsItsTime(t *testing.T) {
	x := startFleet(t)
	x.lay("s1", "-aa")
	x.set("s1", "b")
	if _, err := x.commit(); err != nil {
		t.Fatal(err)
	}
	for _, server := range []int{1, 2} {
		l := x.alone[server].Load(t.Context(), []string{keyOf("s1")}, session.NeedTTL)[0]
		if l.Item == nil || l.Item.TTL < 3590*time.Second || l.Item.TTL > 3600*time.Second {
			t.Errorf("on server %d it is %+v", server, l.Item)
		}
	}
}

// TestReplicasOfACommitThatFails leaves replicas as they were where the sessions are put
// back, be it that they were changed or removed.
func TestReplicasOfACommitThatFails(t *testing.T) {
	for _, set := range []string{"b", "-"} {
		t.Run("set "+set, func(t *testing.T) {
			x := startFleet(t)
			x.lay("s1", "-aa")
			x.lay("s0", "aa-")
			x.set("s1", set)
			x.set("s0", set)
			x.proxies[0].Next(mct.Writes, mct.Meanwhile(func() {
				x.write(0, "s0", "x")
				for x.holds("s1")[1] == 'a' { // the other write is under way
				}
				x.root.Store().Load(context.Background(), []string{keyOf("s1")}, 0) // somebody presses Tab
			}))
			if _, err := x.commit(); !errors.Is(err, session.ErrConflict) || !errors.Is(err, txn.ErrRepeatable) {
				t.Errorf("%v, want a conflict after which all is as it was", err)
			}
			if got := x.holds("s1") + " " + x.holds("s0"); got != "-aa xa-" {
				t.Errorf("the servers hold %s", got)
			}
		})
	}
}

// TestReplicasOfWhatCannotBePutBack writes them: as long as the session has been changed,
// its replicas are like it.
func TestReplicasOfWhatCannotBePutBack(t *testing.T) {
	x := startFleet(t)
	x.lay("s1", "-aa")
	x.lay("s0", "a--")
	x.set("s1", "b")
	x.set("s0", "b")
	x.proxies[1].Nth(2, mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n"))
	x.proxies[0].Next(mct.Writes, mct.Meanwhile(func() { x.write(0, "s0", "x") }))
	told, err := x.commit()
	if !errors.Is(err, session.ErrConflict) || errors.Is(err, txn.ErrRepeatable) {
		t.Errorf("%v, want a conflict after which a session is changed", err)
	}
	if got := x.holds("s1"); got != "-bb" || !slices.Equal(told["s1"], []string{"2 written"}) {
		t.Errorf("the servers hold %s; of the replica it says %q", got, told["s1"])
	}
}

// TestReplicaOfWhatIsNotWritten leaves it alone.
func TestReplicaOfWhatIsNotWritten(t *testing.T) {
	x := startFleet(t)
	x.lay("s1", "-aa")
	x.set("s1", "b")
	x.proxies[1].Next(mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n"))
	if told, err := x.commit(); err == nil || len(told["s1"]) > 0 {
		t.Errorf("it says %v, and of the replica %q", err, told["s1"])
	}
	if got := x.holds("s1"); got != "-aa" {
		t.Errorf("the servers hold %s", got)
	}
}

// TestOvertakenOnTheSchemesServer is a conflict: a session was read elsewhere, and
// meanwhile the application has put one where it looks for it.
func TestOvertakenOnTheSchemesServer(t *testing.T) {
	for _, several := range []bool{false, true} {
		t.Run(fmt.Sprintf("several %v", several), func(t *testing.T) {
			x := startFleet(t)
			x.lay("s1", "a--")
			x.set("s1", "b")
			if several {
				x.lay("s0", "a--")
				x.set("s0", "b")
			}
			x.lay("s1", "-n-")
			if _, err := x.commit(); !errors.Is(err, session.ErrConflict) || !strings.Contains(err.Error(), "by now "+x.proxies[1].Addr+" has one") {
				t.Errorf("%v, want a conflict", err)
			}
			if got := x.holds("s1"); got != "an-" {
				t.Errorf("the servers hold %s", got)
			}
			if got := x.holds("s0"); several && got != "a--" {
				t.Errorf("of the other session, the servers hold %s", got)
			}
		})
	}
}

// TestCopiesModel lays out sessions and their copies at random, changes some, and
// compares what the servers hold with what they should.
func TestCopiesModel(t *testing.T) {
	x := startFleet(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		want := make(map[string]string)
		for range rapid.IntRange(1, 6).Draw(t, "sessions") {
			n++
			chosen := rapid.IntRange(0, 2).Draw(t, "chosen")
			id := fmt.Sprint(n, "-", chosen)
			before := rapid.StringOfN(rapid.RuneFrom([]rune("-aao")), 3, 3, -1).Draw(t, "before")
			x.lay(id, before)
			read := before[chosen]
			if i := strings.IndexFunc(before, func(r rune) bool { return r != '-' }); read == '-' && i >= 0 {
				read = before[i]
			}
			to := rapid.SampledFrom([]string{"b", "-"}).Draw(t, "to")
			after := []byte(before)
			switch {
			case read != '-':
				x.set(id, to)
				for i := range after {
					if before[i] == read {
						after[i] = to[0]
					}
				}
			case to == "b":
				x.set(id, to)
				after[chosen] = 'b'
			}
			want[id] = string(after)
		}
		if _, err := x.commit(); err != nil {
			t.Fatal(err)
		}
		for id, after := range want {
			if got := x.holds(id); got != after {
				t.Errorf("of %s the servers hold %s, want %s", id, got, after)
			}
		}
	})
}

// TestCopiesAreTold finds the copies of sessions.
func TestCopiesAreTold(t *testing.T) {
	x := startFleet(t)
	x.lay("s1", "oaa")
	x.lay("t1", "-a-")
	for _, store := range []session.Store{x.root.Store(), session.ReadOnly(x.root.Store())} {
		root := session.NewRoot(store, session.Options{Formats: []session.Format{sesshjson.Format{}}})
		all, err := root.Copies(t.Context(), []*session.Item{{Key: keyOf("t1")}, {Key: keyOf("s1")}, {Key: keyOf("u1")}})
		if err != nil {
			t.Fatal(err)
		}
		want := []session.Copy{{Server: x.proxies[0].Addr}, {Server: x.proxies[2].Addr, Same: true}}
		if len(all[0]) > 0 || !slices.Equal(all[1], want) || len(all[2]) > 0 {
			t.Errorf("%v, want %v of the second alone", all, want)
		}
	}
	x.proxies[0].Refuse()
	all, err := x.root.Copies(t.Context(), []*session.Item{{Key: keyOf("s1")}})
	if !errors.Is(err, session.ErrUnreachable) || len(all[0]) != 1 || !all[0][0].Same {
		t.Errorf("with a server down: %v, %v", all, err)
	}
}

// TestMisplaced tells once that many items are not where the scheme puts them.
func TestMisplaced(t *testing.T) {
	for _, test := range []struct {
		name string
		lay  func(x *fleet)
		want string // items, those astray, and the keys that are looked at
	}{
		{"in place, with replicas", func(x *fleet) {
			for i := range 9 {
				x.lay(fmt.Sprint("a", i), "aaa")
			}
		}, ""},
		{"one left behind", func(x *fleet) { x.lay("a0", "a--"); x.lay("b0", "-a-") }, ""},
		{"few left behind", func(x *fleet) {
			for i := range 9 {
				x.lay(fmt.Sprint("a", i), "aaa")
			}
			x.lay("b0", "-a-")
			x.lay("c1", "a--")
		}, ""},
		{"many", func(x *fleet) { x.lay("a0", "-a-"); x.lay("b1", "a-a"); x.lay("c1", "aa-") }, "3 2 3"},
		{"the scheme's server is down", func(x *fleet) {
			x.lay("a1", "a--")
			x.lay("b1", "--a")
			x.proxies[1].Refuse()
		}, ""},
		{"very many", func(x *fleet) {
			var keys []string
			for i := range 5000 {
				keys = append(keys, keyOf(fmt.Sprint(i, "-1")))
			}
			x.put(2, keys, "a")
		}, "5000 5000 <= 512"},
		{"items of others, beside sessions in place", func(x *fleet) {
			x.lay("a0", "a--")
			x.put(1, []string{"other0", "other2", "other3"}, "x")
		}, ""},
		{"items, and no sessions", func(x *fleet) { x.put(1, []string{"other0", "other2", "other3"}, "x") }, "3 3 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := startFleet(t)
			root := session.NewRoot(x.root.Store(), session.Options{Formats: []session.Format{sesshjson.Format{}, plain.Raw()}})
			test.lay(x)
			got := ""
			for n := range 2 {
				for _, err := range root.ListNames(t.Context()) {
					if err != nil && !errors.Is(err, session.ErrUnreachable) {
						t.Fatal(err)
					}
				}
				m := root.Misplaced(t.Context())
				if n == 1 && m != nil {
					t.Error("it is told again")
				}
				if n == 0 && m != nil {
					looked := fmt.Sprint(len(m.At))
					if len(m.At) > 100 && len(m.At) <= 512 {
						looked = "<= 512"
					}
					got = fmt.Sprint(m.Items, m.Astray, " ", looked)
					if on := m.At[keyOf("b1")]; test.name == "many" && !slices.Equal(on, []string{x.proxies[0].Addr, x.proxies[2].Addr}) {
						t.Errorf("b1 is on %v", on)
					}
				}
			}
			if got != test.want {
				t.Errorf("it tells %q, want %q", got, test.want)
			}
		})
	}
}

// TestReplicaFaults commits sessions with replicas while a write goes wrong, and
// compares what is told of both with what the servers hold.
func TestReplicaFaults(t *testing.T) {
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
		var ids []string
		for n := range 1 + r.IntN(2) {
			id := fmt.Sprint("f", i, "-", n)
			ids = append(ids, id)
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
			check(res.Fate.String(), chosen, res.Fate == session.Written || res.Fate == session.Uncertain, res.Fate != session.Written)
			told := 0
			for _, c := range res.Copies {
				server := slices.IndexFunc(x.proxies, func(p *mct.Proxy) bool { return p.Addr == c.Server })
				fates["copy "+c.Fate.String()]++
				told++
				check("copy "+c.Fate.String(), server, c.Fate == session.CopyWritten || c.Fate == session.CopyUnknown, c.Fate != session.CopyWritten)
			}
			if told != 2 && (res.Fate == session.Written || res.Fate == session.Uncertain) {
				t.Errorf("%d: it tells of %d copies", i, told)
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
