package memcachedtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// StartAhead is [Start] for a server with a clock of its own, which [Server.SetClock] sets. It skips the
// test if faketime, which provides the clock, is not installed.
func StartAhead(t testing.TB, ahead time.Duration, args ...string) *Server {
	t.Helper()
	// Setting a computer's clock does not change how much time passes.
	return startClocked(t, ahead, args, "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1")
}

// StartAging is [Start] for a server on which time passes at once, by [Server.Age]: its items expire, and
// it counts its uptime accordingly. It skips the test like StartAhead.
func StartAging(t testing.TB, args ...string) *Server {
	t.Helper()
	return startClocked(t, 0, args)
}

// Age makes time pass on a server of [StartAging], and waits until the server has noticed.
func (s *Server) Age(by time.Duration) {
	s.t.Helper()
	s.aged += by
	wanted := s.uptime() + int(by.Seconds())
	s.SetClock(s.aged)
	for deadline := time.Now().Add(patience); s.uptime() < wanted; {
		if time.Now().After(deadline) {
			s.t.Fatal("time does not pass on the server")
		}
	}
}

func (s *Server) uptime() int {
	s.t.Helper()
	_, rest, _ := strings.Cut(s.Ask("stats\r\n", "END"), "STAT uptime ")
	seconds, _, _ := strings.Cut(rest, "\r")
	n, err := strconv.Atoi(seconds)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func startClocked(t testing.TB, ahead time.Duration, args []string, env ...string) *Server {
	t.Helper()
	library, err := faketimeLibrary()
	if err != nil {
		t.Skipf("faketime is not there: %v", err)
	}
	s := &Server{t: t, args: args, clock: filepath.Join(t.TempDir(), "clock")}
	s.env = []string{
		"LD_PRELOAD=" + library, "FAKETIME_TIMESTAMP_FILE=" + s.clock, "FAKETIME_NO_CACHE=1",
	}
	s.env = append(s.env, env...)
	s.SetClock(ahead)
	return start(t, reserve, s)
}

// faketimeLibrary returns where the library is with which faketime provides a clock. The program leaves
// a semaphore by the number of its process, and fails if that of an earlier one is in its way: then
// it is run again, as another process.
func faketimeLibrary() (path string, err error) {
	if found, _ := filepath.Glob("/usr/lib/*/faketime/libfaketimeMT.so.1"); len(found) == 1 { // Debian
		return found[0], nil
	}
	for range tries {
		var out []byte
		if out, err = exec.Command("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").Output(); err == nil {
			return strings.TrimSpace(string(out)), nil
		}
	}
	return "", err
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
