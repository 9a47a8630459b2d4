package doctor_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/doctor"
	"sessh/session/format/framework"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/memstore"
)

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
	for deadline := time.Now().Add(5 * time.Minute); root.Store().Servers(t.Context())[0].Err != nil; {
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
	begin := sync.OnceFunc(func() {
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
	})
	var r doctor.Report
	want := []string{"evicted", "memory", "over-at-once", "session-evicted"}
	// It is watched until it happens in time, on a busy machine, too.
	for d := time.Second; !slices.Equal(causes(r), want) && d < time.Minute; d *= 2 {
		r = examine(t, root, doctor.Options{Watch: d, Watching: begin})
	}
	close(quit)
	<-ended
	if got := causes(r); !slices.Equal(got, want) {
		t.Fatalf("found %v, want %v", got, want)
	}
	if len(r.Rates) != 1 || r.Rates[0].Server != srv.Addr || r.Rates[0].Counts["cmd_set"] == 0 || r.Rates[0].PerSecond["evictions"] == 0 {
		t.Errorf("the rates are %+v", r.Rates)
	}
	for cause, says := range map[string]string{
		"evicted": ` \d+ of them in the last \d+s \(\d`, "session-evicted": `\d+ sessions? evicted in the last \d+s, with up to (1h|59m\d+s) left$`,
		"over-at-once": `^\d+ of \d+ stores in the last \d+s had a lifetime that was over at once \(/Shop/over\d+ was the last\)$`,
	} {
		if f := finding(t, r, cause); !regexp.MustCompile(says).MatchString(f.Says) || f.Figures["watchedSeconds"] == nil {
			t.Errorf("%s says %q, want %q: %v", cause, f.Says, says, f.Figures)
		}
	}
}

// TestWatchEnds ends a watch early: the findings so far are there, the rates as well.
func TestWatchEnds(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]func(*doctor.Options, context.CancelFunc){
		"the key q": func(o *doctor.Options, _ context.CancelFunc) {
			o.Until = func(ctx context.Context) (context.Context, func()) {
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				return ctx, cancel
			}
		},
		"Ctrl-C": func(o *doctor.Options, cancel context.CancelFunc) { o.Watching = cancel },
	} {
		srv := mct.Start(t)
		set(srv, "sessh/Shop/s1", 0, ours(10))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o := doctor.Options{Watch: time.Hour}
		by(&o, cancel)
		facts, err := doctor.Gather(ctx, rootOn(t, time.Now, srv.Addr), o)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := doctor.Check(facts)
		if got := causes(r); !slices.Equal(got, []string{"never-expires"}) || len(r.Rates) != 1 || facts.Watched <= 0 || facts.Watched > time.Minute {
			t.Errorf("%s: found %v in %v, with rates %v", name, got, facts.Watched, r.Rates)
		}
	}
}

// TestFirstSessions watches a server that gets its first sessions meanwhile.
func TestFirstSessions(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t)
	r := examine(t, rootOn(t, time.Now, srv.Addr), doctor.Options{Watch: 50 * time.Millisecond, Watching: func() {
		setMany(t, srv, "sessh/Shop/", 100, 3600, ours(100))
	}})
	if len(r.Findings) > 0 || r.Rates[0].Counts["cmd_set"] != 100 {
		t.Errorf("%+v", r)
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

// TestTwemproxy examines a proxy that answers nothing but requests for items.
func TestTwemproxy(t *testing.T) {
	t.Parallel()
	root := rootOn(t, time.Now, mct.StartTwemproxy(t, mct.Start(t).Addr))
	var r doctor.Report
	// It is watched until it refuses the log in time, on a busy machine, too.
	for d := 200 * time.Millisecond; len(r.Unchecked) < 3 && d < 5*time.Minute; d *= 2 {
		r = examine(t, root, doctor.Options{Watch: d})
	}
	if len(r.Findings) > 0 || len(r.Unchecked) != 3 || !r.Inconclusive {
		t.Errorf("%+v", r)
	}
}

// TestEmbedded examines the store in memory.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: framework.All()})
	if r := examine(t, root, doctor.Options{Watch: time.Second}); len(r.Findings) > 0 || len(r.Unchecked) != 2 || r.Inconclusive {
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
	for deadline := time.Now().Add(5 * time.Minute); counter(t, one, "curr_items")+counter(t, other, "curr_items") < sessions; {
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
