//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// BenchmarkReplay is the whole process that replays a walkthrough of Python-style
// statements, beside the one that Python starts for doctest on an empty file.
// SESSH_WALKTHROUGH names another file to be replayed.
func BenchmarkReplay(b *testing.B) {
	file := "../../examples/python.md"
	if other := os.Getenv("SESSH_WALKTHROUGH"); other != "" {
		file = other
	}
	bin := built(b)
	empty := filepath.Join(b.TempDir(), "empty.txt")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Run("sessh", func(b *testing.B) { runs(b, bin, "replay", file) })
	b.Run("python3 -m doctest of an empty file", func(b *testing.B) {
		python, err := exec.LookPath("python3")
		if err != nil {
			b.Skip("there is no python3 here")
		}
		runs(b, python, "-m", "doctest", empty)
	})
}

// built returns the program, built as a release is.
func built(b *testing.B) string { return builtOf(b, ".") }

// builtOf returns the program of a package or file, built as a release is, and copied as one is installed: the
// memory in which Linux keeps a file that the linker has just written is in small parts, and a program in
// it takes a fifth longer to start.
func builtOf(b *testing.B, source string) string {
	bin := filepath.Join(b.TempDir(), "program")
	linked := bin + ".linked"
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", linked, source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	program, err := os.ReadFile(linked)
	if err == nil {
		err = os.WriteFile(bin, program, 0o700)
	}
	if err != nil {
		b.Fatal(err)
	}
	return bin
}

// BenchmarkReplay10000 is the whole process that replays 10,000 examples.
func BenchmarkReplay10000(b *testing.B) {
	const n = 10_000
	var text strings.Builder
	for i := range n / 2 {
		fmt.Fprintf(&text, "    sessh> set /Shop/s%d/cart/total %d\n    sessh> get /Shop/s%d/cart/total\n    %d\n\n", i%100, i, i%100, i)
	}
	file := filepath.Join(b.TempDir(), "long.md")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	runs(b, built(b), "replay", file)
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N)/n, "us/example")
}

// BenchmarkStart is from the start of the process to the prompt, on a terminal and a server, beside
// one that prints its version and ends, and one of Go's that does nothing: less than that no program
// in Go can take. ms/cpu is the median of the processor time of a whole process, which the other work
// of a machine changes less than the time, and faults the median of its page faults.
func BenchmarkStart(b *testing.B) {
	bin, srv := built(b), memcachedtest.Start(b, memcachedtest.Usual...)
	nothing := filepath.Join(b.TempDir(), "nothing.go")
	if err := os.WriteFile(nothing, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	bare := builtOf(b, nothing)
	b.Run("to the prompt", func(b *testing.B) {
		var c costs
		for b.Loop() {
			b.StopTimer()
			cmd := exec.Command(bin, "--server", srv.Addr)
			cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+b.TempDir())
			b.StartTimer()
			p := ptytest.Start(b, 100, 30, cmd)
			p.SeeLast(srv.Addr + " />")
			b.StopTimer()
			p.Type("quit\r")
			p.Exit()
			c.add(cmd)
			b.StartTimer()
		}
		c.report(b)
	})
	b.Run("and to nothing", func(b *testing.B) { costOf(b, bin, "--version") })
	b.Run("of nothing", func(b *testing.B) { costOf(b, bare) })
}

func costOf(b *testing.B, name string, args ...string) {
	var c costs
	for b.Loop() {
		cmd := exec.Command(name, args...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		c.add(cmd)
	}
	c.report(b)
}

// costs are what processes took.
type costs struct{ cpu, faults []float64 }

func (c *costs) add(ended *exec.Cmd) {
	s := ended.ProcessState
	c.cpu = append(c.cpu, (s.UserTime()+s.SystemTime()).Seconds()*1e3)
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		c.faults = append(c.faults, float64(u.Minflt))
	}
}

func (c *costs) report(b *testing.B) {
	for unit, all := range map[string][]float64{"ms/cpu": c.cpu, "faults": c.faults} {
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], unit)
	}
}

func runs(b *testing.B, name string, args ...string) {
	for b.Loop() {
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
}
