//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	b.Run("sessh of an empty file", func(b *testing.B) { runs(b, bin, "replay", empty) })
	b.Run("python3 -m doctest of an empty file", func(b *testing.B) {
		python, err := exec.LookPath("python3")
		if err != nil {
			b.Skip("there is no python3 here")
		}
		runs(b, python, "-m", "doctest", empty)
	})
}

// built returns the program.
func built(b *testing.B) string {
	bin := filepath.Join(b.TempDir(), "sessh")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
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

// BenchmarkStart is from the start of the process to the prompt, on a terminal
// and a server, beside a process that prints its version and ends.
func BenchmarkStart(b *testing.B) {
	bin, srv := built(b), memcachedtest.Start(b)
	b.Run("to the prompt", func(b *testing.B) {
		for b.Loop() {
			cmd := exec.Command(bin, "--server", srv.Addr)
			cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+b.TempDir())
			p := ptytest.Start(b, 100, 30, cmd)
			p.SeeLast(srv.Addr + " />")
			b.StopTimer()
			p.Type("quit\r")
			p.Exit()
			b.StartTimer()
		}
	})
	b.Run("and to nothing", func(b *testing.B) { runs(b, bin, "--version") })
}

func runs(b *testing.B, name string, args ...string) {
	for b.Loop() {
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
}
