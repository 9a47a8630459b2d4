package repl

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// BenchmarkDetection is what it adds to a listing, as a user has it, that the sessions of all frameworks are
// recognised in it: the sessions are PHP's, and without the frameworks they are listed as other items.
func BenchmarkDetection(b *testing.B) {
	n := benchSessions(b)
	server := memcachedtest.Start(b, "-m", "4096")
	conn := server.Dial()
	w := bufio.NewWriterSize(conn, 1<<20)
	for i := range n {
		data := fmt.Sprintf(`user|a:2:{s:4:"name";s:8:"%08d";s:4:"cart";i:%d;}`, i, i)
		fmt.Fprintf(w, "set memc.sess.key.%026d 0 3600 %d noreply\r\n%s\r\n", i, len(data), data)
	}
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
	bare := slices.DeleteFunc(framework.All(), func(f format.Format) bool {
		_, row := f.(*framework.Format)
		return row || f.Traits().Claims != nil
	})
	l := &large{n: n}
	for _, bench := range []struct{ name, with, without string }{
		{"ls", "ls /php", "ls /items"},
		{"containers", "containers", "containers"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var spent [2][]time.Duration
			for b.Loop() {
				for i, o := range []Options{{Store: store, Server: server.Addr}, {Store: store, Server: server.Addr, Formats: bare}} {
					line := []string{bench.with, bench.without}[i]
					began := cpuTime()
					lines, _, _ := l.line(b, o, line)
					spent[i] = append(spent[i], cpuTime()-began)
					if lines != 1 && lines != n {
						b.Fatalf("%s prints %d lines", line, lines)
					}
				}
			}
			slices.Sort(spent[0])
			slices.Sort(spent[1])
			with, without := spent[0][len(spent[0])/2].Seconds(), spent[1][len(spent[1])/2].Seconds()
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(with, "cpu-s/shell")
			b.ReportMetric(without, "cpu-s/raw")
			b.ReportMetric(with/without, "x-raw-cpu")
		})
	}
}
