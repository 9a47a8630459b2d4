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
	"strings"
	"syscall"
	"testing"
	"time"

	"sessh/cmd/sessh/chart"
	"sessh/repl"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// BenchmarkScale is what work on ten thousand sessions costs, on ten times as many, and so on up to
// SESSH_BENCH_SCALE. The program runs as a process of its own. What it costs is written as a table to
// the file SESSH_BENCH_TABLE, and how its processor time grows is drawn to SESSH_BENCH_PICTURE.
func BenchmarkScale(b *testing.B) {
	most, err := strconv.Atoi(os.Getenv("SESSH_BENCH_SCALE"))
	if err != nil {
		b.Skip("SESSH_BENCH_SCALE is not the number of sessions")
	}
	s := &scale{bin: built(b), server: memcachedtest.Start(b, append(memcachedtest.Usual, "-m", "16384")...), costs: make(map[string][]spent)}
	for n := 10_000; n <= most; n *= 10 {
		s.fill(b, n)
		s.sizes = append(s.sizes, n)
		s.measure(b)
	}
	s.write(b, "SESSH_BENCH_PICTURE", s.picture())
	s.write(b, "SESSH_BENCH_TABLE", s.table())
}

// scale is a server with more and more sessions.
type scale struct {
	bin    string
	server *memcachedtest.Server
	n      int
	sizes  []int
	works  []string // in the order of the table
	costs  map[string][]spent
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
	// The hash table grows behind the sets; a listing in the meantime waits for that.
	for strings.Contains(s.server.Ask("stats\r\n", "END"), "hash_is_expanding 1") {
		time.Sleep(100 * time.Millisecond)
	}
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
		name          string
		lines, enough int // to be printed; 0: any number
		line          []string
	}{
		{"list", s.n, 0, []string{"ls", "/Shop"}},
		{"first screen", 0, 24, []string{"ls", "/Shop"}},
		{"count", 1, 0, []string{"containers"}},
		{"du", 2, 0, []string{"du"}},
		{"top", 0, 0, []string{"top"}},
		{"find a jq expression", 1, 0, []string{"find", fmt.Sprintf(".cart.total == %d", s.n-1)}},
		{"find --limit 10", 10, 0, []string{"find", "--limit", "10", ".cart.total >= 0"}},
		{"grep", 1, 0, []string{"grep", fmt.Sprintf("name-%d$", s.n-1)}},
	} {
		b.Run(fmt.Sprintf("%s/%d", w.name, s.n), func(b *testing.B) {
			for b.Loop() {
				cmd := exec.Command(s.bin, append([]string{"--server", s.server.Addr}, w.line...)...)
				cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+b.TempDir(), "GOGC=", "GOMEMLIMIT=")
				lines, spent := measured(b, cmd, w.enough)
				if w.lines > 0 && lines != w.lines {
					b.Fatalf("%v prints %d lines, want %d", w.line, lines, w.lines)
				}
				s.note(b, w.name, spent)
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
	begin := s.id(s.n - 1)[:39]
	typed := "cd /Shop/" + begin
	offered := func() (n int) { // what is only like it is offered as long as nothing else has been listed
		for _, c := range sh.Complete(typed, len(typed)).Candidates {
			if strings.Contains(c.Text, begin) {
				n++
			}
		}
		return n
	}
	began, busy := time.Now(), cpuTime()
	if err := sh.Run(b.Context(), "ls /Shop"); err != nil {
		b.Fatal(err)
	}
	for offered() < 10 {
		time.Sleep(time.Millisecond)
	}
	first := spent{time: time.Since(began), cpu: cpuTime() - busy, memory: int64(heapInUse() - before)}
	const times = 100
	began, busy = time.Now(), cpuTime()
	for range times {
		if offered() < 10 {
			b.Fatal("nothing is offered")
		}
	}
	again := spent{time: time.Since(began) / times, cpu: (cpuTime() - busy) / times}
	s.note(b, "until Tab completes", first)
	s.note(b, "Tab after that", again)
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// note reports what was measured, and keeps it for the table and the picture.
func (s *scale) note(b *testing.B, name string, of spent) {
	of.report(b)
	all := s.costs[name]
	if len(all) == 0 {
		s.works = append(s.works, name)
	}
	s.costs[name] = append(all[:min(len(all), len(s.sizes)-1)], of) // the latest of a size
}

// table returns the processor time of each work by the number of sessions, with the time that it
// took, and the memory for the most sessions.
func (s *scale) table() string {
	var t table
	cells := []string{"work"}
	for _, n := range s.sizes {
		cells = append(cells, grouped(n))
	}
	t.head(append(cells, "memory")...)
	for _, name := range s.works {
		cells := []string{name}
		var last spent
		for _, last = range s.costs[name] {
			cells = append(cells, fmt.Sprintf("%s (%s)", short(last.cpu), short(last.time)))
		}
		memory := ""
		if last.memory > 0 {
			memory = fmt.Sprintf("%d MB", last.memory>>20)
		}
		t.row(append(cells, memory))
	}
	return t.String()
}

func (s *scale) picture() string {
	c := &chart.Chart{
		Title: "Processor time by the number of sessions", SizeLabel: "sessions", CostLabel: "processor time",
		Cost: func(seconds float64) string { return time.Duration(seconds * 1e9).Round(time.Microsecond).String() },
	}
	for _, name := range s.works {
		l := chart.Line{Name: name}
		for i, of := range s.costs[name] {
			l.Points = append(l.Points, chart.Point{Size: float64(s.sizes[i]), Cost: max(of.cpu, time.Microsecond).Seconds()})
		}
		c.Lines = append(c.Lines, l)
	}
	var b bytes.Buffer
	_, _ = c.WriteTo(&b) // there is something, and a buffer takes all
	return b.String()
}

// write writes a text to the file that a variable of the environment names, if it does.
func (s *scale) write(b *testing.B, variable, text string) {
	b.Log("\n" + text)
	if file := os.Getenv(variable); file != "" {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}
