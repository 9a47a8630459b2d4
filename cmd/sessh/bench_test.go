package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkReplay is the whole process that replays a walkthrough of Python-style
// statements, beside the one that Python starts for doctest on an empty file.
// SESSH_WALKTHROUGH names another file to be replayed.
func BenchmarkReplay(b *testing.B) {
	file := "../../examples/python.md"
	if other := os.Getenv("SESSH_WALKTHROUGH"); other != "" {
		file = other
	}
	bin := filepath.Join(b.TempDir(), "sessh")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
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

func runs(b *testing.B, name string, args ...string) {
	for b.Loop() {
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
}
