//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	mct "sessh/session/memcached/memcachedtest"
)

// outcome is what JSON says of a session.
type outcome struct{ Path, Outcome, Error string }

// outcomes finds the outcomes in what a command has printed, and the error.
func outcomes(t *testing.T, out string) (all []outcome, err string) {
	t.Helper()
	for line := range strings.Lines(out) {
		var found struct{ Outcomes []outcome }
		if json.Unmarshal([]byte(line), &found) == nil {
			all = append(all, found.Outcomes...)
		}
		if text, ok := strings.CutPrefix(line, "error: "); ok {
			err = strings.TrimSpace(text)
		}
	}
	return all, err
}

// TestJSONSaysWhatTheErrorSays: the outcomes in JSON and the error come from the same
// look at the server, whichever of the looks failed.
func TestJSONSaysWhatTheErrorSays(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fault  func(p *mct.Proxy)
		want   string // the outcome of /C/s
		says   string // in both
		stores string
	}{
		{"the look-up fails, and one later does not", func(p *mct.Proxy) {
			p.Next(mct.Writes, mct.Cut())
			for range 2 { // reads are tried twice
				p.Next(mct.Reads, mct.Cut())
			}
		}, "untouched", "nothing was written", `"n":1`},
		{"all look-ups fail", func(p *mct.Proxy) {
			p.Next(mct.Writes, mct.Cut())
			p.Every(mct.Reads, mct.Cut())
		}, "unknown", "it closed the connection", `"n":1`},
		{"the answer is lost, and the look-up fails, and one later does not", func(p *mct.Proxy) {
			p.Next(mct.Writes, mct.CutReply())
			for range 2 {
				p.Next(mct.Reads, mct.Cut())
			}
		}, "unknown", "the server holds exactly this; by whom it was written cannot be told", `"n":2`},
		{"the answer is lost", func(p *mct.Proxy) { p.Next(mct.Writes, mct.CutReply()) },
			"unknown", "the server holds exactly this; by whom it was written cannot be told", `"n":2`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := mct.Start(t)
			proxy := mct.NewProxy(t, srv.Addr)
			fill(t, srv.Addr, "set /C/s/p/n 1", "commit")
			sh := pipedShell(t, "--server", proxy.Addr, "--output", "json")
			sh.run("set /C/s/p/n 2")
			tt.fault(proxy)
			all, text := outcomes(t, sh.run("commit"))
			if len(all) != 1 || all[0].Outcome != tt.want || !strings.Contains(all[0].Error, tt.says) || text != "/C/s: "+all[0].Error {
				t.Errorf("JSON says %+v, and the error %q; want %s: %s", all, text, tt.want, tt.says)
			}
			if got := srv.Ask("get sessh/C/s\r\n", "END"); !strings.Contains(got, tt.stores) {
				t.Errorf("the server holds %q, want %s", got, tt.stores)
			}
			proxy.Heal()
			if out := sh.run("commit"); !strings.Contains(out, map[bool]string{true: `{"changes":0,"held":["/C/s"],"sessions":0}`, false: `{"changes":1,"sessions":1}`}[tt.stores == `"n":2`]) {
				t.Errorf("the next commit says %s", out)
			}
		})
	}
}

// TestNewSessionsThatAreHeldBack: writes of new sessions reach the server when their
// commit is long over. None of them is reported as restored or untouched.
func TestNewSessionsThatAreHeldBack(t *testing.T) {
	for _, held := range []string{"all", "the first", "the second", "the first, and somebody else creates the last"} {
		t.Run(held, func(t *testing.T) {
			srv := mct.Start(t)
			proxy := mct.NewProxy(t, srv.Addr)
			sh := pipedShell(t, "--server", proxy.Addr, "--output", "json", "--timeout", "200ms")
			for i := range 3 {
				sh.run(fmt.Sprintf("set /C/s%d/p/n 2", i))
			}
			release := make(chan struct{})
			switch held {
			case "all":
				proxy.Every(mct.Writes, mct.Hold(release))
			case "the first":
				proxy.Next(mct.Writes, mct.Hold(release))
			case "the second":
				proxy.Nth(2, mct.Writes, mct.Hold(release))
			default:
				proxy.Next(mct.Writes, mct.Hold(release).After(func() { srv.Ask("set sessh/C/s2 0 0 6\r\ntheirs\r\n", "STORED") }))
			}
			start := time.Now()
			out := sh.run("commit")
			t.Logf("after %v: %s", time.Since(start), out)
			all, _ := outcomes(t, out)
			proxy.Heal()
			close(release)
			proxy.Drain()
			if len(all) == 0 && !strings.Contains(out, `{"changes":3,"sessions":3}`) {
				t.Errorf("commit says %s", out)
			}
			for _, o := range all {
				there := strings.Contains(srv.Ask("get sessh"+o.Path+"\r\n", "END"), `"n":2`)
				if o.Outcome == "untouched" || o.Outcome == "restored" || o.Outcome == "written" && !there {
					t.Errorf("%s is reported as %s, and is there: %v", o.Path, o.Outcome, there)
				}
			}
		})
	}
}
