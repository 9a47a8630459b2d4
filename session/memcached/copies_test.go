package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/copies"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/txn"
)

func TestCopiesInACommit(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	x := startFleet(t)
	x.lay("s1", "-aa")
	x.set("s1", "b")
	if _, err := x.commit(); err != nil {
		t.Fatal(err)
	}
	for _, server := range []int{1, 2} {
		l := x.alone[server].Load(t.Context(), []string{keyOf("s1")}, storage.NeedTTL)[0]
		if l.Item == nil || l.Item.TTL < 3590*time.Second || l.Item.TTL > 3600*time.Second {
			t.Errorf("on server %d it is %+v", server, l.Item)
		}
	}
}

// TestReplicasOfACommitThatFails leaves replicas as they were where the sessions are put
// back, be it that they were changed or removed.
func TestReplicasOfACommitThatFails(t *testing.T) {
	t.Parallel()
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
			if _, err := x.commit(); !errors.Is(err, commit.ErrConflict) || !errors.Is(err, txn.ErrRepeatable) {
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
	t.Parallel()
	x := startFleet(t)
	x.lay("s1", "-aa")
	x.lay("s0", "a--")
	x.set("s1", "b")
	x.set("s0", "b")
	x.proxies[1].Nth(2, mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n"))
	x.proxies[0].Next(mct.Writes, mct.Meanwhile(func() { x.write(0, "s0", "x") }))
	told, err := x.commit()
	if !errors.Is(err, commit.ErrConflict) || errors.Is(err, txn.ErrRepeatable) {
		t.Errorf("%v, want a conflict after which a session is changed", err)
	}
	if got := x.holds("s1"); got != "-bb" || !slices.Equal(told["s1"], []string{"2 written"}) {
		t.Errorf("the servers hold %s; of the replica it says %q", got, told["s1"])
	}
}

// TestReplicaOfWhatIsNotWritten leaves it alone.
func TestReplicaOfWhatIsNotWritten(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
			if _, err := x.commit(); !errors.Is(err, commit.ErrConflict) || !strings.Contains(err.Error(), "now "+x.proxies[1].Addr+" has it, too") {
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
	t.Parallel()
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
	t.Parallel()
	x := startFleet(t)
	x.lay("s1", "oaa")
	x.lay("t1", "-a-")
	for _, store := range []storage.Store{x.root.Store(), storage.ReadOnly(x.root.Store())} {
		root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
		all, err := copies.Find(t.Context(), root.Store(), []*storage.Item{{Key: keyOf("t1")}, {Key: keyOf("s1")}, {Key: keyOf("u1")}})
		if err != nil {
			t.Fatal(err)
		}
		want := []copies.Copy{{Server: x.proxies[0].Addr}, {Server: x.proxies[2].Addr, Same: true}}
		if len(all[0]) > 0 || !slices.Equal(all[1], want) || len(all[2]) > 0 {
			t.Errorf("%v, want %v of the second alone", all, want)
		}
	}
	x.proxies[0].Refuse()
	all, err := copies.Find(t.Context(), x.root.Store(), []*storage.Item{{Key: keyOf("s1")}})
	if !errors.Is(err, storage.ErrUnreachable) || len(all[0]) != 1 || !all[0][0].Same {
		t.Errorf("with a server down: %v, %v", all, err)
	}
}

// TestReplicasOfWhatWasLost writes the replicas of a session whose write was not
// answered, once the server is found to hold it.
func TestReplicasOfWhatWasLost(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ set, refresh, after string }{
		{"b", "", "obb"},
		{"-", "", "o--"},
		{"-", "refresh", "o-a"},
	} {
		t.Run("set "+test.set+" "+test.refresh, func(t *testing.T) {
			x := startFleet(t)
			x.lay("s1", "oaa")
			x.set("s1", test.set)
			x.proxies[1].Next(mct.Writes, mct.CutReply().Then(x.proxies[1].Refuse))
			w := x.root.Work(x.tx())
			err := w.Tx().Commit(t.Context())
			var failed *commit.Error
			if !errors.As(err, &failed) || failed.Results[0].Fate != commit.Uncertain || len(failed.Results[0].Copies) != 2 || failed.Results[0].Copies[1].Fate != copies.Failed {
				t.Fatalf("%v, of which %+v", err, failed)
			}
			x.proxies[1].Accept()
			if err := x.m.Abort(t.Context()); err != nil {
				t.Fatal(err)
			}
			next := x.tx()
			if _, err := w.Carry(t.Context(), next); err != nil {
				t.Fatal(err)
			}
			w = x.root.Work(next)
			if test.refresh != "" {
				r, err := w.Refresh(t.Context(), diff.Ask)
				if err != nil || len(r.Held) != 1 || len(r.Conflicts) > 0 {
					t.Fatalf("it finds %+v, %v", r, err)
				}
			}
			if err := next.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := x.holds("s1"); got != test.after {
				t.Errorf("the servers hold %s, want %s", got, test.after)
			}
			if held := w.Held(); test.refresh == "" && (len(held) != 1 || len(held[0].Copies) != 1 || held[0].Copies[0].Fate != copies.Written) {
				t.Errorf("it says %+v", held)
			}
		})
	}
}
