//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sessh/session/commit"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
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
	t.Parallel()
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
		}, "unknown", "the server holds exactly this; who wrote it is not known", `"n":2`},
		{"the answer is lost", func(p *mct.Proxy) { p.Next(mct.Writes, mct.CutReply()) },
			"unknown", "the server holds exactly this; who wrote it is not known", `"n":2`},
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
	t.Parallel()
	for _, held := range []string{"all", "the first", "the second", "the first, and somebody else creates the last"} {
		t.Run(held, func(t *testing.T) {
			t.Parallel()
			srv := mct.Start(t)
			proxy := mct.NewProxy(t, srv.Addr)
			sh := pipedShell(t, "--server", proxy.Addr, "--output", "json", "--timeout", "1s")
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
			var out string
			for proxy.Count(mct.Writes) == 0 { // on a busy machine the vote can time out
				out = sh.run("commit")
				t.Log(out)
			}
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

// TestCommitThatIsInterrupted: a write is held back, and the user gives up. It is made
// sure that it cannot arrive any more, and the next commit is in no one's way.
func TestCommitThatIsInterrupted(t *testing.T) {
	t.Parallel()
	for _, sessions := range []int{1, 3} {
		t.Run(fmt.Sprint(sessions), func(t *testing.T) {
			srv := mct.Start(t)
			proxy := mct.NewProxy(t, srv.Addr)
			sh := graciousShell(t, 2*time.Second, "--server", proxy.Addr, "--output", "json", "--timeout", "60s")
			for i := range sessions {
				fill(t, srv.Addr, fmt.Sprintf("set /C/s%d/p/n 1", i), "commit")
				sh.run(fmt.Sprintf("set /C/s%d/p/n 2", i))
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			release := make(chan struct{})
			proxy.Next(mct.Writes, mct.Hold(release).After(cancel))
			err := sh.Run(ctx, "commit")
			var ce *commit.Error
			if !errors.As(err, &ce) || len(ce.Results) != sessions {
				t.Fatalf("the commit: %v, want to hear of each session", err)
			}
			for _, r := range ce.Results {
				if r.Fate != commit.Untouched || !strings.Contains(r.Err.Error(), "nothing was written") {
					t.Errorf("%s is reported as %v: %v", r.Path, r.Fate, r.Err)
				}
			}
			close(release)
			proxy.Drain()
			for i := range sessions {
				if got := srv.Ask(fmt.Sprintf("get sessh/C/s%d\r\n", i), "END"); !strings.Contains(got, `"n":1`) {
					t.Errorf("when all has arrived, the server holds %q", got)
				}
			}
			if out := sh.run("commit"); !strings.Contains(out, fmt.Sprintf(`{"changes":%d,"sessions":%[1]d}`, sessions)) {
				t.Errorf("the next commit says %s", out)
			}
		})
	}
}

// TestCommitThatIsCalledOff: the user gives up before anything is written, or while it
// is. All is pending still, and the next commit writes it.
func TestCommitThatIsCalledOff(t *testing.T) {
	t.Parallel()
	for _, requests := range []string{mct.Reads, mct.Writes} {
		for _, sessions := range []int{1, 3, 1500} { // some more than are written at a time
			if requests == mct.Writes && sessions < 1000 {
				continue // see TestCommitThatIsInterrupted
			}
			t.Run(fmt.Sprint(requests, " ", sessions), func(t *testing.T) {
				srv := mct.Start(t)
				proxy := mct.NewProxy(t, srv.Addr)
				sh := graciousShell(t, time.Minute, "--server", proxy.Addr, "--timeout", "60s")
				var dump strings.Builder
				for i := range sessions {
					fmt.Fprintf(&dump, `{"container":"C","session":"s%d","format":"sessh","data":{"p":{"n":2}}}`+"\n", i)
				}
				file := filepath.Join(t.TempDir(), "dump.jsonl")
				write(t, file, dump.String())
				sh.run("load " + file)
				if sessions == 1 {
					sh.run("set /D/s/p/n 2")
					sessions++
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				proxy.Next(requests, mct.Meanwhile(cancel))
				err := sh.Run(ctx, "commit")
				if !errors.Is(err, context.Canceled) || !errors.Is(err, txn.ErrRepeatable) {
					t.Fatalf("the error is %v", err)
				}
				sh.Report(err)
				out := sh.run("status")
				if lines := strings.Count(out, "untouched"); lines > 1 || !strings.Contains(out, "hint: the commit was called off, and what is pending is kept; commit again") {
					t.Errorf("%d lines name sessions: %.300s", lines, out)
				}
				if n := sh.Pending(); n != sessions {
					t.Errorf("%d changes are pending, want %d", n, sessions)
				}
				if out := sh.run("commit"); !strings.Contains(out, fmt.Sprintf("committed %d sessions, %[1]d changes", sessions)) {
					t.Errorf("the next commit says %.300s", out)
				}
			})
		}
	}
}

// TestFatesAreExplained: what can become of a session in a commit is explained by
// help, and by the README, in the same words.
func TestFatesAreExplained(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	help := pipedShell(t).run("help commit")
	for f := commit.Written; f <= commit.Uncertain; f++ {
		line := regexp.MustCompile(fmt.Sprintf(`(?m)^ *%s +(.*)$`, f)).FindStringSubmatch(help)
		if line == nil {
			t.Errorf("help commit does not explain %v:\n%s", f, help)
			continue
		}
		if !strings.Contains(string(readme), fmt.Sprintf("- **%s**: %s", f, strings.SplitN(line[1], ":", 2)[0])) {
			t.Errorf("the README does not say of %v that %q", f, line[1])
		}
	}
}
