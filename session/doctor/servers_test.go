package doctor_test

import (
	"bufio"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/doctor"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// rootOn returns the sessions on servers.
func rootOn(t testing.TB, now func() time.Time, servers ...string) *session.Root {
	t.Helper()
	store, err := memcached.Open(t.Context(), servers, memcached.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return session.NewRoot(store, session.Options{Formats: framework.All(), Now: now})
}

// examine gathers the facts and checks them.
func examine(t testing.TB, root *session.Root, o doctor.Options) doctor.Report {
	t.Helper()
	facts, err := doctor.Gather(t.Context(), root, o)
	if err != nil {
		t.Fatal(err)
	}
	return doctor.Check(facts)
}

// causes returns the words of the causes, sorted.
func causes(r doctor.Report) []string {
	var all []string
	for i := range r.Findings {
		all = append(all, r.Findings[i].Cause)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// finding returns the first finding with a cause.
func finding(t testing.TB, r doctor.Report, cause string) *health.Finding {
	t.Helper()
	for i := range r.Findings {
		if r.Findings[i].Cause == cause {
			return &r.Findings[i]
		}
	}
	t.Fatalf("%s is not found, but %+v", cause, r)
	return nil
}

// set stores an item, and returns the reply.
func set(srv *mct.Server, key string, ttl int, value string) string {
	reply := srv.Ask(fmt.Sprintf("set %s 0 %d %d\r\n%s\r\n", key, ttl, len(value), value), "S")
	return reply
}

// setMany stores items s0, s1, and so on, without a reply for each.
func setMany(t testing.TB, srv *mct.Server, prefix string, n, ttl int, value string) {
	t.Helper()
	w := bufio.NewWriter(srv.Dial())
	for i := range n {
		fmt.Fprintf(w, "set %ss%d 0 %d %d noreply\r\n%s\r\n", prefix, i, ttl, len(value), value)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	// The server has read everything once it does not get more bytes, or all items are there.
	for deadline := time.Now().Add(time.Minute); ; {
		if counter(t, srv, "cmd_set") >= n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the items were not stored")
		}
	}
}

func counter(t testing.TB, srv *mct.Server, name string) (n int) {
	t.Helper()
	for line := range strings.Lines(srv.Ask("stats\r\n", "END")) {
		if value, ok := strings.CutPrefix(line, "STAT "+name+" "); ok {
			fmt.Sscan(value, &n)
		}
	}
	return n
}

// ours is a session in the program's own format, of a given size.
func ours(size int) string {
	return `{"version":1,"data":{"cart":{"total":"` + strings.Repeat("x", size) + `"}}}`
}

// TestCauses makes servers lose sessions, and wants the doctor to find out why, and nothing else.
func TestCauses(t *testing.T) {
	t.Parallel()
	const hour = 3600
	for name, tt := range map[string]struct {
		args    []string
		prepare func(t *testing.T, srv *mct.Server)
		later   time.Duration // how much later the doctor comes
		want    []string
		says    string // the first of these
	}{
		"healthy": {prepare: func(t *testing.T, srv *mct.Server) { setMany(t, srv, "sessh/Shop/", 50, hour, ours(100)) }},
		"evictions": {
			args: []string{"-m", "2"}, prepare: func(t *testing.T, srv *mct.Server) { setMany(t, srv, "sessh/Shop/", 6000, hour, ours(500)) },
			want: []string{"evicted", "memory"}, says: "class 10 keeps items for about ",
		},
		"evictions of a cache": {
			args: []string{"-m", "2"}, prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "page:", 6000, hour, ours(500))
			},
		},
		"memory nearly full": {
			args: []string{"-m", "8"}, prepare: func(t *testing.T, srv *mct.Server) {
				setMany(t, srv, "sessh/Shop/", 10_300, hour, ours(500))
			},
			want: []string{"memory"}, says: "the limit is 8.0 MiB",
		},
		"no evictions": {
			args: []string{"-m", "2", "-M"}, prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 6000 {
					if strings.HasPrefix(set(srv, fmt.Sprint("sessh/Shop/s", i), hour, ours(5000)), "SERVER_ERROR") {
						return
					}
				}
				t.Error("it takes everything")
			},
			want: []string{"evictions-off", "memory", "out-of-memory"}, says: "1 item refused for want of memory",
		},
		"an item that is too large": {
			prepare: func(t *testing.T, srv *mct.Server) { set(srv, "sessh/Shop/s1", hour, ours(2<<20)) },
			want:    []string{"too-large"}, says: "; the limit is 1.0 MiB",
		},
		"an item that is nearly too large": {
			prepare: func(t *testing.T, srv *mct.Server) { set(srv, "sessh/Shop/s1", hour, ours(900<<10)) },
			want:    []string{"nearly-too-large"}, says: "the largest session takes 900.1 KiB, ",
		},
		"no expiry": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "sessh/Shop/s1", 0, ours(10))
				set(srv, "sessh/Shop/s2", hour, ours(10))
			},
			want: []string{"never-expires"}, says: "1 of 2 sessions does not expire",
		},
		"31 days in seconds": {
			prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 5 {
					set(srv, fmt.Sprint("sessh/Shop/s", i), 31*24*hour, ours(10))
				}
			},
			want: []string{"over-at-once"}, says: "5 items stored in",
		},
		"31 days in seconds, read at once": {
			prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 6 {
					key := fmt.Sprint("sessh/Shop/s", i%2)
					set(srv, key, 31*24*hour, ours(10))
					if got := srv.Ask("get "+key+"\r\n", "END"); got != "END" {
						t.Errorf("it is there: %q", got)
					}
				}
			},
			want: []string{"over-at-once"}, says: "none of which was ever read, and none is there",
		},
		"removed sessions": {
			prepare: func(t *testing.T, srv *mct.Server) {
				for i := range 6 {
					set(srv, fmt.Sprint("sessh/Shop/s", i), hour, ours(10))
				}
				root := rootOn(t, time.Now, srv.Addr)
				for l, err := range root.Store().List(t.Context()) {
					if err != nil {
						t.Error(err)
					}
					root.Store().Apply(t.Context(), []storage.Write{{Key: l.Key, Version: l.Version, Delete: true}})
				}
			},
		},
		"a lock": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "memc.sess.key.s1", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.lock.s1", 0, "1")
				set(srv, "memc.sess.key.s2", hour, `name|s:3:"Eve";`)
				set(srv, "memc.sess.key.lock.s2", hour, "1")
			},
			later: 2 * time.Minute, want: []string{"left-lock"}, says: "1 lock left behind; the one on /php/s1 was last used 2m",
		},
		"a lock in use": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "memc.sess.key.s1", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.lock.s1", 0, "1")
			},
		},
		"a lock that is free": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "ni49mie8bj7d5scrmn5tnoqclg", hour, `name|s:3:"Bob";`)
				set(srv, "ni49mie8bj7d5scrmn5tnoqclg.lock", 0, "0")
			},
			later: time.Hour,
		},
		"a cache": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "sessh/Shop/s1", hour, ours(10))
				set(srv, "page:1", hour, "<html>")
			},
			want: []string{"shared-with-cache"}, says: "beside 1 session of ",
		},
		"two formats": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "sessh/php/u1", hour, ours(10))
				set(srv, "memc.sess.key.u1", hour, `name|s:3:"Bob";`)
			},
			want: []string{"several-formats"},
		},
		"two serializers": {
			prepare: func(t *testing.T, srv *mct.Server) {
				set(srv, "memc.sess.key.u1", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.u2", hour, `name|s:3:"Bob";`)
				set(srv, "memc.sess.key.u3", hour, `a:1:{s:4:"name";s:3:"Bob";}`)
			},
			want: []string{"several-serializers"}, says: "3 sessions were read: they are written as php (2), php_serialize (1)",
		},
		"-C":             {args: []string{"-C"}, want: []string{"cas-off"}},
		"no LRU crawler": {args: []string{"-o", "no_lru_crawler"}, want: []string{"crawler-off"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mct.Start(t, tt.args...)
			if tt.prepare != nil {
				tt.prepare(t, srv)
			}
			r := examine(t, rootOn(t, func() time.Time { return time.Now().Add(tt.later) }, srv.Addr), doctor.Options{})
			if got := causes(r); !slices.Equal(got, tt.want) {
				t.Fatalf("found %v, want %v: %+v", got, tt.want, r)
			}
			if !slices.ContainsFunc(r.Findings, func(f health.Finding) bool { return strings.Contains(f.Says, tt.says) }) && tt.says != "" {
				t.Errorf("nothing says %q: %+v", tt.says, r.Findings)
			}
			for i, f := range r.Findings {
				if f.Says == "" || f.Means == "" || f.Advice == "" || len(f.Figures) == 0 || f.Weight <= 0 || i > 0 && f.Weight > r.Findings[i-1].Weight {
					t.Errorf("incomplete, or in another order: %+v", f)
				}
			}
		})
	}
}

// TestOpenAddress examines a server that other machines can reach.
func TestOpenAddress(t *testing.T) {
	t.Parallel()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Skip(err)
	}
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.IsLoopback() || n.IP.To4() == nil {
			continue
		}
		srv := mct.Start(t, "-l", n.IP.String())
		f := finding(t, examine(t, rootOn(t, time.Now, srv.Addr), doctor.Options{}), "no-authentication")
		if !strings.Contains(f.Says, n.IP.String()) {
			t.Error(f.Says)
		}
		return
	}
	t.Skip("this machine has no address but loopback")
}

// TestRefusedConnections opens connections until one is refused.
func TestRefusedConnections(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t, "-c", "20")
	var open []net.Conn
	for refused := false; !refused; {
		c := srv.Dial()
		open = append(open, c)
		fmt.Fprintf(c, "version\r\n")
		line, err := bufio.NewReader(c).ReadString('\n')
		refused = err != nil || strings.HasPrefix(line, "ERROR")
		if len(open) > 30 {
			t.Fatal("no connection is refused")
		}
	}
	for _, c := range open[2:] { // the rest is too many, but not all
		c.Close()
	}
	root := rootOn(t, time.Now, srv.Addr)
	for deadline := time.Now().Add(time.Minute); root.Store().Servers(t.Context())[0].Err != nil; {
		if time.Now().After(deadline) {
			t.Fatal("it takes no more connections")
		}
	}
	f := finding(t, examine(t, root, doctor.Options{}), "connections-refused")
	if !strings.Contains(f.Says, " refused in ") || !strings.HasSuffix(f.Says, "; the limit is 20") {
		t.Error(f.Says)
	}
}

// TestWatched listens while sessions are stored and evicted.
func TestWatched(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t, "-m", "2")
	root := rootOn(t, time.Now, srv.Addr)
	setMany(t, srv, "sessh/Shop/", 6000, 3600, ours(500))
	quit, ended := make(chan struct{}), make(chan struct{})
	r := examine(t, root, doctor.Options{Watch: time.Second, Watching: func() {
		go func() {
			defer close(ended)
			for i := 0; ; i++ {
				select {
				case <-quit:
					return
				default:
					set(srv, fmt.Sprint("sessh/Shop/new", i), 3600, ours(500))
					set(srv, fmt.Sprint("sessh/Shop/over", i), 31*24*3600, ours(10))
				}
			}
		}()
	}})
	close(quit)
	<-ended
	if got, want := causes(r), []string{"evicted", "memory", "over-at-once", "session-evicted"}; !slices.Equal(got, want) {
		t.Fatalf("found %v, want %v", got, want)
	}
	if len(r.Rates) != 1 || r.Rates[0].Server != srv.Addr || r.Rates[0].Counts["cmd_set"] == 0 || r.Rates[0].PerSecond["evictions"] == 0 {
		t.Errorf("the rates are %+v", r.Rates)
	}
	for cause, says := range map[string]string{
		"evicted": " of them in the last 1s (", "session-evicted": " in the last 1s, with up to 1h left", "over-at-once": " had a lifetime that was over at once (/Shop/over",
	} {
		if f := finding(t, r, cause); !strings.Contains(strings.ReplaceAll(f.Says, "59m59s", "1h"), says) || f.Figures["watchedSeconds"] == nil {
			t.Errorf("%s says %q, want %q: %v", cause, f.Says, says, f.Figures)
		}
	}
}

// TestSeveralServers compares servers, one of which is down.
func TestSeveralServers(t *testing.T) {
	t.Parallel()
	one, other, gone := mct.Start(t), mct.Start(t, "-m", "128"), mct.Start(t)
	root := rootOn(t, time.Now, one.Addr, other.Addr, gone.Addr)
	store := root.Store().(*memcached.Store)
	by := map[string]*mct.Server{one.Addr: other, other.Addr: one, gone.Addr: gone} // the wrong one for each
	for i := range 20 {
		key := fmt.Sprint("sessh/Shop/s", i)
		set(by[store.Chosen(key)], key, 3600, ours(10))
	}
	gone.Kill()
	r := examine(t, root, doctor.Options{})
	if got, want := causes(r), []string{"astray", "different-memory", "down"}; !slices.Equal(got, want) {
		t.Fatalf("found %v, want %v", got, want)
	}
	if f := finding(t, r, "down"); f.Where != gone.Addr || f.Cause != r.Findings[0].Cause {
		t.Errorf("down is %+v", f)
	}
	if f := finding(t, r, "different-memory"); !strings.Contains(f.Says, "256.0 MiB ("+one.Addr+"), 128.0 MiB ("+other.Addr+")") {
		t.Error(f.Says)
	}
	if len(r.Unchecked) > 0 {
		t.Errorf("not checked: %q", r.Unchecked)
	}
}

// TestClocks examines a server whose clock is wrong.
func TestClocks(t *testing.T) {
	t.Parallel()
	srv := mct.StartAhead(t, -time.Hour)
	if f := finding(t, examine(t, rootOn(t, time.Now, srv.Addr), doctor.Options{}), "clock"); !strings.HasPrefix(f.Says, "its clock is 1h") && !strings.HasPrefix(f.Says, "its clock is 59m") || !strings.HasSuffix(f.Says, " behind ours") {
		t.Error(f.Says)
	}
}

// TestModels examines proxies and old servers: what they do not report is no finding.
func TestModels(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"twemproxy", "proxy", "1.4.39", "1.5.22", "1.6.45"} {
		r := examine(t, rootOn(t, time.Now, mct.StartModel(t, version).Addr), doctor.Options{Watch: 10 * time.Millisecond})
		if len(r.Findings) > 0 || len(r.Unchecked) == 0 {
			t.Errorf("%s: %+v", version, r)
		}
	}
	old, recent := mct.StartModel(t, "1.5.22"), mct.StartModel(t, "1.6.45")
	r := examine(t, rootOn(t, time.Now, old.Addr, recent.Addr), doctor.Options{})
	if f := finding(t, r, "different-versions"); !strings.Contains(f.Says, "version 1.5.22 ("+old.Addr+"), version 1.6.45") {
		t.Error(f.Says)
	}
	if got := causes(examine(t, rootOn(t, time.Now, mct.StartModel(t, "1.6.18 -C").Addr), doctor.Options{})); !slices.Equal(got, []string{"cas-off"}) {
		t.Errorf("found %v", got)
	}
}

// TestEmbedded examines the store in memory.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: framework.All()})
	if r := examine(t, root, doctor.Options{Watch: time.Millisecond}); len(r.Findings) > 0 || len(r.Unchecked) != 2 {
		t.Errorf("%+v", r)
	}
}

// TestHealthy examines 100,000 sessions.
func TestHealthy(t *testing.T) {
	t.Parallel()
	one, other := mct.Start(t, "-m", "64"), mct.Start(t, "-m", "64")
	root := rootOn(t, time.Now, one.Addr, other.Addr)
	store := root.Store().(*memcached.Store)
	conns := map[string]*bufio.Writer{one.Addr: bufio.NewWriter(one.Dial()), other.Addr: bufio.NewWriter(other.Dial())}
	const sessions = 100_000
	for i := range sessions {
		key, value := fmt.Sprint("sessh/Shop/s", i), ours(i%700)
		fmt.Fprintf(conns[store.Chosen(key)], "set %s 0 3600 %d noreply\r\n%s\r\n", key, len(value), value)
	}
	for _, w := range conns {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(time.Minute); counter(t, one, "curr_items")+counter(t, other, "curr_items") < sessions; {
		if time.Now().After(deadline) {
			t.Fatal("the items were not stored")
		}
	}
	facts, err := doctor.Gather(t.Context(), root, doctor.Options{Watch: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if n := facts.Census.Count(); n != sessions {
		t.Errorf("%d sessions", n)
	}
	if r := doctor.Check(facts); len(r.Findings)+len(r.Unchecked) > 0 {
		t.Errorf("%+v", r)
	}
}
