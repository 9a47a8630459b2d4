//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sessh/repl/dumpfile"
	"sessh/session/memcached/memcachedtest"
)

// A recorded is a watch of another process that records.
type recorded struct {
	t    *testing.T
	srv  *memcachedtest.Server
	file string
	cmd  *exec.Cmd
	out  bytes.Buffer
}

// startRecorded starts a watch of /Shop, and waits until it has begun.
func startRecorded(t *testing.T, srv *memcachedtest.Server, flags ...string) *recorded {
	t.Helper()
	r := &recorded{t: t, srv: srv, file: filepath.Join(t.TempDir(), "r.jsonl")}
	r.cmd = program(t, t.TempDir(), append([]string{"--server", srv.Addr, "watch", "/Shop", "--every", "50ms", "--record", r.file}, flags...)...)
	r.cmd.Stdout, r.cmd.Stderr = &r.out, &r.out
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	r.await(dumpfile.Began, "")
	return r
}

// put writes a session as an application does.
func (r *recorded) put(id string, n, seconds int) {
	r.t.Helper()
	doc := fmt.Sprintf(`{"version":1,"id":"%s","timeout":3600,"data":{"cart":{"n":%d}}}`, id, n)
	if got := r.srv.Ask(fmt.Sprintf("set sessh/Shop/%s 0 %d %d\r\n%s\r\n", id, seconds, len(doc), doc), "STORED"); !strings.Contains(got, "STORED") {
		r.t.Fatal(got)
	}
}

// brief has a session appear and expire. On a busy machine one that lives a few seconds may be gone before the
// watch has seen it: then another one is given more.
func (r *recorded) brief() (id string, ended dumpfile.Session) {
	r.t.Helper()
	for seconds := 3; ; seconds *= 2 {
		id = fmt.Sprintf("brief%d", seconds)
		r.put(id, 1, seconds)
		for strings.Contains(r.srv.Ask("get sessh/Shop/"+id+"\r\n", "END"), "VALUE") {
			if _, there := r.find("appeared", id); there {
				return id, r.await("expired", id)
			}
		}
	}
}

// find returns the line with an event and a text.
func (r *recorded) find(event, text string) (d dumpfile.Session, there bool) {
	r.t.Helper()
	for l := range bytes.SplitAfterSeq(r.read(), []byte("\n")) {
		if bytes.HasSuffix(l, []byte("\n")) && bytes.Contains(l, []byte(`"event":"`+event+`"`)) && bytes.Contains(l, []byte(text)) {
			if err := json.Unmarshal(l, &d); err != nil {
				r.t.Fatalf("%v: %s", err, l)
			}
			return d, true
		}
	}
	return d, false
}

// await waits for a line with an event and a text, and returns it.
func (r *recorded) await(event, text string) dumpfile.Session {
	r.t.Helper()
	deadline := time.After(5 * time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if d, there := r.find(event, text); there {
			return d
		}
		select {
		case <-deadline:
			r.t.Fatalf("%s %s is not recorded:\n%s", event, text, r.read())
		case <-tick.C:
		}
	}
}

func (r *recorded) read() []byte {
	text, err := os.ReadFile(r.file)
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	return text
}

// end ends the watch with a signal.
func (r *recorded) end(s os.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
	_ = r.cmd.Wait()
}

// at returns a moment of the recording as it is typed.
func at(d dumpfile.Session) string { return d.Time.Local().Format("2006-01-02T15:04:05.000") }

// TestRecording: what a watch saw is looked up afterwards: what sessions were, and how they
// went.
func TestRecording(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/n 1", "set /Shop/gone/cart/n 1", "set /Other/x/y/z 1", "commit")
	r := startRecorded(t, srv)
	there := r.await(dumpfile.There, "anna")
	r.put("anna", 2, 0)
	second := r.await("changed", `{"n":2}`)
	r.put("anna", 3, 0)
	third := r.await("changed", `{"n":3}`)
	brief, ended := r.brief()
	srv.Ask("delete sessh/Shop/gone\r\n", "DELETED")
	vanished := r.await("removed", `"session":"gone"`)
	r.end(os.Interrupt)
	r.await(dumpfile.Ended, "")
	if info, err := os.Stat(r.file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if text := string(r.read()); strings.Contains(text, "Other") || strings.Count(text, `"event":"there"`) != 2 {
		t.Errorf("it has\n%s", text)
	}

	look := func(status int, args ...string) string {
		t.Helper()
		out, err := output(t, t.TempDir(), append([]string{"--server", srv.Addr}, args...)...)
		if (err == nil) != (status == 0) {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
		return out
	}
	if out := look(1, "diff", "--file", r.file, "/Shop/anna@"+at(second), "/Shop/anna@"+at(third)); !strings.HasSuffix(out, "~ cart/n  2 -> 3\n") {
		t.Errorf("two moments:\n%s", out)
	}
	if out := look(1, "diff", "--file", r.file, "/Shop/anna@"+at(second), "/Shop/anna"); !strings.HasSuffix(out, "+++ /Shop/anna\n~ cart/n  2 -> 3\n") {
		t.Errorf("a moment and now:\n%s", out)
	}
	if out := look(1, "diff", "--file", r.file, "/Shop/"+brief+"@"+at(ended), "/Shop/anna"); !strings.Contains(out, "/Shop/"+brief+" was not there at ") || !strings.HasSuffix(strings.SplitN(out, "\n", 2)[0], ": expired") {
		t.Errorf("a session that went:\n%s", out)
	}
	shown := look(0, "watch", "--file", r.file, "/Shop/anna")
	if !strings.Contains(shown, " ~ /Shop/anna changed\n  ~ cart/n  1 -> 2\n") || !strings.Contains(shown, "  ~ cart/n  2 -> 3\n") || strings.Contains(shown, "gone") {
		t.Errorf("it shows\n%s", shown)
	}
	if out := look(0, "watch", "--file", r.file, "/Shop/gone"); !strings.Contains(out, " - /Shop/gone removed by ") {
		t.Errorf("it went as\n%s", out)
	}
	if out := look(0, "watch", "--file", r.file, "-n", "1"); strings.Count(out, "\n") != 1 {
		t.Errorf("one event is\n%s", out)
	}

	// The whole container as it was.
	for _, tt := range []struct {
		at, words, anna string
		gone            bool // whether /Shop/gone is there
	}{
		{at(there), "2 sessions loaded, as of ", "1", true},
		{at(second), "2 sessions loaded, as of ", "2", true},
		{at(vanished), "1 session loaded, as of ", "3", false},
	} {
		if tt.at == at(there) { // which may be before the recording was complete
			tt.at = at(r.await(dumpfile.Began, ""))
		}
		fill(t, srv.Addr, "rm -r /Shop/anna", "commit")
		got, err := output(t, t.TempDir(), "--server", srv.Addr, "-c", "load --replace --at "+tt.at+" "+r.file, "-c", "get /Shop/anna/cart/n", "-c", "ls /Shop", "-c", "commit")
		if err != nil || !strings.Contains(got, tt.words) || !strings.Contains(got, "\n"+tt.anna+"\n") || strings.Contains(got, "+ gone") != tt.gone {
			t.Errorf("at %s: %v\n%s", tt.at, err, got)
		}
		if tt.gone {
			srv.Ask("delete sessh/Shop/gone\r\n", "DELETED")
		}
	}
	if out := look(0, "load", "--replace", r.file); !strings.Contains(out, ", where the recording ends; gone by then: 2 sessions\n") {
		t.Errorf("the end is\n%s", out)
	}
}

// TestRecordingIsKilled: a watch that is killed leaves whole lines, which are looked up.
func TestRecordingIsKilled(t *testing.T) {
	t.Parallel()
	r := startRecorded(t, memcachedtest.Start(t))
	n := 0
	for ; n < 100_000 && !bytes.Contains(r.read(), []byte("changed")); n++ {
		r.put("anna", n, 0)
	}
	killed := make(chan error, 1)
	go func() { killed <- r.cmd.Process.Signal(syscall.SIGKILL) }()
	for range 50 { // meanwhile it writes
		n++
		r.put("anna", n, 0)
	}
	if err := <-killed; err != nil {
		t.Fatal(err)
	}
	_ = r.cmd.Wait()
	text := r.read()
	if !bytes.HasSuffix(text, []byte("}\n")) || bytes.Contains(text, []byte(dumpfile.Ended)) {
		t.Errorf("it ends with %q", text[max(0, len(text)-200):])
	}
	// A line that the disk has in part is left out.
	write(t, r.file, string(text)+`{"time":"2026-11-27T12:00:00Z","ev`)
	out, err := output(t, t.TempDir(), "--server", r.srv.Addr, "-c", "load "+r.file, "-c", "abort")
	if !strings.Contains(out, "the last line of "+r.file+" is not complete, and is left out") || !strings.Contains(out, "already there") || err == nil {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err = output(t, t.TempDir(), "--server", r.srv.Addr, "load", "--replace", r.file); err != nil || !strings.Contains(out, "1 session loaded, as of ") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestRecordingIsBounded: at --max the recording ends, and the watch goes on.
func TestRecordingIsBounded(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	lines := []string{}
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("set /Shop/s%d/cart/n 1", i))
	}
	fill(t, srv.Addr, append(lines, "commit")...)
	r := startRecorded(t, srv, "--max", "4KB", "--count", "60")
	half := len(r.read())
	done := make(chan error, 1)
	go func() { done <- r.cmd.Wait() }()
	n := 0
	for running := true; running; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("%v\n%s", err, r.out.String())
			}
			running = false
		default:
			n++
			r.put("s1", n, 0)
		}
	}
	text := string(r.read())
	if len(text) > 4<<10 || len(text) < 3<<10 || half > 2<<10+100 || !strings.HasSuffix(text, `"event":"ended"}`+"\n") || !strings.Contains(text, `"event":"began","partly":true}`) {
		t.Errorf("%d bytes, and %d at the beginning:\n%s", len(text), half, text)
	}
	if out, err := output(t, t.TempDir(), "--server", srv.Addr, "load", "--replace", r.file); err != nil || !strings.Contains(out, "has some sessions only from when they were first written") {
		t.Errorf("%v\n%s", err, out)
	}
	out := r.out.String()
	if strings.Count(out, "is full (--max 4KB): the watch goes on and is no longer recorded") != 1 || strings.Count(out, "note: half of") != 1 || strings.Count(out, "/Shop/s1 changed") != 60 {
		t.Errorf("it says\n%s", out)
	}
}

// TestRecordingFile: a recording overwrites nothing unless it is told to, and is in a file
// that can be looked up.
func TestRecordingFile(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/login {\"pin\": 4711, \"n\": 1}", "commit")
	file := filepath.Join(t.TempDir(), "r.jsonl")
	write(t, file, "something else\n")
	watch := func(args ...string) (string, error) {
		return output(t, t.TempDir(), append([]string{"--server", srv.Addr, "watch", "--for", "1s", "/Shop/anna"}, args...)...)
	}
	if out, err := watch("--record", file); err == nil || !strings.Contains(out, "is already there") || !strings.Contains(out, "--force overwrites it") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := watch("--record", os.DevNull, "--force"); err == nil || !strings.Contains(out, "is not a regular file") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := watch("--record", file, "--force", "--redact", "pin"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil || bytes.Contains(text, []byte("4711")) || bytes.Contains(text, []byte(`"item"`)) || !bytes.Contains(text, []byte(`"pin":"[redacted]"`)) {
		t.Errorf("%v\n%s", err, text)
	}
	for _, args := range [][]string{{"--max", "1MB"}, {"--redact", "x"}, {"--force"}, {"--record", file, "--file", file}, {"--file", file}} {
		if out, err := watch(args...); err != exitStatus(2) {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
	}
}

// TestRecordingAtThePrompt: the shell that recorded knows the file.
func TestRecordingAtThePrompt(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/n 1", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr)
	file := filepath.Join(t.TempDir(), "r.jsonl")
	p.Type("watch Shop/anna --record " + file + "\r")
	p.See("q or Ctrl-C ends it")
	r := &recorded{t: t, srv: srv, file: file}
	r.await(dumpfile.Began, "")
	r.put("anna", 2, 0)
	changed := r.await("changed", "anna")
	p.Type("q")
	p.See("(2 versions recorded to ")
	p.SeeLast(srv.Addr + " />")
	r.await(dumpfile.Ended, "")
	enter(t, p, "diff Shop/anna@"+at(r.await(dumpfile.Began, ""))+" Shop/anna@"+at(changed), srv.Addr+" />")
	p.See("~ cart/n  1 -> 2")
	enter(t, p, "diff Shop/anna@-0s", srv.Addr+" />")
	p.See("note: the recording ended at ")
	p.See("nothing differs")
}

// TestRecordingInAWalkthrough: a walkthrough that looks a recording up replays, though its
// times are others.
func TestRecordingInAWalkthrough(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "looked-up.md")
	fill := []string{"record " + file, "set /Shop/anna/cart/n 1", "commit", "watch --for 1s --record r.jsonl /Shop", "set /Shop/anna/cart/n 2", "diff /Shop/anna@-0s", "load --replace r.jsonl", "record --stop"}
	cmd := program(t, t.TempDir())
	cmd.Dir, cmd.Stdin = t.TempDir(), strings.NewReader(strings.Join(append(fill, "abort"), "\n"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(text, []byte("1 session loaded, as of ...\n")) {
		t.Errorf("%v\n%s", err, text)
	}
	if out, err := output(t, t.TempDir(), "replay", file); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, text)
	}
}
