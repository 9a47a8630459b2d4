package repl

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sessh/repl/hint"
	"sessh/repl/notation"
)

// TestWorkGrowsWithTheLine runs lines, and one ten times as long, and compares how much
// memory they take: what goes over a line again and again takes a hundred times as much.
func TestWorkGrowsWithTheLine(t *testing.T) {
	for _, kind := range longLines {
		t.Run(kind.name, func(t *testing.T) {
			const n = 20_000
			short, long := kind.line(n), kind.line(10*n)
			grows(t, func() { runLines(t, 1, func(int) string { return short }) }, func() { runLines(t, 1, func(int) string { return long }) })
		})
	}
}

// TestWorkGrowsWithTheLines is the same for the number of lines.
func TestWorkGrowsWithTheLines(t *testing.T) {
	for name, line := range map[string]func(i int) string{
		"keys":               func(i int) string { return fmt.Sprintf("set /Shop/s1/cart/k%d %d", i, i) },
		"sessions":           func(i int) string { return fmt.Sprintf("set /Shop/s%d/cart/k %d", i, i) },
		"named savepoints":   func(i int) string { return fmt.Sprintf("savepoint p%d", i) },
		"unnamed savepoints": func(int) string { return "savepoint" },
	} {
		t.Run(name, func(t *testing.T) {
			const n = 1000
			grows(t, func() { runLines(t, n, line) }, func() { runLines(t, 10*n, line) })
		})
	}
}

// grows fails where ten times as much takes far more than ten times the memory.
func grows(t *testing.T, once, ten func()) {
	t.Helper()
	if testing.Short() {
		t.Skip("how work grows is counted in full runs")
	}
	awaitCalledOff()
	once() // what is made once is not counted
	if a, b := allocated(once), allocated(ten); b > 14*a {
		t.Errorf("%d bytes for one, and %d for ten times as much", a, b)
	}
}

// awaitCalledOff waits until the work that an earlier test interrupted has ended; it allocates until then.
func awaitCalledOff() {
	stacks := make([]byte, 1<<20)
	for bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("files.Interruptible[")) {
		runtime.Gosched()
	}
}

func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestLongLabels: the name of a step is not as long as what was set.
func TestLongLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads lines of a million characters")
	}
	sh := New(Options{})
	defer sh.Close(context.Background())
	ctx := context.Background()
	for _, line := range []string{
		"set /Shop/s1/cart/k " + strings.Repeat("é", 20_000),
		"set /Shop/s1/cart/k [\n" + strings.Repeat("1,\n", 20_000) + "1]",
		"cd /Shop/s1/cart", ">>> data['k'] = '" + strings.Repeat("x", 20_000) + "'",
	} {
		if err := sh.Run(ctx, line); err != nil {
			t.Fatal(err)
		}
	}
	for _, label := range sh.work.Open().Steps() {
		if len(label) > 2*notation.LongestLabel || !strings.HasSuffix(label, "…") {
			t.Errorf("a step is called %.80q (%d bytes)", label, len(label))
		}
	}
	err := sh.Run(ctx, strings.Repeat("x", 1_000_000))
	if err == nil || len(err.Error()) > 1000 {
		t.Errorf("%.100v", err)
	}
	if text := hint.Line(fmt.Errorf("%s", strings.Repeat("x", 1_000_000))); len(text) > notation.LongestError+10 {
		t.Errorf("an error of %d bytes is shown", len(text))
	}
}

// TestPoints: which savepoints are valid, and which names are free.
func TestPoints(t *testing.T) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	ctx := context.Background()
	names := func() string {
		var all []string
		for _, p := range sh.work.Savepoints() {
			all = append(all, p.Name)
		}
		return strings.Join(all, " ")
	}
	for _, step := range []struct{ line, want string }{
		{"savepoint", "sp1"}, {"savepoint sp3", "sp1 sp3"}, {"savepoint", "sp1 sp3 sp2"}, {"savepoint", "sp1 sp3 sp2 sp4"},
		{"rollback sp3", "sp1 sp3"}, {"savepoint", "sp1 sp3 sp2"}, {"savepoint sp1", "sp1 sp3 sp2 sp1"}, {"rollback sp2", "sp1 sp3 sp2"},
		{"savepoint", "sp1 sp3 sp2 sp4"}, {"abort", ""}, {"savepoint", "sp1"},
	} {
		if err := sh.Run(ctx, step.line); err != nil {
			t.Fatal(err)
		}
		if got := names(); got != step.want {
			t.Fatalf("after %s there are %q, not %q", step.line, got, step.want)
		}
	}
}
