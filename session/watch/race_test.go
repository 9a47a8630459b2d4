package watch_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
	"sessh/session/tree"
	"sessh/session/watch"
)

// visitor is a client of an application: a connection that reads a session and writes it back, without
// a condition.
type visitor struct {
	t    *testing.T
	conn net.Conn
	data map[string]int // what it knows of the session
}

func visit(t *testing.T, addr string) *visitor {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(5 * time.Minute)) // rather than that the test never ends
	return &visitor{t: t, conn: conn}
}

func (v *visitor) ask(request, end string) string {
	if _, err := io.WriteString(v.conn, request); err != nil {
		v.t.Error(err)
		return ""
	}
	got := ""
	for buf := make([]byte, 1<<16); !strings.HasSuffix(got, end+"\r\n"); {
		n, err := v.conn.Read(buf)
		if got += string(buf[:n]); err != nil {
			v.t.Errorf("%q: got %q: %v", request, got, err)
			return ""
		}
	}
	return got
}

func (v *visitor) read(id string) {
	v.data = make(map[string]int)
	reply := v.ask("get sessh/C/"+id+"\r\n", "END")
	_, value, ok := strings.Cut(reply, "\r\n")
	if !ok || value == "" {
		return
	}
	var doc struct{ Data struct{ P map[string]int } }
	if err := json.Unmarshal([]byte(strings.TrimSuffix(value, "\r\nEND\r\n")), &doc); err != nil {
		v.t.Errorf("%q: %v", reply, err)
	}
	maps.Copy(v.data, doc.Data.P)
}

func (v *visitor) write(id string) {
	text, _ := json.Marshal(v.data)
	value := fmt.Sprintf(`{"version":1,"id":%q,"lastAccess":"2026-01-02T03:04:05Z","timeout":3600,"data":{"p":%s}}`, id, text)
	v.ask(fmt.Sprintf("set sessh/C/%s 0 600 %d\r\n%s\r\n", id, len(value), value), "STORED")
}

// race runs visits while lost updates are looked for. visits calls seen when it needs the watcher to have
// seen what the session is.
func race(t *testing.T, addr string, o watch.RaceOptions, visits func(seen func(map[string]int))) (found []watch.Race, failed []error) {
	t.Helper()
	store := open(t, addr)
	root := rootOf(store)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	versions := make(chan string, 1<<16)
	o.Seen(func(_ string, data *tree.Map) {
		keys := make(map[string]int)
		if p, ok := data.Get("p"); ok {
			for k, v := range p.(*tree.Map).All() {
				keys[k.(string)] = int(v.(int64))
			}
		}
		text, _ := json.Marshal(keys)
		versions <- string(text)
	})
	seen := func(want map[string]int) {
		text, _ := json.Marshal(want)
		for {
			select {
			case got := <-versions:
				if got == string(text) {
					return
				}
			case <-ctx.Done():
				t.Errorf("the watcher has not seen %s", text)
				return
			}
		}
	}
	o.Began = func() {
		go func() {
			defer cancel()
			visits(seen)
		}()
	}
	for r, err := range watch.Races(ctx, root, o) {
		if err != nil {
			failed = append(failed, err)
			continue
		}
		found = append(found, r)
	}
	return found, failed
}

// TestRaces: two clients take 200 turns at once, of which some race by chance. All updates that are lost
// are found, and no others.
func TestRaces(t *testing.T) {
	t.Parallel()
	for _, scope := range []struct{ container, id, threads string }{{"C", "s", "1"}, {"C", "", "4"}, {"", "", "4"}} {
		t.Run(fmt.Sprintf("/%s/%s, %s threads", scope.container, scope.id, scope.threads), func(t *testing.T) {
			t.Parallel()
			addr := memcachedtest.Start(t, "-t", scope.threads, "-o", "hashpower=16").Addr
			var want []string
			o := watch.RaceOptions{Container: scope.container, ID: scope.id, Within: time.Minute}
			found, failed := race(t, addr, o, func(seen func(map[string]int)) { want = raceAtRandom(t, addr, seen) })
			var got []string
			for _, r := range found {
				if r.Perhaps || r.Unseen || r.Container.Name() != "C" || r.ID != "s" {
					t.Errorf("not certain: %+v", r)
				}
				for _, l := range r.Lost {
					got = append(got, l.Place().Name(1))
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if len(failed) > 0 || !slices.Equal(got, want) {
				t.Errorf("found %d %v, want %d %v; errors %v", len(got), got, len(want), want, failed)
			}
		})
	}
}

// raceAtRandom has two clients take 200 turns, and returns the keys that were lost. In each turn a client
// reads, and adds a key; the other one may do so meanwhile.
func raceAtRandom(t *testing.T, addr string, seen func(map[string]int)) (lost []string) {
	type client struct {
		*visitor
		base    map[string]int
		reading bool
	}
	clients := []*client{{visitor: visit(t, addr)}, {visitor: visit(t, addr)}}
	now := map[string]int{}
	clients[0].read("s")
	seen(now) // of a container, a session is known once it is used
	wasLost := make(map[string]bool)
	for turns := 0; turns < 200 || clients[0].reading || clients[1].reading; {
		c := clients[rand.IntN(2)]
		if !c.reading {
			if turns < 200 {
				c.read("s")
				c.base, c.reading = maps.Clone(c.data), true
			}
			continue
		}
		own := fmt.Sprint("k", turns)
		turns++
		c.data[own] = turns
		for k := range now { // what is back is nobody's change
			if _, known := c.base[k]; !known && !wasLost[k] {
				lost = append(lost, k)
				wasLost[k] = true
			}
		}
		c.write("s")
		now, c.reading = maps.Clone(c.data), false
		seen(now)
	}
	return lost
}

// TestOrderlyTurns: in 200 turns, one after the other, nothing is lost, whatever is removed.
func TestOrderlyTurns(t *testing.T) {
	t.Parallel()
	addr := memcachedtest.Start(t, memcachedtest.Usual...).Addr
	found, failed := race(t, addr, watch.RaceOptions{Container: "C", Within: time.Minute}, func(seen func(map[string]int)) {
		clients := []*visitor{visit(t, addr), visit(t, addr)}
		for turn := range 200 {
			c := clients[rand.IntN(2)]
			c.read("s")
			for k := range c.data {
				if rand.IntN(2) == 0 {
					delete(c.data, k)
				}
			}
			c.data[fmt.Sprint("k", turn)] = turn
			c.write("s")
			if rand.IntN(10) == 0 {
				c.data = maps.Clone(c.data)
				delete(c.data, fmt.Sprint("k", turn))
				c.write("s") // the same request writes again
			}
		}
	})
	if len(found) > 0 || len(failed) > 0 {
		t.Errorf("found %+v, errors %v", found, failed)
	}
}

// TestSaveReadsFirst: as Django's save() does, requests look right before they write whether the session is
// there. What one of them loses is found, and is not certain; what they do in turns is not found.
func TestSaveReadsFirst(t *testing.T) {
	t.Parallel()
	addr := memcachedtest.Start(t, "-o", "hashpower=16").Addr
	found, failed := race(t, addr, watch.RaceOptions{Container: "C", Within: time.Minute}, func(seen func(map[string]int)) {
		a, b := visit(t, addr), visit(t, addr)
		save := func(v *visitor, key string) {
			v.ask("get sessh/C/s\r\n", "END")
			v.data[key] = 1
			v.write("s")
			seen(v.data)
		}
		a.read("s")
		seen(map[string]int{})
		save(a, "first")
		for _, key := range []string{"x", "y", "z"} { // in turns
			a, b = b, a
			a.read("s")
			save(a, key)
		}
		a.read("s")
		b.read("s")
		save(a, "lost")
		save(b, "kept")
	})
	if len(failed) > 0 || len(found) != 1 || !found[0].Perhaps || len(found[0].Lost) != 1 || found[0].Lost[0].Place().Name(1) != "lost" {
		t.Errorf("found %+v, errors %v", found, failed)
	}
}

// TestPool: requests that read by one connection of a pool and write by another take 200 turns, one after the
// other, and then race 200 times. What is lost is found, and nothing else; where connections swap it is not
// certain.
func TestPool(t *testing.T) {
	t.Parallel()
	addr := memcachedtest.Start(t, "-t", "1", "-o", "hashpower=16").Addr
	var want []string
	found, failed := race(t, addr, watch.RaceOptions{Within: time.Minute}, func(seen func(map[string]int)) {
		var pool []*visitor
		for range 6 {
			pool = append(pool, visit(t, addr))
		}
		any := func() *visitor { return pool[rand.IntN(len(pool))] }
		read := func() map[string]int {
			v := any()
			v.read("s")
			return v.data
		}
		write := func(data map[string]int) {
			v := any()
			v.data = data
			v.write("s")
		}
		pool[0].read("s")
		seen(map[string]int{})
		pool[0].write("s")
		pool[1].read("s") // for the others
		for turn := range 200 {
			data := read()
			if data["flash"] == 0 {
				data["flash"] = turn + 1
			} else {
				delete(data, "flash")
			}
			write(data)
		}
		now := read()
		now["then"] = 1 // which tells it from the versions before
		write(now)
		seen(now)
		for turn := range 200 {
			one, other := read(), read()
			key := fmt.Sprint("k", turn)
			one[key], other["n"] = turn, turn
			write(one)
			seen(one)
			write(other)
			seen(other)
			want = append(want, key)
		}
	})
	var got []string
	for _, r := range found {
		for _, l := range r.Lost {
			if key := l.Place().Name(1); key != "flash" {
				got = append(got, key)
			} else if !r.Perhaps {
				t.Errorf("certain: %+v", r)
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if got = slices.Compact(got); !slices.Equal(got, want) || len(failed) > 0 || len(found) > 200+12 { // until the pool is noticed
		t.Errorf("found %d %v, want %d; errors %v", len(got), got, len(want), failed)
	}
}

// TestRaceTooFast: what the watcher does not see it does not invent.
func TestRaceTooFast(t *testing.T) {
	t.Parallel()
	addr := memcachedtest.Start(t).Addr
	const overwritten = 200
	found, failed := race(t, addr, watch.RaceOptions{Within: time.Minute}, func(seen func(map[string]int)) {
		a, b := visit(t, addr), visit(t, addr)
		for i := range overwritten {
			a.read("s")
			b.read("s")
			a.data[fmt.Sprint("a", i)] = i
			b.data[fmt.Sprint("b", i)] = i
			a.write("s")
			b.write("s")
		}
		seen(b.data)
	})
	for _, r := range found {
		if r.Perhaps || !r.Unseen && (len(r.Lost) != 1 || !strings.HasPrefix(r.Lost[0].Path.Name(1), "a")) {
			t.Errorf("found %+v", r)
		}
	}
	if len(found) != overwritten || len(failed) > 0 {
		t.Errorf("found %d, want %d; errors %v", len(found), overwritten, failed)
	}
}

// TestNoLogOfReads: a store that logs nothing is refused.
func TestNoLogOfReads(t *testing.T) {
	t.Parallel()
	root := rootOf(memstore.New(memstore.Options{}))
	var errs []error
	for _, err := range watch.Races(context.Background(), root, watch.RaceOptions{Within: time.Second}) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], watch.ErrUnlogged) {
		t.Errorf("the errors are %v", errs)
	}
}
