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
	var want, got strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&want, "w%d\n", i)
		fmt.Fprintf(&got, "g%d\n", i)
	}
	f := Parse("long.txt", []byte(">>> x\n"+want.String()+"...\nend\n"))
	var b strings.Builder
	if err := f.Replay(context.Background(), printing(got.String()), Options{Flags: Flags{}}).WriteText(&b, Style{}, false); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); strings.Count(out, "\n") > maxShown+10 || !strings.Contains(out, "\n  ... and 98002 lines more\n") || !strings.Contains(out, "  + g0\n") {
		t.Errorf("%d lines: %.300s ... %s", strings.Count(out, "\n"), out, out[max(0, len(out)-200):])
	}
}

func TestLongLine(t *testing.T) {
	f := Parse("long.txt", []byte(">>> x\nend\n"))
	var b strings.Builder
	if err := f.Replay(context.Background(), printing(strings.Repeat("é", 1_000_000)+"\n"), Options{Flags: Flags{}}).WriteText(&b, Style{}, false); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); len(out) > 2*maxLine || !strings.Contains(out, "é... (2000000 bytes)\n") {
		t.Errorf("%d bytes: %.300s", len(out), out)
	}
}
