//go:build unix

package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached/memcachedtest"
)

// limited runs sessh under a limit of the shell's.
func limited(t *testing.T, limit string, args ...string) (out string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	p := program(t, t.TempDir(), args...)
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", limit + ` && exec "$0" "$@"`, p.Path}, p.Args[1:]...)...)
	cmd.Env, cmd.Dir = p.Env, p.Dir
	b, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s: %v does not end\n%s", limit, args, b)
	}
	return string(b), err == nil
}

// A process that can open few files does its work, or says why it cannot.
func TestFewFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts sessh with every small number of files")
	}
	t.Parallel()
	var servers []string
	for range 6 { // a connection each
		servers = append(servers, memcachedtest.Start(t).Addr)
	}
	done, said, short := false, false, false
	for n := 4; n <= 20; n++ {
		for _, args := range [][]string{
			{"set", "/Shop/s1/cart/total", fmt.Sprint(n)},
			{"-c", fmt.Sprintf("set /Shop/s1/cart/total 1%d", n), "-c", "set /Shop/s2/cart/total 1", "-c", "commit", "-c", "grep total"},
		} {
			out, ok := limited(t, fmt.Sprintf("ulimit -n %d", n), append([]string{"--server", strings.Join(servers, ",")}, args...)...)
			if strings.Contains(out, "shared libraries") { // not even that
				continue
			}
			if strings.Contains(out, "goroutine ") || strings.Contains(out, "does not answer") || !ok && (!strings.Contains(out, "error: ") || !strings.Contains(out, "hint: ulimit -n ")) {
				t.Errorf("%d files: %v: %.500s", n, ok, out)
			}
			done = done || ok && strings.Contains(out, "committed ")
			said = said || strings.Contains(out, "this process can open no more than")
			short = short || strings.Contains(out, "server cannot be reached: too many files are open here")
		}
	}
	if !done || !said || !short {
		t.Errorf("it worked: %v; it said why not: %v, and of a server: %v", done, said, short)
	}
}

// withoutRaceDetector skips a test of how much memory the program takes: the race
// detector takes several times as much.
func withoutRaceDetector(t *testing.T) {
	t.Helper()
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-race" && s.Value == "true" {
				t.Skip("skipped: the race detector needs more memory")
			}
		}
	}
}

// Where there is no room for what only statements need, no one hears of it, and
// statements run all the same.
func TestLittleRoom(t *testing.T) {
	t.Parallel()
	withoutRaceDetector(t)
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"/\n", []string{"pwd"}},
		{"/\n", []string{"-c", "pwd"}},
		{"1099511627776\n", []string{"-c", ">>> 2**40"}},
		{"2147483648\n-1\n", []string{"-c", ">>> 2**31", "-c", ">>> 0 - 1"}},
	} {
		if out, ok := limited(t, "ulimit -v 3000000", tt.args...); !ok || out != tt.want {
			t.Errorf("%v: %v: %s", tt.args, ok, out)
		}
	}
}
