package repl

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// BenchmarkDetection is what it adds to a listing, as a user has it, that the sessions of all frameworks are
// recognized in it. Without the frameworks, PHP's sessions are listed as other items. caches are no
// sessions: see [formattest.StoreCaches].
func BenchmarkDetection(b *testing.B) {
	for _, bench := range []struct {
		name string
		fill func(testing.TB, *bufio.Writer, int)
		with string // what the items are listed by
	}{{"php", storePHP, "ls /php"}, {"caches", storeCaches, "ls /items"}} {
		b.Run(bench.name, func(b *testing.B) {
			n := benchSessions(b)
			with := detectable(b, n, bench.fill)
			without := with
			without.Formats = slices.DeleteFunc(framework.All(), func(f format.Format) bool {
				_, row := f.(*framework.Format)
				return row || f.Traits().Claims != nil
			})
			b.Run("ls", func(b *testing.B) {
				detects(b, [2]Options{with, without}, [2]string{bench.with, "ls /items"}, n*9/10)
			})
			b.Run("containers", func(b *testing.B) {
				detects(b, [2]Options{with, without}, [2]string{"containers", "containers"}, 1)
			})
		})
	}
}

func storePHP(_ testing.TB, w *bufio.Writer, n int) {
	for i := range n {
		data := fmt.Sprintf(`user|a:2:{s:4:"name";s:8:"%08d";s:4:"cart";i:%d;}`, i, i)
		fmt.Fprintf(w, "set memc.sess.key.%026d 0 3600 %d noreply\r\n%s\r\n", i, len(data), data)
	}
}

func storeCaches(t testing.TB, w *bufio.Writer, n int) {
	formattest.StoreCaches(t, "../session/format/framework/testdata/caches.py", w, n)
}

// detectable returns the options of a shell on a server with n items.
func detectable(b *testing.B, n int, fill func(testing.TB, *bufio.Writer, int)) Options {
	b.Helper()
	server := memcachedtest.Start(b, append(memcachedtest.Usual, "-m", "4096")...)
	conn := server.Dial()
	w := bufio.NewWriterSize(conn, 1<<20)
	fill(b, w, n)
	fmt.Fprint(w, "mn\r\n")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		b.Fatal(err)
	}
	store, err := memcached.Open(context.Background(), []string{server.Addr}, memcached.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return Options{Store: store, Server: server.Addr}
}

// detects runs two lines in turns, each in a shell of its own, and reports the medians of both: the time, and
// the time that this process has worked.
func detects(b *testing.B, shells [2]Options, typed [2]string, fewest int) {
	var took, worked [2][]time.Duration
	l := &large{}
	for b.Loop() {
		for i, o := range shells {
			began := cpuTime()
			lines, time, _ := l.line(b, o, typed[i])
			worked[i] = append(worked[i], cpuTime()-began)
			took[i] = append(took[i], time)
			if lines < fewest {
				b.Fatalf("%s prints %d lines, want at least %d", typed[i], lines, fewest)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for unit, all := range map[string][2][]time.Duration{"": took, "cpu-": worked} {
		for i := range all {
			slices.Sort(all[i])
		}
		with, without := all[0][len(all[0])/2].Seconds(), all[1][len(all[1])/2].Seconds()
		b.ReportMetric(with, unit+"s/shell")
		b.ReportMetric(without, unit+"s/raw")
		b.ReportMetric(with/without, "x-raw"+strings.TrimSuffix("-"+unit, "-"))
	}
}
