//go:build unix

package main

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sessh/session/format/crosstest"
)

// notAccepted are the lines of the examples in testdata/doctest/matching.txt that Python 3.11's
// doctest does not accept.
var notAccepted = []int{9, 12, 27, 40, 44, 52, 69, 77, 88, 97, 112, 155}

// TestMatchesAsDoctest replays corner cases, and has Python's own doctest run them.
func TestMatchesAsDoctest(t *testing.T) {
	t.Parallel()
	const file = "testdata/doctest/matching.txt"
	out, errs, _ := outputs(t, t.TempDir(), "replay", "--report", "json", "--strict", file)
	var failed []int
	for l := range strings.Lines(out) {
		var o struct {
			Line            int
			Status, Warning string
		}
		if err := json.Unmarshal([]byte(l), &o); err != nil {
			t.Fatalf("%v: %s", err, l)
		}
		if o.Status == "failed" {
			failed = append(failed, o.Line)
		}
		if o.Warning != "" && o.Line != 113 { // "..." below a statement
			t.Errorf("line %d: %s", o.Line, o.Warning)
		}
	}
	if !slices.Equal(failed, notAccepted) {
		t.Errorf("lines %v are not accepted, want %v\n%s", failed, notAccepted, errs)
	}

	t.Run("by Python", func(t *testing.T) {
		out, _ := exec.Command(crosstest.Python(t, "3"), "-m", "doctest", file).Output()
		var failed []int
		for _, m := range regexp.MustCompile(`(?m)^File ".*", line (\d+), in`).FindAllStringSubmatch(string(out), -1) {
			n, _ := strconv.Atoi(m[1])
			failed = append(failed, n)
		}
		if !slices.Equal(failed, notAccepted) {
			t.Errorf("lines %v are not accepted, want %v\n%s", failed, notAccepted, out)
		}
	})
}
