//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestFullOutput runs every command with a standard output that cannot be written to: what would print
// something there fails, and says why.
func TestFullOutput(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("skipped: there is no /dev/full")
	}
	t.Cleanup(func() { full.Close() })
	srv := memcachedtest.Start(t)
	if out, err := output(t, t.TempDir(), "--server", srv.Addr, "-c", "set /Shop/s1/cart/total 11", "-c", "set /Shop/s2/cart/total 12", "-c", "commit"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const noSpace = "no space left on device"
	args := []string{"", "--help", "/", "/Shop", "/Shop/s1", "/Shop/s1 /Shop/s2", "/Shop/s1/cart", "'.' /Shop", "-l /Shop", "--sort name /Shop"}
	extra := map[string][]string{
		"ls":   {"ls '/Shop/s*'", "ls --limit 1 /Shop"},
		"time": {"time ls /Shop"}, "aside": {"aside ls /Shop"}, "every": {"every --count 1 1s ls /Shop"}, "do": {"do /Shop ls"},
		"grep": {"grep total /Shop"}, "cookie": {"cookie django sessionid=x"},
		"get": {"1 + 1", "print(1)", "root['Shop']['s1']", "[s for s in [1, 2]]"},
	}
	formats := []string{"text", "jsonl", "csv"}
	if testing.Short() {
		formats = formats[:1]
	}
	for _, format := range formats {
		for _, command := range commandNames(t) {
			t.Run(format+"/"+command, func(t *testing.T) {
				t.Parallel()
				state := t.TempDir()
				lines, args := extra[command], args
				switch command {
				case "flush", "shell", "watch":
					args = []string{"--help"}
				}
				for _, a := range args {
					line := strings.TrimSpace(command + " " + a)
					if command == "dump" || command == "record" { // they write files
						line += " --force " + filepath.Join(state, "file")
					}
					lines = append(lines, line)
				}
				for _, line := range lines {
					call := []string{"--server", srv.Addr, "--output", format, "-c", line}
					out, _, status := within(t, lookupIn(state), call)
					if out == "" || status != 0 {
						continue
					}
					errs := newCapture(t)
					errs.read(func(w *os.File) { status = runWithin(t, lookupIn(state), "", full, w, call) })
					if status != 1 || strings.Count(errs.text, noSpace) != 1 {
						t.Errorf("%s: status %d, %q; it prints %.60q otherwise", line, status, errs.text, out)
					}
				}
			})
		}
	}
}
