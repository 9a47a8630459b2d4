package watch_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/session/watch"
)

// document returns the value of a session of some size.
func document(id string, size int) string {
	return fmt.Sprintf(`{"version":1,"id":%q,"timeout":3600,"data":{"p":{"k":%q}}}`, id, strings.Repeat("x", size))
}

// TestEndings has a session end in each way, and wants the watch to say which.
func TestEndings(t *testing.T) {
	t.Parallel()
	set := func(v *visitor, id string, size int, seconds int64) {
		doc := document(id, size)
		v.ask(fmt.Sprintf("set sessh/C/%s 0 %d %d\r\n%s\r\n", id, seconds, len(doc), doc), "STORED")
	}
	const thirtyOneDays = 31 * 24 * 3600
	for _, tt := range []struct {
		name     string
		lifetime int64
		end      func(s *memcachedtest.Server, v *visitor)
		want     watch.Kind
		reported bool // the server's log says so
	}{
		{"it expires", 1, func(*memcachedtest.Server, *visitor) {}, watch.Expired, false},
		{"it is evicted", 600, func(_ *memcachedtest.Server, v *visitor) {
			for i := range 40 {
				set(v, fmt.Sprint("big", i), 100<<10, 600)
			}
		}, watch.Evicted, true},
		{"it is deleted", 600, func(_ *memcachedtest.Server, v *visitor) { v.ask("delete sessh/C/s\r\n", "DELETED") }, watch.Removed, false},
		{"it is stored empty, and over", 600, func(_ *memcachedtest.Server, v *visitor) { v.ask("set sessh/C/s 0 -1 0\r\n\r\n", "STORED") }, watch.Removed, true},
		{"31 days in seconds", 600, func(_ *memcachedtest.Server, v *visitor) { set(v, "s", 10, thirtyOneDays) }, watch.OverAtOnce, true},
		{"the server is flushed", 600, func(_ *memcachedtest.Server, v *visitor) { v.ask("flush_all\r\n", "OK") }, watch.Flushed, false},
		{"the server is restarted", 600, func(s *memcachedtest.Server, _ *visitor) { s.Restart() }, watch.Restarted, false},
	} {
		for _, id := range []string{"s", ""} {
			t.Run(tt.name+map[bool]string{true: ", a container"}[id == ""], func(t *testing.T) {
				t.Parallel()
				server := memcachedtest.Start(t, "-m", "2", "-o", "slab_chunk_max=128")
				v := visit(t, server.Addr)
				set(v, "s", 100<<10, tt.lifetime)
				began := func() { tt.end(server, v) }
				e := ending(t, server.Addr, watch.Options{Container: "C", ID: id, Every: 20 * time.Millisecond, Began: began})
				kind, reported := tt.want, tt.reported
				if kind == watch.Removed && e.Report != nil {
					reported = true // by servers that log removals
				}
				if e.Kind != kind || (e.Report != nil) != reported || e.ID != "s" || e.Container.Name() != "C" {
					t.Errorf("it is %v, by %+v; want %v", e.Kind, e.Report, kind)
				}
				if kind == watch.Evicted && e.Report.TTL < 500*time.Second {
					t.Errorf("evicted: %+v", e.Report)
				}
			})
		}
	}
}

// open opens a store on a server until the test ends.
func open(t *testing.T, addr string) storage.Store {
	t.Helper()
	store, err := memcached.Open(t.Context(), []string{addr}, memcached.Options{Timeout: time.Minute}) // also on a busy machine
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// rootOf returns the sessions of a store that are in sessh's own format.
func rootOf(store storage.Store) *session.Root {
	return session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
}

// ending returns the first event that says that the session s is gone.
func ending(t *testing.T, addr string, o watch.Options) (last watch.Event) {
	t.Helper()
	store := open(t, addr)
	root := rootOf(store)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	for e, err := range watch.Sessions(ctx, root, o) {
		if err == nil && e.Kind.Over() && e.ID == "s" {
			return e
		}
	}
	t.Fatal("the session did not end")
	return watch.Event{}
}

// TestWatchAfterRestart: a watch hears of what is written once the server is there again.
func TestWatchAfterRestart(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	store := open(t, server.Addr)
	root := rootOf(store)
	edit(t, root, "s", 1)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var edits sync.WaitGroup
	defer edits.Wait()
	began := func() { server.Restart() }
	var kinds []watch.Kind
	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "C", Every: 20 * time.Millisecond, Began: began}) {
		if err != nil {
			continue // it is down
		}
		kinds = append(kinds, e.Kind)
		switch {
		case e.Kind == watch.Restarted, e.Kind == watch.Vanished: // it does not hear yet
			edits.Go(func() { edit(t, root, "s", 2) })
		case e.Kind == watch.Appeared:
			edits.Go(func() { edit(t, root, "s", nil) })
		case e.Kind == watch.Removed && e.Report != nil: // only the log says so
			cancel()
		default:
			t.Fatalf("unexpected: %+v", e)
		}
	}
	if len(kinds) < 3 || kinds[0] != watch.Restarted || kinds[len(kinds)-1] != watch.Removed {
		t.Errorf("the events are %v", kinds)
	}
}

// TestUncertainEnding: a session that was written after a flush is not lost by it.
func TestUncertainEnding(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	v := visit(t, server.Addr)
	store := open(t, server.Addr)
	root := rootOf(store)
	edit(t, root, "s", 1)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var writes sync.WaitGroup
	defer writes.Wait()
	began := func() {
		v.ask("flush_all\r\n", "OK")
		writes.Go(func() { edit(t, root, "s", 2) })
	}
	// There is no second look.
	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "C", ID: "s", Every: time.Hour, Began: began}) {
		switch {
		case err != nil:
			t.Fatal(err)
		case !e.Kind.Over():
			doc := document("s", 3)
			writes.Go(func() {
				v.ask(fmt.Sprintf("set sessh/C/s 0 600 %d\r\n%s\r\ndelete sessh/C/s\r\n", len(doc), doc), "DELETED")
			})
		case e.Kind == watch.Vanished, e.Kind == watch.Removed && e.Report != nil:
			return
		default:
			t.Fatalf("unexpected: %+v", e)
		}
	}
	t.Error("the session did not end")
}

// slow is a store that reads a session, once it is told to, when the session is gone.
type slow struct {
	storage.Store
	told   atomic.Bool
	isGone func()
}

func (s *slow) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	if s.told.Load() {
		s.isGone()
	}
	return s.Store.Load(ctx, keys, need)
}

// TestEndingOfUnseenVersion: a session that is written again, and gone before that is read, has perhaps not the
// lifetime that it was seen with: nothing is known of how it went.
func TestEndingOfUnseenVersion(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		seconds int // the new lifetime
		then    string
		passes  time.Duration
	}{
		{"it is given less, and expires", 1, "", 0},
		{"it is given more, and is deleted", 7200, "delete sessh/C/s\r\n", time.Hour},
	} {
		for _, id := range []string{"s", ""} {
			t.Run(tt.name+map[bool]string{true: ", a container"}[id == ""], func(t *testing.T) {
				t.Parallel()
				server := memcachedtest.Start(t)
				v := visit(t, server.Addr)
				set := func(seconds int) {
					doc := document("s", 3)
					v.ask(fmt.Sprintf("set sessh/C/s 0 %d %d\r\n%s\r\n", seconds, len(doc), doc), "STORED")
				}
				set(600)
				var passed atomic.Int64
				var once sync.Once
				store := &slow{Store: open(t, server.Addr)}
				store.isGone = func() {
					once.Do(func() {
						if tt.then != "" {
							server.Ask(tt.then, "DELETED")
						}
						for strings.Contains(server.Ask("get sessh/C/s\r\n", "END"), "VALUE") {
						}
						passed.Store(int64(tt.passes))
					})
				}
				now := func() time.Time { return time.Now().Add(time.Duration(passed.Load())) }
				root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}, Now: now})
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				began := func() {
					store.told.Store(true)
					set(tt.seconds)
				}
				for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "C", ID: id, Every: time.Hour, Began: began}) {
					if err != nil {
						t.Fatal(err)
					}
					if e.Kind != watch.Vanished && e.Report == nil {
						t.Errorf("it is %v", e.Kind)
					}
					return
				}
				t.Error("the session did not end")
			})
		}
	}
}

// unlisted is a store that cannot be listed once.
type unlisted struct {
	storage.Store
	fails atomic.Bool
}

func (u *unlisted) List(ctx context.Context) iter.Seq2[storage.Listed, error] {
	if u.fails.CompareAndSwap(true, false) {
		return func(yield func(storage.Listed, error) bool) { yield(storage.Listed{}, errors.New("not now")) }
	}
	return u.Store.List(ctx)
}

// TestEndingAfterFailedLook: what happened before a look that failed is not forgotten.
func TestEndingAfterFailedLook(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	v := visit(t, server.Addr)
	inner := open(t, server.Addr)
	store := &unlisted{Store: inner}
	root := rootOf(store)
	edit(t, root, "s", 1)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	began := func() {
		v.ask("flush_all\r\n", "OK")
		store.fails.Store(true)
	}
	failed := false
	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "C", Every: 20 * time.Millisecond, Began: began}) {
		if err != nil {
			failed = true
			continue
		}
		if e.Kind != watch.Flushed || !failed {
			t.Errorf("it is %v, and the look failed: %v", e.Kind, failed)
		}
		return
	}
	t.Error("the session did not end")
}

// timeless is a store whose server does not report lifetimes, as before memcached 1.6.
type timeless struct{ storage.Store }

func (s timeless) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	all := s.Store.Load(ctx, keys, need)
	for _, l := range all {
		if l.Item != nil {
			l.Item.TTL = storage.TTLUnknown
		}
	}
	return all
}

// TestEndingWithoutLifetime: a session that may have expired is not called removed.
func TestEndingWithoutLifetime(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	v := visit(t, server.Addr)
	inner := open(t, server.Addr)
	root := rootOf(timeless{inner})
	edit(t, root, "s", 1)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	began := func() { v.ask("delete sessh/C/s\r\n", "DELETED") }
	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "C", ID: "s", Every: 20 * time.Millisecond, Began: began}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind != watch.Vanished && e.Report == nil {
			t.Errorf("it is %v", e.Kind)
		}
		return
	}
	t.Error("the session did not end")
}
