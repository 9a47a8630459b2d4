//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestStatusOfWhatGoesOn: a command that goes on until it is ended gives the status of the signal
// that ends it, as any other does, and 0 if the user has ended it with a key.
func TestStatusOfWhatGoesOn(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/n 1", "commit")
	dir := t.TempDir()
	walk := filepath.Join(dir, "walk.md")
	if err := os.WriteFile(walk, []byte("    sessh> pwd\n    /\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := []struct {
		text   string
		status int
	}{{"q", 0}, {"\x03", 128 + int(syscall.SIGINT)}}
	signals := []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP}
	for i, line := range []string{
		"every 60s ls /C", "time every 60s ls /C", "aside every 60s ls /C", "watch /", "watch /C/s", "watch --races",
		"watch --record " + filepath.Join(dir, "visits.jsonl") + " --force /C", "top --live", "doctor --watch 60s", "replay --watch " + walk,
	} {
		t.Run(line, func(t *testing.T) {
			start := func() *ptytest.Terminal {
				p := ptytest.Start(t, 100, 30, program(t, t.TempDir(), "--server", srv.Addr, "-c", line))
				p.See("ends it)")
				return p
			}
			for _, key := range keys {
				p := start()
				if key.text == "q" && !strings.Contains(p.Screen(), "q or Ctrl-C") {
					p.Process().Kill()
					continue
				}
				p.Type(key.text)
				if status := p.Exit(); status != key.status {
					t.Errorf("%q: exit status %d\n%s", key.text, status, p.Screen())
				}
			}
			sig := signals[i%len(signals)]
			p := start()
			p.Process().Signal(sig)
			if status := p.Exit(); status != 128+int(sig) {
				t.Errorf("%v: exit status %d\n%s", sig, status, p.Screen())
			}
		})
	}
	for _, line := range []string{"every 60s ls /C | cat", "every 60s ls /C >" + filepath.Join(dir, "rows")} {
		cmd := program(t, t.TempDir(), "--server", srv.Addr, "-c", "pwd", "-c", line)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(line, func(t *testing.T) {
			signalled(t, cmd, syscall.SIGTERM, func() { fmt.Fscanln(out) })
		})
	}
}
