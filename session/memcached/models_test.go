package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/txn"
)

// kind is what holds with a server of one version, or with what stands in between.
type kind struct {
	version string
	tells   bool   // the time that an item has left
	lists   string // "", or why it does not list
	hides   int    // how many items a listing leaves out
	partial bool   // whether it is known that a listing may do so
	writes  bool
}

// kindsOfServer returns all of them. A version that is not here behaves as the last
// one that is recorded before it.
func kindsOfServer() []kind {
	const off, bare, closes = "crawler is off", "twemproxy", "proxy"
	return []kind{
		{"1.4.39", false, off, 0, false, true},
		{"1.5.6", false, "", 1, true, true},
		{"1.5.22", false, "", 0, true, true},
		{"1.6.0", true, "", 0, true, true},
		{"1.6.9", true, "", 0, false, true},
		{"1.6.10", true, "", 0, false, true},
		{"1.6.12", true, "", 0, false, true},
		{"1.6.14", true, "", 0, false, true},
		{"1.6.18", true, "", 0, false, true},
		{"1.6.18 -C", true, "", 0, false, false},
		{"1.6.18 -X", true, "-X", 0, false, true},
		{"1.6.21", true, "", 0, false, true},
		{"1.6.29", true, "", 0, false, true},
		{"1.6.45", true, "", 0, false, true},
		{"twemproxy", false, bare, 0, false, true},
		{"proxy", true, closes, 0, false, true},
	}
}

// TestVersions runs the same through the library on a server of each version.
func TestVersions(t *testing.T) {
	t.Parallel()
	var there []string
	for _, k := range kindsOfServer() {
		there = append(there, k.version)
		t.Run(k.version, func(t *testing.T) {
			m := mct.StartModel(t, k.version)
			(&battery{open(t, memcached.Options{}, m.Addr), m, k, false}).run(t)
		})
	}
	for _, r := range mct.Recordings() {
		if !slices.Contains(there, r.Version) {
			t.Errorf("%s is recorded, and not tried", r.Version)
		}
	}
}

// TestTwemproxy runs the same through twemproxy itself, in front of the memcached
// that is installed.
func TestTwemproxy(t *testing.T) {
	t.Parallel()
	server := mct.Start(t)
	addr := mct.StartTwemproxy(t, server.Addr)
	(&battery{open(t, memcached.Options{}, addr), itself{server}, kind{lists: "twemproxy", writes: true}, false}).run(t)
}

// TestInstalledVersion runs the same on the memcached that is installed.
func TestInstalledVersion(t *testing.T) {
	t.Parallel()
	server := mct.Start(t)
	k := kindOf(t, server.Ask("version\r\n", "VERSION"))
	(&battery{open(t, memcached.Options{}, server.Addr), itself{server}, k, false}).run(t)
	t.Run("-C", func(t *testing.T) {
		server := mct.Start(t, "-C")
		k.writes = false
		(&battery{open(t, memcached.Options{}, server.Addr), itself{server}, k, false}).run(t)
	})
}

// kindOf returns what holds with a version: that of the last one before it.
func kindOf(t *testing.T, said string) kind {
	t.Helper()
	number := func(version string) (n [3]int) {
		fmt.Sscanf(version, "%d.%d.%d", &n[0], &n[1], &n[2])
		return n
	}
	installed, found := number(strings.TrimPrefix(said, "VERSION ")), kind{}
	for _, k := range kindsOfServer() {
		if n := number(k.version); n[0] > 0 && !strings.Contains(k.version, " ") && slices.Compare(n[:], installed[:]) <= 0 {
			found = k
		}
	}
	if found.version == "" {
		t.Skipf("nothing is said of %q", said)
	}
	return found
}

// itself is a server that answers as a model does.
type itself struct{ *mct.Server }

func (s itself) Ask(request string) string {
	reply := s.Server.Ask(request+"version\r\n", "VERSION")
	return reply[:strings.LastIndex(reply, "VERSION")]
}

type battery struct {
	*memcached.Store
	server interface{ Ask(request string) string } // past what stands in between
	kind
	changing bool // whether other servers were here before
}

func (b *battery) run(t *testing.T) {
	if err := b.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("set", b.set)
	t.Run("change", b.change)
	t.Run("conflict", b.conflict)
	t.Run("remove", b.remove)
	t.Run("several", b.several)
	t.Run("sessions", b.sessions)
	t.Run("ttl", b.ttl)
	t.Run("list", b.list)
	t.Run("flush", b.flush)
}

// put has another program store an item, and reads it.
func (b *battery) put(t *testing.T, key, value string, exptime int) *storage.Item {
	t.Helper()
	if got := b.server.Ask(fmt.Sprintf("set %s 7 %d %d\r\n%s\r\n", key, exptime, len(value), value)); got != "STORED\r\n" {
		t.Fatalf("somebody else stores %s: %q", key, got)
	}
	return b.read(t, key)
}

// read returns an item that is there, read in each way.
func (b *battery) read(t *testing.T, key string) *storage.Item {
	t.Helper()
	var item *storage.Item
	for _, need := range []storage.Need{0, storage.NeedTTL, storage.NeedValue, storage.NeedValue | storage.NeedTTL} {
		l := b.Load(t.Context(), []string{key, "nothing"}, need)
		if l[0].Err != nil || l[0].Item == nil || l[1].Err != nil || l[1].Item != nil {
			t.Fatalf("%s, and nothing, need %b: %+v", key, need, l)
		}
		if item != nil && item.Version != l[0].Item.Version || l[0].Item.Version == 0 {
			t.Fatalf("%s has the versions %d and %d", key, item.Version, l[0].Item.Version)
		}
		item = l[0].Item
	}
	return item
}

// apply makes writes, and expects their outcomes, or that all are refused where
// nothing can be written.
func (b *battery) apply(t *testing.T, writes []storage.Write, want ...storage.State) {
	t.Helper()
	for i, o := range b.Apply(t.Context(), writes) {
		switch {
		case !b.writes:
			if o.State != storage.Failed || !errors.Is(o.Err, storage.ErrUnsupported) || !strings.Contains(o.Err.Error(), "CAS") {
				t.Errorf("write %d is %v (%v), want it refused for want of CAS", i, o.State, o.Err)
			}
		case o.State != want[i]:
			t.Errorf("write %d is %v (%v), want %v", i, o.State, o.Err, want[i])
		}
	}
}

// expect expects what keys hold, "" for nothing.
func (b *battery) expect(t *testing.T, keysAndValues ...string) {
	t.Helper()
	for pair := range slices.Chunk(keysAndValues, 2) {
		got := b.server.Ask("get " + pair[0] + "\r\n")
		if pair[1] == "" && got != "END\r\n" || pair[1] != "" && !strings.HasSuffix(got, "\r\n"+pair[1]+"\r\nEND\r\n") {
			t.Errorf("%s is %q, want %q", pair[0], got, pair[1])
		}
	}
}

func (b *battery) set(t *testing.T) {
	b.apply(t, []storage.Write{{Key: "new", Value: []byte("1"), Flags: 3, TTL: time.Hour}}, storage.Applied)
	b.apply(t, []storage.Write{{Key: "new", Value: []byte("2")}}, storage.Overtaken)
	if !b.writes {
		b.expect(t, "new", "")
		return
	}
	if it := b.read(t, "new"); string(it.Value) != "1" || it.Flags != 3 {
		t.Errorf("it is %+v", it)
	}
}

func (b *battery) change(t *testing.T) {
	it := b.put(t, "k", "old", 0)
	if string(it.Value) != "old" || it.Flags != 7 {
		t.Errorf("read as %+v", it)
	}
	b.apply(t, []storage.Write{{Key: "k", Value: []byte("mine"), Version: it.Version}}, storage.Applied)
	b.apply(t, []storage.Write{{Key: "k", Value: []byte("again"), Version: it.Version}}, storage.Overtaken)
	b.expect(t, "k", map[bool]string{true: "mine", false: "old"}[b.writes])
}

func (b *battery) conflict(t *testing.T) {
	it := b.put(t, "k", "old", 0)
	now := b.put(t, "k", "theirs", 0)
	if now.Version == it.Version {
		t.Errorf("the version stays %d", now.Version)
	}
	b.apply(t, []storage.Write{{Key: "k", Value: []byte("mine"), Version: it.Version}}, storage.Overtaken)
	b.apply(t, []storage.Write{{Key: "k", Delete: true, Version: it.Version}}, storage.Overtaken)
	b.expect(t, "k", "theirs")
}

func (b *battery) remove(t *testing.T) {
	it := b.put(t, "k", "old", 100)
	b.apply(t, []storage.Write{{Key: "k", Delete: true, Version: it.Version + 1}}, storage.Overtaken)
	b.expect(t, "k", "old")
	it = b.read(t, "k")
	b.apply(t, []storage.Write{{Key: "k", Delete: true, Version: it.Version}}, storage.Applied)
	b.apply(t, []storage.Write{{Key: "k", Delete: true, Version: it.Version}}, storage.Overtaken)
	if !b.writes {
		b.expect(t, "k", "old")
		return
	}
	if l := b.Load(t.Context(), []string{"k"}, 0)[0]; l.Item != nil || l.Err != nil {
		t.Errorf("removed, it is %+v", l)
	}
	b.apply(t, []storage.Write{{Key: "k", Value: []byte("1")}}, storage.Applied)
	b.expect(t, "k", "1")
}

func (b *battery) several(t *testing.T) {
	c, r, o := b.put(t, "changed", "1", 0), b.put(t, "removed", "1", 0), b.put(t, "overtaken", "1", 0)
	b.put(t, "overtaken", "2", 0)
	b.apply(t, []storage.Write{
		{Key: "added", Value: []byte("3")}, {Key: "changed", Value: []byte("3"), Version: c.Version}, {Key: "removed", Delete: true, Version: r.Version},
		{Key: "overtaken", Delete: true, Version: o.Version}, {Key: "overtaken", Value: []byte("3")}, {Key: "missing", Value: []byte("3"), Version: 99},
	}, storage.Applied, storage.Applied, storage.Applied, storage.Overtaken, storage.Overtaken, storage.Overtaken)
	if b.writes {
		b.expect(t, "added", "3", "changed", "3", "removed", "", "overtaken", "2", "missing", "")
	} else {
		b.expect(t, "added", "", "changed", "1", "removed", "1", "overtaken", "2", "missing", "")
	}
	keys := make([]string, 250)
	for i := range keys {
		keys[i] = fmt.Sprint("many", i)
		b.server.Ask(fmt.Sprintf("set %s 0 0 1\r\nx\r\n", keys[i]))
	}
	for i, l := range b.Load(t.Context(), append(keys, keys[0]), storage.NeedValue) {
		if l.Item == nil || l.Item.Key != append(keys, keys[0])[i] {
			t.Fatalf("many: %d is %+v", i, l)
		}
	}
}

// sessions is a commit of three sessions, of which one is removed, and one of which
// another one is overtaken.
func (b *battery) sessions(t *testing.T) {
	if !b.writes {
		t.Skip("nothing can be written")
	}
	write := func(between func(), set ...any) error {
		root := session.NewRoot(b.Store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
		return txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
			for pair := range slices.Chunk(set, 2) {
				if err := edit(t.Context(), root.Container("C"), tx, pair[0].(string), "k", pair[1]); err != nil {
					return err
				}
			}
			between()
			return nil
		})
	}
	if err := write(func() {}, "a", "1", "b", "1", "c", "1"); err != nil {
		t.Fatal(err)
	}
	if err := write(func() {}, "a", "2", "b", "2", "c", nil); err != nil {
		t.Error(err)
	}
	b.expect(t, "sessh/C/c", "")
	before := b.server.Ask("get sessh/C/a sessh/C/b\r\n")
	if strings.Count(before, `"2"`) != 2 {
		t.Errorf("after two commits there is %s", before)
	}
	overtake := func() { b.server.Ask("set sessh/C/b 0 0 6\r\ntheirs\r\n") }
	if err := write(overtake, "a", nil, "b", "3"); !errors.Is(err, commit.ErrConflict) {
		t.Errorf("overtaken: %v", err)
	}
	b.expect(t, "sessh/C/b", "theirs")
	if got := b.server.Ask("get sessh/C/a\r\n"); !strings.Contains(got, `"2"`) {
		t.Errorf("half of an overtaken commit is made: %q", got)
	}
}

func (b *battery) ttl(t *testing.T) {
	for exptime, want := range map[int]time.Duration{0: storage.TTLNever, 100: 100 * time.Second} {
		it := b.put(t, "k", "v", exptime)
		if !b.tells {
			want = storage.TTLUnknown
		}
		if it.TTL != want && (want <= 0 || it.TTL > want || it.TTL < want-10*time.Second) {
			t.Errorf("of %d seconds %v are left, want %v", exptime, it.TTL, want)
		}
	}
	b.apply(t, []storage.Write{{Key: "lasting", TTL: 100 * time.Second}}, storage.Applied)
	if b.writes && b.tells {
		if it := b.read(t, "lasting"); it.TTL > 100*time.Second || it.TTL < 90*time.Second {
			t.Errorf("written for 100 seconds, it lasts %v", it.TTL)
		}
	}
}

func (b *battery) list(t *testing.T) {
	keys := []string{"a", "b", "c", "d"}
	for _, key := range keys {
		b.put(t, key, key, 0)
	}
	if b.writes {
		b.apply(t, []storage.Write{{Key: "d", Delete: true, Version: b.read(t, "d").Version}}, storage.Applied)
		keys = keys[:3]
	}
	for _, key := range keys {
		b.read(t, key) // on an old server that is a use
	}
	for names, list := range map[bool]func(context.Context) func(func(storage.Listed, error) bool){
		false: func(ctx context.Context) func(func(storage.Listed, error) bool) { return b.List(ctx) },
		true:  func(ctx context.Context) func(func(storage.Listed, error) bool) { return b.ListNames(ctx) },
	} {
		var listed []string
		var failed error
		for l, err := range list(t.Context()) {
			if err != nil {
				failed = err
				continue
			}
			if len(l.Key) == 1 && l.Key != "k" { // the rest is of other tests
				listed = append(listed, l.Key)
			}
		}
		if b.lists != "" {
			if !errors.Is(failed, storage.ErrUnsupported) || errors.Is(failed, storage.ErrUnreachable) || !strings.Contains(failed.Error(), b.lists) {
				t.Errorf("names %v: %v, want that it is not supported: %s", names, failed, b.lists)
			}
			continue
		}
		slices.Sort(listed)
		if failed != nil || len(listed) != len(keys)-b.hides || b.hides == 0 && !slices.Equal(listed, keys) {
			t.Errorf("names %v: listed %q, %v", names, listed, failed)
		}
	}
	if l := b.Load(t.Context(), []string{"a"}, 0)[0]; l.Item == nil {
		t.Errorf("after listing: %+v", l)
	}
	if notes := b.Notes(); !b.changing && (len(notes) == 1 && strings.Contains(notes[0], "may list less")) != b.partial || len(notes) > 1 {
		t.Errorf("it notes %q", notes)
	}
}

func (b *battery) flush(t *testing.T) {
	b.put(t, "k", "v", 0)
	err := b.Flush(t.Context())
	if hangsUp := strings.HasSuffix(b.lists, "proxy"); hangsUp {
		if !errors.Is(err, storage.ErrUnsupported) || errors.Is(err, storage.ErrUnreachable) {
			t.Errorf("%v, want that it is not supported", err)
		}
		b.expect(t, "k", "v")
		return
	}
	if err != nil {
		t.Error(err)
	}
	b.expect(t, "k", "")
}

// TestAnotherServerAfterAReconnect: what a server can do is found out anew.
func TestAnotherServerAfterAReconnect(t *testing.T) {
	t.Parallel()
	m := mct.StartModel(t, "1.4.39")
	s := open(t, memcached.Options{}, m.Addr)
	var was *storage.Item
	for _, k := range kindsOfServer() {
		m.Become(k.version)
		b := &battery{s, m, k, true}
		if was != nil { // by its version, of a process that is gone
			b.put(t, "k", "theirs", 0)
			b.apply(t, []storage.Write{{Key: "k", Version: was.Version ^ 1}, {Key: "k", Delete: true, Version: was.Version ^ 1}}, storage.Overtaken, storage.Overtaken)
			b.expect(t, "k", "theirs")
		}
		b.set(t)
		b.ttl(t)
		b.list(t)
		was = b.put(t, "k", "v", 0)
	}
}

// TestOneOfSeveralWithoutCAS: a commit that also writes to a server without CAS is
// refused before the first write.
func TestOneOfSeveralWithoutCAS(t *testing.T) {
	t.Parallel()
	good, bad := mct.StartModel(t, "1.6.18"), mct.StartModel(t, "1.6.18 -C")
	s := open(t, memcached.Options{Pick: func(key string, _ int) int { return int(key[len(key)-1] - '0') }}, good.Addr, bad.Addr)
	commit := func(ids ...string) error {
		root := session.NewRoot(s, session.Options{Formats: []format.Format{sesshjson.Format{}}})
		return txn.NewManager().Run(t.Context(), func(tx *txn.Tx) error {
			for _, id := range ids {
				x, err := root.Container("C").Session(t.Context(), tx, id)
				if err != nil {
					return err
				}
				var to any // of a session that is there, its removal
				if !x.Stored() {
					to = 1
				}
				if err := edit(t.Context(), root.Container("C"), tx, id, "k", to); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := commit("a0"); err != nil {
		t.Fatal(err)
	}
	document := strings.Split(good.Ask("get sessh/C/a0\r\n"), "\r\n")[1]
	bad.Ask(fmt.Sprintf("set sessh/C/b1 0 0 %d\r\n%s\r\n", len(document), document))
	version := func() (n int) { // which a write counts up
		reply := good.Ask("set probe 0 0 1\r\nx\r\ngets probe\r\n")
		fmt.Sscanf(reply, "STORED\r\nVALUE probe 0 1 %d\r\n", &n)
		return n
	}
	for _, ids := range [][]string{{"x0", "y1"}, {"a0", "y1"}, {"x0", "b1"}, {"a0", "b1"}} {
		before := version()
		if err := commit(ids...); err == nil || !strings.Contains(err.Error(), "CAS") {
			t.Errorf("%v: %v, want it refused for want of CAS", ids, err)
		}
		if after := version(); before == 0 || after != before+1 {
			t.Errorf("%v: the other server was written to: version %d, then %d", ids, before, after)
		}
	}
	if s.Refuses() != nil {
		t.Error("all of them refuse")
	}
}
