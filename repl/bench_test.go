package repl

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// benchSessions returns how many sessions the benchmarks of large stores have:
// $SESSH_BENCH_SESSIONS, or 100,000.
func benchSessions(b *testing.B) int {
	text := os.Getenv("SESSH_BENCH_SESSIONS")
	if text == "" {
		return 100_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// large is a memcached with many sessions, and a bare connection to it.
type large struct {
	n       int
	express bool // whether they are of express, under keys that others have, too
	addr    string
	options Options
	conn    net.Conn
	r       *bufio.Reader
}

func (l *large) key(b *testing.B, i int) (id, key string) {
	if l.express {
		id = fmt.Sprintf("%032d", i)
		return id, id
	}
	id = fmt.Sprintf("visitor-%032d", i)
	key, err := sesshjson.Format{}.Key("Shop", id)
	if err != nil {
		b.Fatal(err)
	}
	return id, key
}

func newLarge(b *testing.B, express bool) *large {
	b.Helper()
	l := &large{n: benchSessions(b), express: express}
	srv := memcachedtest.Start(b, append(memcachedtest.Usual, "-m", "4096")...)
	l.addr, l.conn = srv.Addr, srv.Dial()
	l.r = bufio.NewReaderSize(l.conn, 256<<10)
	store, err := memcached.Open(context.Background(), []string{srv.Addr}, memcached.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	l.options = Options{Store: store, Server: srv.Addr}
	var all bytes.Buffer
	for i := range l.n {
		id, key := l.key(b, i)
		doc := fmt.Sprintf(`{"cookie":{"originalMaxAge":3600000,"expires":"2026-11-26T13:01:09.252Z","httpOnly":true,"path":"/"},"user":{"name":"name-%d","email":"name-%d@example.com"},"total":%d}`, i, i, i)
		if !l.express {
			doc = fmt.Sprintf(`{"version":1,"id":"%s","timeout":3600,"data":{"cart":{"total":%d,"items":[{"sku":"a-%d","qty":2}]},"user":{"name":"name-%d","email":"name-%d@example.com"}}}`, id, i, i%1000, i, i)
		}
		fmt.Fprintf(&all, "set %s 0 3600 %d noreply\r\n%s\r\n", key, len(doc), doc)
	}
	all.WriteString("mn\r\n")
	l.raw(b, all.Bytes(), "MN")
	return l
}

// raw sends requests while it reads the replies up to the line that begins with last.
func (l *large) raw(b *testing.B, requests []byte, last string) {
	b.Helper()
	failed := make(chan error, 1)
	go func() {
		_, err := l.conn.Write(requests)
		failed <- err
	}()
	for {
		line, err := l.r.ReadSlice('\n')
		if err != nil {
			b.Fatal(err)
		}
		if bytes.HasPrefix(line, []byte(last)) {
			break
		}
	}
	if err := <-failed; err != nil {
		b.Fatal(err)
	}
}

// readAll returns the requests that read every value.
func (l *large) readAll(b *testing.B) []byte {
	var all bytes.Buffer
	for i := range l.n {
		_, key := l.key(b, i)
		all.WriteString("mg " + key + " v u\r\n")
	}
	all.WriteString("mn\r\n")
	return all.Bytes()
}

// line runs a line, and returns what it printed, how long it took, and how much
// memory at the most, in megabytes.
func (l *large) line(b *testing.B, o Options, text string) (lines int, took time.Duration, megabytes float64) {
	b.Helper()
	var out lineCounter
	o.Out = &out
	sh := New(o)
	stop, peak := make(chan struct{}), atomic.Uint64{}
	done := make(chan struct{})
	runtime.GC()
	before := heapBytes()
	go func() {
		defer close(done)
		for {
			peak.Store(max(peak.Load(), heapBytes()))
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	began := time.Now()
	if err := sh.Run(b.Context(), text); err != nil {
		b.Fatal(err)
	}
	sh.Close(context.Background())
	took = time.Since(began)
	close(stop)
	<-done
	return out.n, took, float64(max(peak.Load(), before)-before) / (1 << 20)
}

// heapBytes returns how much memory objects take.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

type lineCounter struct{ n int }

func (c *lineCounter) Write(p []byte) (int, error) {
	c.n += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// compare times a line beside the bare exchange, and reports the ratio.
func (l *large) compare(b *testing.B, text string, want int, raw func()) {
	b.Helper()
	var bare, shell, cpu time.Duration
	var memory float64
	for b.Loop() {
		began := time.Now()
		raw()
		bare += time.Since(began)
		busy := cpuTime()
		n, took, mb := l.line(b, l.options, text)
		cpu += cpuTime() - busy
		shell += took
		if n != want {
			b.Fatalf("%s prints %d lines, want %d", text, n, want)
		}
		memory = max(memory, mb)
	}
	b.ReportMetric(float64(shell)/float64(bare), "x-raw")
	b.ReportMetric(shell.Seconds()/float64(b.N), "s/shell")
	b.ReportMetric(bare.Seconds()/float64(b.N), "s/raw")
	b.ReportMetric(cpu.Seconds()/float64(b.N), "s/cpu")
	b.ReportMetric(memory, "MB")
}

// BenchmarkLarge is the work on a server with many sessions, each with its bare
// counterpart: listing, and reading every value.
func BenchmarkLarge(b *testing.B) {
	l := newLarge(b, false)
	dump := func() { l.raw(b, []byte("lru_crawler metadump hash\r\n"), "END") }
	b.Run("ls", func(b *testing.B) { l.compare(b, "ls /Shop", l.n, dump) })
	b.Run("ls sorted", func(b *testing.B) { l.compare(b, "ls --sort size /Shop", l.n, dump) })
	b.Run("containers", func(b *testing.B) { l.compare(b, "containers", 1, dump) })
	b.Run("grep", func(b *testing.B) {
		all := l.readAll(b)
		l.compare(b, "grep name-77@ /", 1, func() { l.raw(b, all, "MN") })
	})
	b.Run("find", func(b *testing.B) {
		all := l.readAll(b)
		l.compare(b, fmt.Sprintf("find '.cart.total == %d' /", l.n-1), 1, func() { l.raw(b, all, "MN") })
	})
	b.Run("first screen", func(b *testing.B) {
		for b.Loop() {
			ctx, cancel := context.WithCancel(b.Context())
			began := time.Now()
			var took time.Duration
			screen := 0
			o := l.options
			o.Out = writerFunc(func(p []byte) (int, error) {
				if screen += bytes.Count(p, []byte("\n")); screen >= 24 && took == 0 {
					took = time.Since(began)
					cancel()
				}
				return len(p), nil
			})
			sh := New(o)
			_ = sh.Run(ctx, "ls /Shop") // it is stopped
			sh.Close(context.Background())
			cancel()
			b.ReportMetric(float64(took.Milliseconds()), "ms/screen")
		}
	})
	b.Run("tab", func(b *testing.B) {
		o := l.options
		o.Out = io.Discard
		sh := New(o)
		defer sh.Close(context.Background())
		if err := sh.Run(b.Context(), "ls /Shop"); err != nil {
			b.Fatal(err)
		}
		const typed = "cd /Shop/visitor-0000000000000000000000000000"
		<-sh.names.List(sh.work.Root(), time.Now())
		for b.Loop() {
			if c := sh.Complete(typed, len(typed)); len(c.Candidates) == 0 {
				b.Fatal("nothing is offered")
			}
		}
	})
}

// BenchmarkLargeContested is the work on a server with many sessions under keys
// that others have, too: their values must be read to find out whose they are.
func BenchmarkLargeContested(b *testing.B) {
	l := newLarge(b, true)
	dump := func() { l.raw(b, []byte("lru_crawler metadump hash\r\n"), "END") }
	b.Run("ls", func(b *testing.B) { l.compare(b, "ls /express", l.n, dump) })
	b.Run("ls of others", func(b *testing.B) { l.compare(b, "ls /php", 0, dump) })
	b.Run("ls beside bare reads", func(b *testing.B) {
		all := l.readAll(b)
		l.compare(b, "ls /express", l.n, func() { l.raw(b, all, "MN") })
	})
	b.Run("grep", func(b *testing.B) {
		all := l.readAll(b)
		l.compare(b, "grep name-77@ /", 1, func() { l.raw(b, all, "MN") })
	})
	b.Run("find", func(b *testing.B) {
		all := l.readAll(b)
		l.compare(b, fmt.Sprintf("find '.total == %d' /", l.n-1), 1, func() { l.raw(b, all, "MN") })
	})
	b.Run("ls again", func(b *testing.B) {
		o := l.options
		o.Out = io.Discard
		sh := New(o)
		defer sh.Close(context.Background())
		for range 2 {
			if err := sh.Run(b.Context(), "ls /express"); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			if err := sh.Run(b.Context(), "ls /express"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
