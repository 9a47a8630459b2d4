//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// peak runs the program, and returns what it printed and the most memory that it had,
// in bytes.
func peak(t *testing.T, args ...string) (out string, bytes int64) {
	t.Helper()
	withoutRaceDetector(t)
	cmd := exec.Command("measured-sessh", args...)
	cmd.Env = append(os.Environ(), "NO_COLOR=", "SESSH_SERVER=", "XDG_STATE_HOME="+t.TempDir())
	var measured strings.Builder
	cmd.Stderr = &measured
	printed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if bytes, err = strconv.ParseInt(measured.String(), 10, 64); err != nil || bytes == 0 {
		t.Skip("the system does not say how much memory a process had")
	}
	return string(printed), bytes
}

// measuredSessh runs sessh with both of its outputs on standard output, and prints the
// most memory that it had on standard error. Linux counts as a process's what the one
// that started it had: the tests themselves may have had more.
func measuredSessh() {
	cmd := exec.Command("sessh", os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	_ = cmd.Run() // its exit status is that of what fails
	if cmd.ProcessState == nil {
		os.Exit(1)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		fmt.Fprint(os.Stderr, usage.Maxrss<<10)
	}
}

// TestMemory: whatever a statement or an expression tries, the process takes no
// more than its bound and what a collector of garbage needs on top.
func TestMemory(t *testing.T) {
	t.Parallel()
	const bound = 16 << 20
	_, base := peak(t, "-c", "pwd")
	for i, test := range []struct {
		name  string
		lines []string
	}{
		{"list of a range", []string{">>> list(range(10**9))"}},
		{"sorted range", []string{">>> sorted(range(10**9))"}},
		{"comprehension", []string{">>> x = [str(i) for i in range(10**9)]"}},
		{"text that doubles", []string{">>> x = 'x'", ">>> while True: x = x + x"}},
		{"list that doubles", []string{">>> x = [1]", ">>> while True: x = x + x"}},
		{"repetition", []string{">>> x = 'x' * 10**9"}},
		{"join", []string{">>> x = ','.join(['x' * 100000] * 1000000)"}},
		{"replace", []string{">>> x = ('x' * 1000000).replace('x', 'y' * 1000000)"}},
		{"append", []string{">>> l = []", ">>> while True: l.append('x' * 100)"}},
		{"tuples in tuples", []string{">>> t = ()", ">>> while True: t = (t, 1, 2, 3)"}},
		{"repr of shared lists", []string{">>> l = [1]", ">>> for i in range(60): l = [l, l]", ">>> l"}},
		{"print", []string{">>> while True: print('x' * 100000)"}},
		{"several statements together", strings.Split(strings.Repeat(">>> x = [x, 'y' * 5000000]|", 8)+">>> 1", "|")},
	} {
		if testing.Short() && i%6 != 0 {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := []string{"--memory", "16MB", "-c", ">>> x = 0"}
			for _, l := range test.lines {
				args = append(args, "-c", l)
			}
			out, got := peak(t, args...)
			if !strings.Contains(out, "MemoryError: more than 16MB of memory needed; --memory SIZE sets the limit") {
				t.Errorf("prints %.300s", out)
			}
			if limit := base + 5*bound; got > limit {
				t.Errorf("took %d MB, of %d", got>>20, limit>>20)
			}
		})
	}
	for i, expression := range []string{
		"def f: 1+f; f", "[range(1e9)]", `"x" * 1e9`, `reduce range(60) as $i ("x"; . + .)`, "reduce range(60) as $i (1; [., .])", "reduce range(60) as $i (1; [., .]) | tojson",
		"null | .[500000000] = 1", "[limit(1e9; repeat([1]))]",
	} {
		if testing.Short() && i%6 != 0 {
			continue
		}
		t.Run(expression, func(t *testing.T) {
			t.Parallel()
			out, got := peak(t, "--memory", "16MB", "-c", "set /Shop/s1/cart/total 1", "-c", "find '"+expression+"'")
			if !strings.Contains(out, "the expression needs more than 16MB\nhint: sessh --memory SIZE") {
				t.Errorf("prints %.300s", out)
			}
			if limit := base + 5*bound; got > limit {
				t.Errorf("took %d MB, of %d", got>>20, limit>>20)
			}
		})
	}
}

// TestMemoryOfWalkthrough: the examples of a stranger's walkthrough are bounded
// all together, and those after one that is refused run.
func TestMemoryOfWalkthrough(t *testing.T) {
	t.Parallel()
	const bound = 16 << 20
	_, base := peak(t, "-c", "pwd")
	var names, printed, copies strings.Builder
	copies.WriteString("sessh> set /Shop/s1/a/v {\"x\": 1}\n\n")
	for i := range 20 {
		fmt.Fprintf(&names, ">>> x%d = 'x' * 2500000\n\n", i)
		fmt.Fprintf(&printed, ">>> print('x' * 1250000)\nx...\n\n")
		if i > 12 {
			continue
		}
		fmt.Fprintf(&copies, "sessh> cp /Shop/s1/a /Shop/s1/b/c%d\n\nsessh> cp /Shop/s1/b /Shop/s1/a/c%d\n\n", i, i)
	}
	for _, test := range []struct{ name, text string }{
		{"names", names.String() + ">>> 1 + 1\n2\n"}, {"output", printed.String()}, {"copies by commands", copies.String()},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(t.TempDir(), "stranger.txt")
			if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			out, got := peak(t, "--memory", "16MB", "replay", name)
			if !strings.Contains(out, "MemoryError") || strings.Contains(out, "1 + 1") {
				t.Errorf("prints %.2000s", out)
			}
			if limit := base + 4*bound; got > limit {
				t.Errorf("took %d MB, of %d", got>>20, limit>>20)
			}
		})
	}
}

// TestMemoryOfReading: what is too long is refused before much is made of it.
func TestMemoryOfReading(t *testing.T) {
	t.Parallel()
	_, base := peak(t, "-c", "pwd")
	list := "x = [" + strings.Repeat("0,", 5_000_000) + "0]\n"
	for i, test := range []struct{ name, command, text, want string }{
		{"a long statement", "replay", ">>> " + list, "a statement of more than 262144 words is too long"},
		{"a long statement that is sourced", "source", list, "a statement of more than 262144 words is too long"},
		{"many lines of a walkthrough", "replay", "sessh> pwd\n" + strings.Repeat("x\n", 1_000_000), "is too large: more than 1000000 lines"},
		{"many expected lines", "replay", "sessh> pwd\n" + strings.Repeat("x\n", 999_000), "and 998000 lines more"},
		{"many failures", "replay", strings.Repeat("sessh> pwd\nx\n", 50_000), "... and 49000 more that failed"},
		{"a large walkthrough", "replay", strings.Repeat(strings.Repeat("x", 1<<20)+"\n", 64), "is too large: more than 67108864 bytes"},
	} {
		if testing.Short() && i%6 != 0 {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(t.TempDir(), "stranger.txt")
			if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			out, got := peak(t, test.command, name)
			if !strings.Contains(out, test.want) {
				t.Errorf("prints %.300s ... %s", out, out[max(0, len(out)-300):])
			}
			if limit := base + 400<<20; got > limit {
				t.Errorf("took %d MB, of %d", got>>20, limit>>20)
			}
			if len(out) > 1<<20 {
				t.Errorf("prints %d bytes", len(out))
			}
		})
	}
}
