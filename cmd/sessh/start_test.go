package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestLittleIsMadeAtStart: what the packages of the program allocate before main begins. Tables and
// regular expressions that a run may not need are made when they are first used.
func TestLittleIsMadeAtStart(t *testing.T) {
	t.Parallel()
	const (
		mostOfOne = 8 << 10 // bytes
		mostOfAll = 36 << 10
	)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	all, packages := 0, 0
	for line := range strings.Lines(string(out)) {
		var name string
		var at, took float64
		var bytes, allocations int
		if n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %d bytes, %d allocs", &name, &at, &took, &bytes, &allocations); n != 5 || !strings.HasPrefix(name, "sessh/") || name == "sessh/cmd/sessh" { // which has its tests in it
			continue
		}
		all += bytes
		if packages++; bytes > mostOfOne {
			t.Errorf("%s allocates %d bytes at the start, want at most %d", name, bytes, mostOfOne)
		}
	}
	if packages < 20 || all > mostOfAll {
		t.Errorf("%d packages allocate %d bytes at the start, want at most %d", packages, all, mostOfAll)
	}
}

// TestLittleIsMadeToThePrompt: what a shell allocates until it reads the first line of a script, in a
// process of its own. What recognizes sessions, runs statements and shows help is made when it is first
// used.
func TestLittleIsMadeToThePrompt(t *testing.T) {
	const (
		child     = "SESSH_TEST_FIRST_LINE"
		mostBytes = 400 << 10
		most      = 1200 // allocations
	)
	if os.Getenv(child) != "" {
		fmt.Println("made", madeBy(t, func() { runSettings(t) }))
		return
	}
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^TestLittleIsMadeToThePrompt$")
	cmd.Env = append(os.Environ(), child+"=1", "XDG_CONFIG_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	_, text, found := strings.Cut(string(out), "made ")
	var m made
	if n, _ := fmt.Sscanf(text, "%d allocations of %d bytes", &m.allocations, &m.bytes); err != nil || !found || n != 2 {
		t.Fatalf("%v\n%s", err, out)
	}
	if m.allocations > most || m.bytes > mostBytes {
		t.Errorf("it makes %v until the first line, want at most %v", m, made{most, mostBytes})
	}
}

// made is what something allocates.
type made struct{ allocations, bytes uint64 }

func (m made) String() string {
	return fmt.Sprintf("%d allocations of %d bytes", m.allocations, m.bytes)
}

func madeBy(t *testing.T, f func()) made {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return made{after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}
}

// runSettings runs an empty script.
func runSettings(t *testing.T) {
	t.Helper()
	nothing, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer nothing.Close()
	s := &settings{getenv: os.Getenv, lookupenv: os.LookupEnv, stdin: nothing, stdout: nothing, stderr: nothing}
	if status := s.run([]string{}); status != 0 {
		t.Errorf("it ends with status %d", status)
	}
}
