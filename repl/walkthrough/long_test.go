package walkthrough

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// printing is a runner whose examples print a text.
type printing string

func (p printing) Run(context.Context, *Example) Result { return Result{Output: string(p)} }

// TestLongFailure: of a failure of many lines the first ones are compared and shown.
func TestLongFailure(t *testing.T) {
	t.Parallel()
	n := 50_000
	if testing.Short() {
		n = 1000
	}
	var want, got strings.Builder
	for i := range n {
		fmt.Fprintf(&want, "w%d\n", i)
		fmt.Fprintf(&got, "g%d\n", i)
	}
	f := Parse("long.txt", []byte(">>> x\n"+want.String()+"...\nend\n"))
	var b strings.Builder
	if err := f.Replay(context.Background(), printing(got.String()), Options{Flags: Flags{}}).WriteText(&b, Style{}, false); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); strings.Count(out, "\n") > maxShown+10 || !strings.Contains(out, fmt.Sprintf("\n  ... and %d lines more\n", 2*n+2-maxShown)) || !strings.Contains(out, "  + g0\n") {
		t.Errorf("%d lines: %.300s ... %s", strings.Count(out, "\n"), out, out[max(0, len(out)-200):])
	}
}

func TestLongLine(t *testing.T) {
	t.Parallel()
	n := 1_000_000
	if testing.Short() {
		n = 100_000
	}
	f := Parse("long.txt", []byte(">>> x\nend\n"))
	var b strings.Builder
	if err := f.Replay(context.Background(), printing(strings.Repeat("é", n)+"\n"), Options{Flags: Flags{}}).WriteText(&b, Style{}, false); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); len(out) > 2*maxLine || !strings.Contains(out, fmt.Sprintf("é... (%d bytes)\n", 2*n)) {
		t.Errorf("%d bytes: %.300s", len(out), out)
	}
}

// TestManyFailures: of many failures the first ones are shown, and all are counted.
func TestManyFailures(t *testing.T) {
	t.Parallel()
	const n = maxFailures + 5
	report := Parse("many.txt", []byte(strings.Repeat("sessh> x\nend\n", n))).Replay(context.Background(), printing("other\n"), Options{})
	var text, tap, junit, json strings.Builder
	all := []*Report{report}
	for _, err := range []error{report.WriteText(&text, Style{}, false), WriteTAP(&tap, all), WriteJUnit(&junit, all), WriteJSON(&json, all)} {
		if err != nil {
			t.Error(err)
		}
	}
	if out := text.String(); strings.Count(out, "+ other") != maxFailures || !strings.HasSuffix(out, "... and 5 more that failed\nmany.txt: 0 passed, 1005 failed\n") {
		t.Errorf("%s", out[max(0, len(out)-300):])
	}
	for name, out := range map[string]string{"tap": tap.String(), "junit": junit.String()} {
		if strings.Count(out, "+ other") != maxFailures || strings.Count(out, "the difference is shown of the first 1000") != 5 {
			t.Errorf("%s: %s", name, out[max(0, len(out)-300):])
		}
	}
	if strings.Count(tap.String(), "not ok ") != n || strings.Count(junit.String(), "<failure ") != n || strings.Count(json.String(), `"status":"failed"`) != n {
		t.Error("a program is not told of all failures")
	}
}

// stopping is a runner that is stopped at an example.
type stopping func()

func (s stopping) Run(context.Context, *Example) Result {
	s()
	return Result{Output: "error: context canceled\n"}
}

// TestStoppedExample: an example that is stopped has not failed.
func TestStoppedExample(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"short": "x\n", "long": strings.Repeat("x\n", largeOutput)} {
		ctx, cancel := context.WithCancel(context.Background())
		r := Parse("stopped.txt", []byte("sessh> x\n"+want)).Replay(ctx, stopping(cancel), Options{})
		if !r.Stopped || len(r.Outcomes) != 0 {
			t.Errorf("%s: %s", name, r.Summary())
		}
	}
}
