package memcached_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// behind returns a store that reaches its server through a proxy, and one beside it
// that does not.
func behind(t *testing.T) (s, direct *memcached.Store, p *memcachedtest.Proxy) {
	t.Helper()
	server := memcachedtest.Start(t)
	p = memcachedtest.NewProxy(t, server.Addr)
	return open(t, memcached.Options{}, p.Addr), open(t, memcached.Options{}, server.Addr), p
}

// held returns what each of the keys holds, "-" for nothing.
func held(t *testing.T, s storage.Store, keys ...string) string {
	t.Helper()
	var all []string
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		switch {
		case l.Err != nil:
			t.Fatalf("%s: %v", keys[i], l.Err)
		case l.Item == nil:
			all = append(all, "-")
		default:
			all = append(all, string(l.Item.Value))
		}
	}
	return strings.Join(all, " ")
}

// writesOf are requests of each kind, on items that are put there first, and
// what the keys hold after them.
func writesOf(t *testing.T, direct storage.Store, kind string) (writes []storage.Write, keys []string, after string) {
	t.Helper()
	for i, o := range direct.Apply(t.Context(), []storage.Write{{Key: "old", Value: []byte("1")}, {Key: "gone", Value: []byte("1")}}) {
		if o.State != storage.Applied {
			t.Fatalf("item %d: %+v", i, o)
		}
	}
	loaded := direct.Load(t.Context(), []string{"old", "gone"}, 0)
	add := storage.Write{Key: "new", Value: []byte("2")}
	replace := storage.Write{Key: "old", Value: []byte("2"), Version: loaded[0].Item.Version}
	remove := storage.Write{Key: "gone", Delete: true, Version: loaded[1].Item.Version}
	keys = []string{"new", "old", "gone"}
	switch kind {
	case "add":
		return []storage.Write{add}, keys, "2 1 1"
	case "cas":
		return []storage.Write{replace}, keys, "- 2 1"
	case "delete":
		return []storage.Write{remove}, keys, "- 1 -"
	}
	return []storage.Write{add, replace, remove}, keys, "2 2 -"
}

var kinds = []string{"add", "cas", "delete", "batch"}

func TestLostConnections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		breaks  func(p *memcachedtest.Proxy, elsewhere func())
		want    storage.State
		add     storage.State               // of an add, where it is another one
		shows   func(w storage.Write) error // what an unknown outcome wraps; nil: unreachable
		changed bool                        // by another program
		resent  bool
		single  bool // in a batch this is true of one write only
	}{
		{name: "the reply is lost", want: storage.Unknown, shows: heldBy, single: true,
			breaks: func(p *memcachedtest.Proxy, _ func()) { p.Next(memcachedtest.Writes, memcachedtest.CutReply()) }},
		{name: "the reply is cut off", want: storage.Unknown, shows: heldBy, single: true,
			breaks: func(p *memcachedtest.Proxy, _ func()) { p.Next(memcachedtest.Writes, memcachedtest.Truncate(1)) }},
		{name: "the request is lost", want: storage.Applied, resent: true,
			breaks: func(p *memcachedtest.Proxy, _ func()) { p.Next(memcachedtest.Writes, memcachedtest.Cut()) }},
		{name: "the reply is lost and so is the server", want: storage.Unknown,
			breaks: func(p *memcachedtest.Proxy, _ func()) {
				p.Every(memcachedtest.Writes, memcachedtest.CutReply().Then(p.Refuse))
			}},
		{name: "the request is lost and somebody else is faster", want: storage.Unknown, shows: func(storage.Write) error { return storage.ErrPassed }, changed: true,
			breaks: func(p *memcachedtest.Proxy, elsewhere func()) {
				p.Next(memcachedtest.Writes, memcachedtest.Cut().Then(elsewhere))
			}},
		{name: "the request is lost twice", want: storage.Failed, add: storage.Unknown, shows: func(storage.Write) error { return storage.ErrAwaited }, resent: true,
			breaks: func(p *memcachedtest.Proxy, _ func()) {
				p.Next(memcachedtest.Writes, memcachedtest.Cut())
				p.Next(memcachedtest.Writes, memcachedtest.Cut())
			}},
		{name: "every request is lost", want: storage.Unknown, shows: func(storage.Write) error { return storage.ErrAwaited }, resent: true,
			breaks: func(p *memcachedtest.Proxy, _ func()) { p.Every(memcachedtest.Writes, memcachedtest.Cut()) }},
		{name: "the request is lost, and then the reply", want: storage.Unknown, shows: heldBy, resent: true, single: true,
			breaks: func(p *memcachedtest.Proxy, _ func()) {
				p.Next(memcachedtest.Writes, memcachedtest.Cut())
				p.Next(memcachedtest.Writes, memcachedtest.CutReply())
			}},
	} {
		for _, kind := range kinds {
			if tt.single && kind == "batch" {
				continue
			}
			t.Run(tt.name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				s, direct, p := behind(t)
				writes, keys, after := writesOf(t, direct, kind)
				before := held(t, s, keys...) // and the connections are there
				sent := p.Count(memcachedtest.Writes)
				tt.breaks(p, func() { change(t, direct, writes) })
				for i, o := range s.Apply(t.Context(), writes) {
					want := tt.want
					if tt.add != 0 && writes[i].Version == 0 {
						want = tt.add
					}
					if o.State != want {
						t.Errorf("write %d is %v (%v), want %v", i, o.State, o.Err, want)
					}
					if tt.shows != nil && o.State == storage.Unknown && !errors.Is(o.Err, tt.shows(writes[i])) {
						t.Errorf("write %d is unknown, and the item shows: %v; want %v", i, o.Err, tt.shows(writes[i]))
					}
					expectFence(t, direct, writes[i], o)
					if o.State == storage.Failed || o.State == storage.Unknown {
						expectServerAndKey(t, o.Err, writes[i].Key, p.Addr)
					}
				}
				p.Heal()
				again := p.Count(memcachedtest.Writes)-sent > len(writes)
				if kind != "batch" && again != tt.resent {
					t.Errorf("the write was sent again: %v, want %v", again, tt.resent)
				}
				switch got := held(t, direct, keys...); {
				case tt.want == storage.Applied && got != after:
					t.Errorf("the keys hold %q, want %q", got, after)
				case tt.want == storage.Failed && got != before:
					t.Errorf("the keys hold %q, want %q", got, before)
				case tt.changed && strings.Count(got, "elsewhere") != len(writes):
					t.Errorf("the keys hold %q, want what somebody else wrote", got)
				}
			})
		}
	}
}

// heldBy returns what the item shows of a write that has arrived.
func heldBy(w storage.Write) error {
	if w.Delete {
		return storage.ErrGone
	}
	return storage.ErrHeld
}

// expectFence expects of a write that was not made, though it was sent, that its
// condition no longer holds, and that its version is reported.
func expectFence(t *testing.T, direct storage.Store, w storage.Write, o storage.Outcome) {
	t.Helper()
	if o.State != storage.Failed {
		return
	}
	if l := direct.Load(t.Context(), []string{w.Key}, 0)[0]; l.Item == nil || l.Item.Version == w.Version || l.Item.Version != o.Version {
		t.Errorf("a write at version %d was not made: the item is %+v, and its version is told as %d", w.Version, l.Item, o.Version)
	}
}

// change writes the keys as another program would.
func change(t *testing.T, s storage.Store, writes []storage.Write) {
	for _, w := range writes {
		o := s.Apply(t.Context(), []storage.Write{{Key: w.Key, Value: []byte("elsewhere"), Version: w.Version}})[0]
		if o.State != storage.Applied {
			t.Errorf("the change elsewhere is %+v", o)
		}
	}
}

func expectServerAndKey(t *testing.T, err error, key, server string) {
	t.Helper()
	var named *storage.Error
	if !errors.Is(err, storage.ErrUnreachable) || !errors.As(err, &named) || named.Key != key || named.Server != server {
		t.Errorf("the error is %v, want that %s does not answer about %s", err, server, key)
	}
}

func TestLostWithinALargeBatch(t *testing.T) {
	t.Parallel()
	const n = 2500
	places := []int{1, 2, 500, 1000, 1001, n}
	if testing.Short() {
		places = []int{1001}
	}
	for _, at := range places {
		for name, fault := range map[string]memcachedtest.Fault{"request": memcachedtest.Cut(), "reply": memcachedtest.CutReply()} {
			t.Run(fmt.Sprintf("%s %d", name, at), func(t *testing.T) {
				t.Parallel()
				s, direct, p := behind(t)
				writes, keys := make([]storage.Write, n), make([]string, n)
				for i := range writes {
					keys[i] = fmt.Sprint("k", i)
					writes[i] = storage.Write{Key: keys[i], Value: []byte(keys[i])}
				}
				taken := storage.Write{Key: keys[n/2], Value: []byte("taken")}
				direct.Apply(t.Context(), []storage.Write{taken})
				p.Nth(at, memcachedtest.Writes, fault)
				unknown := 0
				for i, o := range s.Apply(t.Context(), writes) {
					want, shows := storage.Applied, storage.ErrHeld
					if i == n/2 {
						want, shows = storage.Overtaken, storage.ErrPassed
					}
					if errors.Is(o.Err, shows) { // a reset loses the replies that are under way
						unknown++
					} else if o.State != want {
						t.Fatalf("write %d is %+v, want %v", i, o, want)
					}
				}
				if unknown > 1000 || name == "reply" && unknown == 0 {
					t.Errorf("of %d writes the outcome is not known", unknown)
				}
				got := strings.Fields(held(t, direct, keys...))
				keys[n/2] = "taken"
				if !slices.Equal(got, keys) {
					t.Errorf("the keys hold %.200q", got)
				}
			})
		}
	}
}

func TestRestartBeforeEachKindOfWrite(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			server := memcachedtest.Start(t)
			s := open(t, memcached.Options{}, server.Addr)
			writesOf(t, s, kind)
			server.Restart()
			direct := open(t, memcached.Options{}, server.Addr)
			writes, keys, after := writesOf(t, direct, kind)
			for i, o := range s.Apply(t.Context(), writes) {
				if o.State != storage.Applied {
					t.Errorf("write %d is %+v", i, o)
				}
			}
			if got := held(t, direct, keys...); got != after {
				t.Errorf("the keys hold %q, want %q", got, after)
			}
		})
	}
}
