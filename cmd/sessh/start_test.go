package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestLittleIsMadeAtStart: what the packages of the program allocate before main begins. Tables and
// regular expressions that a run may not need are made when they are first used.
func TestLittleIsMadeAtStart(t *testing.T) {
	t.Parallel()
	const (
		mostOfOne = 64 << 10 // bytes
		mostOfAll = 300 << 10
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
