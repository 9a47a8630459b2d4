//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"sessh/cmd/sessh/chart"
	"sessh/repl"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// BenchmarkScale is what work on ten thousand sessions costs, on ten times as many, and so on up to
// SESSH_BENCH_SCALE. The program runs as a process of its own. With SESSH_BENCH_PICTURE, it draws
// how the processor time grows to that file.
func BenchmarkScale(b *testing.B) {
	most, err := strconv.Atoi(os.Getenv("SESSH_BENCH_SCALE"))
	if err != nil {
		b.Skip("SESSH_BENCH_SCALE is not the number of sessions")
	}
	s := &scale{bin: built(b), server: memcachedtest.Start(b, "-m", "16384")}
	for n := 10_000; n <= most; n *= 10 {
		s.fill(b, n)
		s.measure(b)
	}
	if file := os.Getenv("SESSH_BENCH_PICTURE"); file != "" {
		s.draw(b, file)
	}
}

// scale is a server with more and more sessions.
type scale struct {
	bin    string
	server *memcachedtest.Server
	n      int
	lines  []chart.Line
}

func (s *scale) id(i int) string { return fmt.Sprintf("visitor-%032d", i) }

// fill adds sessions until there are n.
func (s *scale) fill(b *testing.B, n int) {
	conn := s.server.Dial()
	defer conn.Close()
	w := bufio.NewWriterSize(conn, 1<<20)
	for i := s.n; i < n; i++ {
		doc := fmt.Sprintf(`{"version":1,"id":"%s","timeout":3600,"data":{"cart":{"total":%d,"items":[{"sku":"a-%d","qty":2}]},"user":{"name":"name-%d"}}}`, s.id(i), i, i%1000, i)
		fmt.Fprintf(w, "set sessh/Shop/%s 0 3600 %d noreply\r\n%s\r\n", s.id(i), len(doc), doc)
	}
	fmt.Fprint(w, "mn\r\n")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	awaitLine(b, conn, "MN")
	s.n = n
}

// awaitLine reads lines up to the one that begins with last, and returns how many there were.
func awaitLine(b *testing.B, conn net.Conn, last string) (lines int) {
	r := bufio.NewReaderSize(conn, 256<<10)
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			b.Fatal(err)
		}
		if bytes.HasPrefix(line, []byte(last)) {
			return lines
		}
		lines++
	}
}

// measure runs everything on the sessions that there are.
func (s *scale) measure(b *testing.B) {
	b.Run(fmt.Sprintf("bare dump/%d", s.n), func(b *testing.B) {
		for b.Loop() {
			s.note(b, "bare dump", s.bareDump(b))
		}
	})
	for _, w := range []struct {
		name            string
		lines, enough   int // to be printed; 0: any number
		line            []string
		notInThePicture bool
	}{
		{"list", s.n, 0, []string{"ls", "/Shop"}, false},
		{"first screen", 0, 24, []string{"ls", "/Shop"}, false},
		{"count", 1, 0, []string{"containers"}, true},
		{"du", 1, 0, []string{"du"}, false},
		{"top", 0, 0, []string{"top"}, false},
		{"find", 1, 0, []string{"find", fmt.Sprintf(".cart.total == %d", s.n-1)}, false},
		{"find --limit 10", 10, 0, []string{"find", "--limit", "10", ".cart.total >= 0"}, false},
		{"grep", 1, 0, []string{"grep", fmt.Sprintf("name-%d$", s.n-1)}, false},
	} {
		b.Run(fmt.Sprintf("%s/%d", w.name, s.n), func(b *testing.B) {
			for b.Loop() {
				cmd := exec.Command(s.bin, append([]string{"--server", s.server.Addr}, w.line...)...)
				cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+b.TempDir(), "GOGC=", "GOMEMLIMIT=")
				lines, spent := measured(b, cmd, w.enough)
				if w.lines > 0 && lines != w.lines {
					b.Fatalf("%v prints %d lines, want %d", w.line, lines, w.lines)
				}
				if w.notInThePicture {
					spent.report(b)
				} else {
					s.note(b, w.name, spent)
				}
			}
		})
	}
	b.Run(fmt.Sprintf("Tab/%d", s.n), func(b *testing.B) {
		for b.Loop() {
			s.tab(b)
		}
	})
}

// bareDump reads the names that the server lists, and does nothing else.
func (s *scale) bareDump(b *testing.B) spent {
	conn := s.server.Dial()
	defer conn.Close()
	began, busy := time.Now(), cpuTime()
	fmt.Fprint(conn, "lru_crawler metadump hash\r\n")
	if n := awaitLine(b, conn, "END"); n != s.n {
		b.Fatalf("the server lists %d sessions, not %d", n, s.n)
	}
	return spent{time: time.Since(began), cpu: cpuTime() - busy}
}

// cpuTime returns the time that the processors have worked for this process.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// tab completes an id, first in a shell that has not listed the sessions, and then again.
func (s *scale) tab(b *testing.B) {
	store, err := memcached.Open(context.Background(), []string{s.server.Addr}, memcached.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	before := heapInUse()
	sh := repl.New(repl.Options{Store: store, Server: s.server.Addr, Out: io.Discard})
	defer sh.Close(context.Background())
	typed := "cd /Shop/" + s.id(s.n - 1)[:39]
	began, busy := time.Now(), cpuTime()
	if err := sh.Run(b.Context(), "ls /Shop"); err != nil {
		b.Fatal(err)
	}
	for len(sh.Complete(typed, len(typed)).Candidates) < 10 {
		time.Sleep(time.Millisecond)
	}
	first := spent{time: time.Since(began), cpu: cpuTime() - busy, memory: int64(heapInUse() - before)}
	const times = 100
	began, busy = time.Now(), cpuTime()
	for range times {
		if len(sh.Complete(typed, len(typed)).Candidates) < 10 {
			b.Fatal("nothing is offered")
		}
	}
	again := spent{time: time.Since(began) / times, cpu: (cpuTime() - busy) / times, memory: first.memory}
	b.ReportMetric(first.time.Seconds(), "s/listed")
	s.note(b, "Tab, once listed", again)
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// note reports what was measured, and keeps the processor time for the picture.
func (s *scale) note(b *testing.B, name string, of spent) {
	of.report(b)
	p := chart.Point{Size: float64(s.n), Cost: max(of.cpu, time.Microsecond).Seconds()}
	for i, l := range s.lines {
		if l.Name != name {
			continue
		}
		if last := len(l.Points) - 1; l.Points[last].Size == p.Size {
			l.Points[last] = p
		} else {
			s.lines[i].Points = append(l.Points, p)
		}
		return
	}
	s.lines = append(s.lines, chart.Line{Name: name, Points: []chart.Point{p}})
}

func (s *scale) draw(b *testing.B, file string) {
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	c := &chart.Chart{
		Title: "Processor time by the number of sessions", SizeLabel: "sessions", CostLabel: "processor time", Lines: s.lines,
		Cost: func(seconds float64) string { return time.Duration(seconds * 1e9).Round(time.Microsecond).String() },
	}
	if _, err = c.WriteTo(f); err == nil {
		err = f.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
}
