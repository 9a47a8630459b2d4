package memcachedtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// StartAhead is [Start] for a server with a clock of its own, which [Server.SetClock] sets. It skips the
// test if faketime, which provides the clock, is not installed.
func StartAhead(t testing.TB, ahead time.Duration, args ...string) *Server {
	t.Helper()
	library, err := exec.Command("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").Output()
	if err != nil {
		t.Skipf("faketime is not there: %v", err)
	}
	s := &Server{t: t, args: args, clock: filepath.Join(t.TempDir(), "clock")}
	s.env = []string{
		"LD_PRELOAD=" + strings.TrimSpace(string(library)), "FAKETIME_TIMESTAMP_FILE=" + s.clock, "FAKETIME_NO_CACHE=1",
		// Setting a computer's clock does not change how much time passes.
		"FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1",
	}
	s.SetClock(ahead)
	return start(t, reserve, s)
}

// SetClock sets the clock of a server of [StartAhead], which may be running, to an offset from ours.
func (s *Server) SetClock(ahead time.Duration) {
	s.t.Helper()
	next := s.clock + ".next"
	err := os.WriteFile(next, fmt.Appendf(nil, "%+.0fs\n", ahead.Seconds()), 0o600)
	if err == nil {
		err = os.Rename(next, s.clock)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
