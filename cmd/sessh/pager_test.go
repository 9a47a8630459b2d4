//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestLongOutputIsPaged: what is longer than the screen goes to the pager, from
// its first line on; what is not does not; and one gets back to the prompt when
// the pager is left before the end.
func TestLongOutputIsPaged(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	var lines []string
	const n = 600
	long := strings.Repeat("-long", 30) // so that a listing is more than a pipe holds
	for i := range n {
		lines = append(lines, fmt.Sprintf("set /Shop/visitor-%04d%s/cart/total %d", i, long, i))
	}
	fill(t, srv.Addr, append(lines, "set /Forum/only/login/name Bob", "commit")...)
	start := func(pager string) *ptytest.Terminal {
		cmd := program(t, t.TempDir(), "--server", srv.Addr)
		cmd.Env = append(cmd.Env, "SESSH_PAGER="+pager)
		p := ptytest.Start(t, 100, 20, cmd)
		p.SeeLast(srv.Addr + " />")
		return p
	}
	prompt := srv.Addr + " />"

	t.Run("to its end", func(t *testing.T) {
		p := start("grep -c visitor- | sed 's/^/paged lines: /'")
		enter(t, p, "ls Shop", prompt)
		p.See(fmt.Sprint("paged lines: ", n))
		enter(t, p, "ls Forum", prompt)
		if !strings.Contains(p.Screen(), "  only") || strings.Count(p.Raw(), "paged lines") != 1 {
			t.Errorf("a short listing was paged:\n%s", p.Screen())
		}
		enter(t, p, "output unpaged", prompt)
		enter(t, p, "ls Shop", prompt)
		if strings.Count(p.Raw(), "paged lines") != 1 {
			t.Error("it was paged all the same")
		}
	})
	t.Run("left early", func(t *testing.T) {
		p := start("head -n 1 | sed 's/^/first: /'")
		enter(t, p, "ls Shop", prompt)
		p.See("first:   visitor-")
		enter(t, p, "grep visitor- /Shop", prompt)
		p.See("first: /Shop/visitor-")
		if strings.Contains(p.Raw(), "error") {
			t.Errorf("leaving the pager is an error:\n%s", p.Screen())
		}
		enter(t, p, "status", prompt)
	})
	t.Run("to a file", func(t *testing.T) {
		out := t.TempDir() + "/out"
		p := start("cat >" + out)
		enter(t, p, "get /Shop/visitor-0007"+long+"/cart", prompt)
		if _, err := os.Stat(out); err == nil {
			t.Error("what is short was paged")
		}
		enter(t, p, "ls -l Shop", prompt)
		b, err := os.ReadFile(out)
		if err != nil || strings.Count(string(b), "\n") != n {
			t.Errorf("%d lines, %v", strings.Count(string(b), "\n"), err)
		}
	})
	t.Run("a pager that is not there", func(t *testing.T) {
		p := start("no-such-pager -x")
		enter(t, p, "ls Shop", prompt)
		enter(t, p, "ls Shop", prompt)
		raw := p.Raw()
		if n := strings.Count(raw, fmt.Sprintf("visitor-%04d", n-1)); n != 2 {
			t.Errorf("the last line is shown %d times", n)
		}
		if n := strings.Count(raw, "note: output is not paged: there is no no-such-pager"); n != 1 {
			t.Errorf("the pager is named %d times", n)
		}
		enter(t, p, "ls Forum", prompt)
		p.See("  only")
	})
}

// TestPagerLeavesTheScreen: what less has shown stays on the screen, once, and so does
// what was there before.
func TestPagerLeavesTheScreen(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("less"); err != nil {
		t.Skip("skipped: there is no less on the PATH")
	}
	srv := memcachedtest.Start(t)
	var lines []string
	for i := range 60 {
		lines = append(lines, fmt.Sprintf("set /Shop/visitor-%02d/cart/total %d", i, i))
	}
	fill(t, srv.Addr, append(lines, "commit")...)
	cmd := program(t, t.TempDir(), "--server", srv.Addr)
	cmd.Env = slices.DeleteFunc(append(cmd.Env, "SESSH_PAGER=less"), func(v string) bool { return strings.HasPrefix(v, "LESS=") })
	p := ptytest.Start(t, 100, 20, cmd)
	prompt := srv.Addr + " />"
	p.SeeLast(prompt)
	enter(t, p, "pwd", prompt)
	p.Type("ls Shop\r")
	p.SeeLast(":")
	p.Until("the first page", func() bool { return strings.Contains(p.Screen(), "visitor-17") })
	if raw := p.Raw(); strings.Contains(raw, "\x1b[?1049h") {
		t.Errorf("it goes to another screen: %q", raw)
	}
	p.Type("q")
	p.SeeLast(prompt)
	if s := p.Screen(); !strings.Contains(s, "visitor-17") {
		t.Errorf("what was shown is gone:\n%s", s)
	}
	if n := strings.Count(p.Raw(), "visitor-18"); n != 1 {
		t.Errorf("a line was shown %d times", n)
	}
	// What fits is not paged.
	enter(t, p, "ls Shop/visitor-0*", prompt)
	p.See("visitor-09")
	// The options that the user has for less stay.
	cmd = program(t, t.TempDir(), "--server", srv.Addr)
	cmd.Env = append(cmd.Env, "SESSH_PAGER=echo LESS=$LESS", "LESS=Q")
	p = ptytest.Start(t, 100, 20, cmd)
	p.SeeLast(prompt)
	enter(t, p, "ls Shop", prompt)
	p.See("LESS=Q")
}
