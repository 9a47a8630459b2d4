package transact_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl/command/commandtest"
	"sessh/repl/dumpfile"
)

// noon is a time of a day that is over.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.Local)

// record makes a recording, with a line for each change that comes a second after the one
// before, of what dump writes.
func record(t *testing.T, sh *commandtest.Shell, flags string, lines ...string) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "r.jsonl")
	var all strings.Builder
	stamp := func(i int, event string) string {
		return `{"time":"` + noon.Add(time.Duration(i)*time.Second).UTC().Format(time.RFC3339) + `","event":"` + event + `"`
	}
	all.WriteString(stamp(0, dumpfile.Began) + "}\n")
	for i, line := range lines {
		path, change, _ := strings.Cut(line, ": ")
		sh.Do(change)
		if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		dumped := filepath.Join(t.TempDir(), "dumped")
		sh.Do("dump " + flags + path + " " + dumped)
		text, err := os.ReadFile(dumped)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(stamp(i+1, "changed") + "," + string(text[1:]))
	}
	all.WriteString(stamp(60, dumpfile.Ended) + "}\n")
	if err := os.WriteFile(name, []byte(all.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestDiffMoments: two moments of one session or of two are compared, or one with what is
// there now.
func TestDiffMoments(t *testing.T) {
	began := time.Now()
	sh := shellAt(t, func() time.Time { return began }) // no session loses a second of its time
	name := record(t, sh, "",
		"/Shop/anna: set /Shop/anna/cart/total 1",
		"/Shop/anna: set /Shop/anna/cart/total 2",
		"/Shop/ben: set /Shop/ben/cart/total 3",
		`/Shop/"eve@12:00": set /Shop/"eve@12:00"/cart/total 4`)
	sh.Do("set /Shop/anna/cart/total 9")
	file := " --file " + name
	const anna1, anna2 = "/Shop/anna at 2026-11-20T12:00:01.000\n", "/Shop/anna at 2026-11-20T12:00:02.000\n"
	check(t, sh, "diff /Shop/anna@12:00:01 /Shop/anna@12:00:02"+file, "--- "+anna1+"+++ "+anna2+"~ cart/total  1 -> 2\n")
	check(t, sh, "diff /Shop/anna@12:00:02 /Shop/anna@12:00:01"+file, "--- "+anna2+"+++ "+anna1+"~ cart/total  2 -> 1\n")
	check(t, sh, "diff /Shop/anna/cart@12:00:01 /Shop/ben/cart@12:00:03"+file, "--- /Shop/anna/cart at 2026-11-20T12:00:01.000\n+++ /Shop/ben/cart at 2026-11-20T12:00:03.000\n~ total  1 -> 3\n")
	check(t, sh, "diff /Shop/anna@12:00:01"+file, "--- "+anna1+"+++ /Shop/anna\n~ cart/total  1 -> 9\n")
	check(t, sh, "diff --committed /Shop/anna@12:00:01 /Shop/anna"+file, "--- "+anna1+"+++ /Shop/anna\n~ cart/total  1 -> 2\n")
	check(t, sh, "diff /Shop/anna /Shop/anna@12:00:01"+file, "--- /Shop/anna\n+++ "+anna1+"~ cart/total  9 -> 1\n")
	check(t, sh, "diff /Shop/anna/cart/total@12:00:02.5 /Shop/anna/cart/total@2026-11-20T12:00:59"+file, "nothing differs\n")
	check(t, sh, `diff /Shop/"eve@12:00"@12:00:04`+file, "nothing differs\n")
	check(t, sh, "diff --committed /Shop/anna"+file, "nothing differs\n") // with the last version

	// Relative places, and the recording of this shell.
	sh.Env.Place.Here = []string{"Shop", "anna"}
	*sh.Env.Recorded = name
	check(t, sh, "diff @12:00:01 @12:00:02", "--- "+anna1+"+++ "+anna2+"~ cart/total  1 -> 2\n")
	check(t, sh, "diff cart@12:00:01 .@12:00:02", "--- /Shop/anna/cart at 2026-11-20T12:00:01.000\n+++ "+anna2+"- total  1\n+ cart   {\"total\": 2}\n")
	got, err := sh.Run("diff --long @12:00:01 ../ben")
	if err != nil || !strings.Contains(got, "  sessh, 1h left, changed 2026-11-20T12:00:01.000\n+++ /Shop/ben  sessh, ") {
		t.Errorf("it shows\n%s(%v)", got, err)
	}

	// A time after the end is noted.
	check(t, sh, "diff @12:02 @12:00:02", "nothing differs\n")
	if len(sh.Notes) != 1 || !strings.HasPrefix(sh.Notes[0], "note: the recording ended at 2026-11-20 12:01:00.000 ") {
		t.Errorf("the notes are %q", sh.Notes)
	}
	for _, tt := range []struct{ line, want string }{
		{"diff @11:59 .", "the recording begins at 2026-11-20 12:00:00.000"},
		{"diff /Shop/ben@12:00:01 .", "what /Shop/ben was at 2026-11-20 12:00:01.000"},
		{"diff /Shop/nobody@12:00:01 .", "/Shop/nobody is not in the recording"},
		{"diff @12:00:61 .", `"12:00:61" is not a time`},
		{"diff cart/none@12:00:01 .", "/Shop/anna/cart/none is not there at 2026-11-20T12:00:01.000"},
		{"diff ..@12:00:01", "/Shop is not a session, nor a place in one"},
		{"diff --watched @12:00:01", "--watched is the moment to compare with, and another was given"},
		{"diff --since x @12:00:01", "--since and --theirs are about what is pending"},
		{"diff --file " + name + " /Shop/anna /Shop/ben", "--file and --watched compare one place, and two were given"},
		{"diff @12:00:01 --file " + filepath.Join(t.TempDir(), "none"), "no such file"},
	} {
		if _, err := sh.Run(tt.line); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.line, err, tt.want)
		}
	}
	*sh.Env.Recorded = ""
	if _, err := sh.Run("diff @12:00:01 ."); err == nil || err.Error() != "no watch of this shell has recorded anything" {
		t.Error(err)
	}
}

// TestDiffRedactedMoments: what a recording does not have is not compared, on either side.
func TestDiffRedactedMoments(t *testing.T) {
	sh := newShell(t)
	*sh.Env.Recorded = record(t, sh, "--redact pin ",
		`/Shop/anna: set /Shop/anna/login {"pin": 1, "n": 1}`,
		`/Shop/anna: set /Shop/anna/login {"pin": 2, "n": 2}`)
	check(t, sh, "diff /Shop/anna@12:00:01 /Shop/anna@12:00:02", "--- /Shop/anna at 2026-11-20T12:00:01.000\n+++ /Shop/anna at 2026-11-20T12:00:02.000\n~ login/n  1 -> 2\nnot compared: 1 redacted value\n")
	check(t, sh, "diff /Shop/anna /Shop/anna@12:00:01", "--- /Shop/anna\n+++ /Shop/anna at 2026-11-20T12:00:01.000\n~ login/n  2 -> 1\nnot compared: 1 redacted value\n")
}

// TestDiffHostileRecording: no text of a recording reaches the terminal as it is.
func TestDiffHostileRecording(t *testing.T) {
	sh := newShell(t)
	sh.Do("set /Shop/anna/cart/total 1")
	name := filepath.Join(t.TempDir(), "r.jsonl")
	const line = `{"time":"2026-11-20T12:00:00Z","event":"\u001b[2Jchanged","container":"Shop","session":"anna","format":"\u001b[31m","data":{"\u001b]0;x\u0007":"\u001b[1m"}}` + "\n"
	if err := os.WriteFile(name, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, l := range []string{"diff --long /Shop/anna@2026-11-20T12:00:00Z --file ", "diff --long /Shop/anna --file ", "watch --file "} {
		got, err := sh.Run(l + name)
		if err != nil || strings.ContainsAny(got, "\x1b\x07") || !strings.Contains(got, "Shop/anna") {
			t.Errorf("%s shows %q (%v)", l, got, err)
		}
	}
}
