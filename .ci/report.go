// Report reads what "go test -json" prints, and prints what a reader wants of it: a line for each
// package, what tests have printed that failed, and at the end why tests were skipped. Without
// it nobody sees that a test of something that is not installed has not run.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
)

// An event is a line of go test -json, as cmd/test2json describes it.
type event struct{ Action, Package, Test, Output string }

// A report holds what has been read.
type report struct {
	printed map[string]map[string]string // by package and test, of tests that have not ended
	skipped map[string][]string          // tests, by the reason
}

func main() {
	r := report{printed: make(map[string]map[string]string), skipped: make(map[string][]string)}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.read(line)
		}
		if err != nil {
			break
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(r.skipped)) {
		tests := r.skipped[reason]
		fmt.Printf("   skipped: %s (%d, such as %s)\n", reason, len(tests), tests[0])
	}
}

// read takes one line. What is no event was printed by go test itself.
func (r *report) read(line string) {
	var e event
	if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &e) != nil {
		fmt.Print(line)
		return
	}
	tests := r.printed[e.Package]
	if tests == nil {
		tests = make(map[string]string)
		r.printed[e.Package] = tests
	}
	switch {
	case e.Action == "output" && e.Test != "":
		tests[e.Test] += e.Output
	case e.Action == "build-output", e.Action == "output" && e.Output != "PASS\n":
		fmt.Print(e.Output)
	case e.Action == "fail" && e.Test == "": // what a test has printed that was still running
		for _, test := range slices.Sorted(maps.Keys(tests)) {
			fmt.Print(tests[test])
		}
		clear(tests)
	case e.Action == "fail":
		fmt.Print(tests[e.Test])
		delete(tests, e.Test)
	case e.Action == "skip" && e.Test != "":
		reason := reasonOf(tests[e.Test])
		r.skipped[reason] = append(r.skipped[reason], e.Test)
		delete(tests, e.Test)
	case e.Action == "pass":
		delete(tests, e.Test)
	}
}

var logged = regexp.MustCompile(`(?m)^ +\w+\.go:\d+: (.*)$`)

// reasonOf returns the last line that a test has logged.
func reasonOf(printed string) string {
	all := logged.FindAllStringSubmatch(printed, -1)
	if len(all) == 0 {
		return "no reason is given"
	}
	return strings.TrimPrefix(all[len(all)-1][1], "skipped: ")
}
