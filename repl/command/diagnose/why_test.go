package diagnose_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/repl/command"
	"sessh/repl/command/commandtest"
	"sessh/repl/command/diagnose"
	"sessh/repl/command/edit"
	"sessh/repl/command/servers"
	"sessh/repl/command/transact"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/storage"
	"sessh/session/storetest"
)

const id = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"

func newShell(t *testing.T) *commandtest.Shell {
	t.Helper()
	sh := commandtest.New(t, slices.Concat(diagnose.Why(), servers.Watch(), edit.Commands(), transact.Transactions()))
	sh.Do("set /django/"+id+"/user \"Ann\"", "set /Shop/anna/cart/total 12", "commit")
	return sh
}

// TestWhatIsMeant: an argument is a path, an id or a cookie, at any place.
func TestWhatIsMeant(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	for _, test := range []struct{ here, line, says string }{
		{"", "why /Shop/anna", "/Shop/anna is there, and nothing"},
		{"", "why Shop/anna", "/Shop/anna is there, and nothing"},
		{"Shop", "why anna", "/Shop/anna is there, and nothing"},
		{"Shop anna", "why", "/Shop/anna is there, and nothing"},
		{"Shop anna cart", "why", "/Shop/anna is there, and nothing"},
		{"Shop anna", "why .", "/Shop/anna is there, and nothing"},
		{"Shop", "why /Shop/anna/cart/total", "/Shop/anna is there, and nothing"},
		{"Shop", "why ben", "/Shop/ben is not there"},
		{"Shop", "why '/Shop/my id'", `/Shop/"my id" is not there`},
		{"", "why " + id, "/django/" + id + ", by the value, is there, and nothing"},
		{"Shop", "why " + id, "/django/" + id + ", by the value, is there, and nothing"},
		{"django", "why " + id, "/django/" + id + " is there, and nothing"},
		{"", "why sessionid=" + id + "; theme=dark", "/django/" + id + ", by sessionid, is there, and nothing"},
		{"Shop", "why Cookie: sessionid=" + id, "/django/" + id + ", by sessionid, is there, and nothing"},
		{"", "why sessionid=9" + id[1:], "/django/9" + id[1:] + ", by sessionid, is not there"},
		{"", "why theme=dark", "the session of theme is not there"},
		// In a session, what is not in it is an id.
		{"Shop anna", "why cart/total", "/Shop/anna is there, and nothing"},
		{"Shop anna", "why cart", "/Shop/anna is there, and nothing"},
		{"Shop anna", "why ben", "/Shop/ben is not there"},
		{"Shop anna cart", "why anna", "/Shop/anna is there, and nothing"},
		{"Shop anna cart", "why " + id, "/django/" + id + ", by the value, is there, and nothing"},
		{"django " + id, "why 9" + id[1:], "/django/9" + id[1:] + " is not there"},
		{"Shop gone", "why anna", "/Shop/anna is there, and nothing"},
		{"Shop anna", "why a/b--c", "/Shop/\"a\\/b--c\", by the value, is not there"},
		{"", "why /Shop/gone/cart", "/Shop/gone is not there"},
	} {
		sh.Env.Place.Here = strings.Fields(test.here)
		out, err := sh.Run(test.line)
		if err != nil || !strings.HasPrefix(out, test.says) {
			t.Errorf("at %q, %s: %v\n%s", test.here, test.line, err, out)
		}
		if sound := sh.Lacking == nil; sound != strings.Contains(test.says, "nothing") || !sound && !errors.Is(sh.Lacking, command.ErrFindings) {
			t.Errorf("%s: %v", test.line, sh.Lacking)
		}
	}
}

// TestWhyRefuses: what is no question is an error, without a word of what may be a credential.
func TestWhyRefuses(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	for line, want := range map[string]string{
		"why": "needs the PATH", "why /": "/ is not a session", "why /Shop": "/Shop is not a session", "why /Shop/anna/cart/nope": "/Shop/anna/cart/nope is not there", "why a = ; credential": "no cookie in the text",
		"why --seen tomorrow /Shop/anna": "--seen takes a time", "why --report xml /Shop/anna": "--report must be", "why --credential": "no such flag",
		"why \"credential": "no such flag, or a quote is not closed", "why --key-file": "--key-file needs FILE", "why --clipboard --seen": "--seen needs TIME", "why --clipboard credential": "one TEXT, - or --clipboard",
	} {
		out, err := sh.Run(line)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error()+out, "credential") {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
}

// TestNotInSession: a path that begins in the current session, and ends at nothing, is an error.
func TestNotInSession(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	sh.Env.Place.Here = place.Path{"Shop", "anna"}
	for _, line := range []string{"why cart/nope", "why cart/total/nope", "why ./nope"} {
		if out, err := sh.Run(line); err == nil || out != "" {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
}

// TestSeen: what the user says, and what this shell did, counts.
func TestSeen(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	for line, want := range map[string]string{
		"why --seen 3h /Shop/ben":                   "likely   expired: it was there 3h ago (as --seen says), and sessions in Shop are given 1h (1 of 1)\npossible restarted: embedded was started less than 1s ago, and a restart removes everything; it was there 3h ago",
		"why --seen 2001-02-03T04:05 /Shop/ben":     "as --seen says",
		"why --seen '2001-02-03 04:05' /Shop/ben":   "as --seen says",
		"why --seen 2001-02-03T04:05:06Z /Shop/ben": "as --seen says",
	} {
		out, err := sh.Run(line)
		if out = regexp.MustCompile(`was started \d+s ago`).ReplaceAllString(out, "was started less than 1s ago"); err != nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	at := time.Now().Add(-time.Minute).Format("15:04:05")
	if out, err := sh.Run("why --seen " + at + " /Shop/ben"); err != nil || !regexp.MustCompile(`it was there 1m(\d+s)? ago`).MatchString(out) {
		t.Errorf("%v\n%s", err, out)
	}
	for seen := false; !seen; _, seen = sh.Env.Watched.Of("Shop", "anna") {
		sh.Do("watch --for 10ms /Shop/anna")
	}
	store := sh.Env.Root.Store()
	item := store.Load(t.Context(), []string{"sessh/Shop/anna"}, 0)[0].Item
	if o := store.Apply(t.Context(), []storage.Write{{Key: item.Key, Version: item.Version, Delete: true}})[0]; o.State != storage.Applied {
		t.Fatal(o)
	}
	unlikely := regexp.MustCompile(`(?m)^unlikely expired: it was there (less than 1s|\d+s) ago \(watch saw it\), and it had (1h|59m\d+s) left then: it expired only if it was given less since`)
	if out, err := sh.Run("why /Shop/anna"); err != nil || !unlikely.MatchString(out) {
		t.Errorf("%v\n%s", err, out)
	}
	sh.Do("set /Shop/anna/cart/total 13", "commit", "rm -r /Shop/anna", "commit")
	if out, err := sh.Run("why --seen 5m /Shop/anna"); err != nil || !strings.Contains(out, "\ncertain  removed: commit 3 of this shell removed it at ") || strings.Contains(out, "unknown") {
		t.Errorf("%v\n%s", err, out)
	}
	sh.Do("set /Shop/ben/cart/total 1")
	if out, err := sh.Run("why /Shop/ben"); err != nil || !strings.HasPrefix(out, "/Shop/ben is not there") || !slices.Equal(sh.Notes, []string{"note: /Shop/ben is pending in this shell, and stored by the next commit"}) {
		t.Errorf("%v %q\n%s", err, sh.Notes, out)
	}
}

// TestWhyAsJSON: programs get the same facts, whatever the output is.
func TestWhyAsJSON(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	type finding struct {
		Cause, Where, Says, Means, Advice, Certainty string
		Weight                                       int
		Figures                                      map[string]any
	}
	type facts struct {
		Path, Format, Key, Server, Cookie string
		There, Sound                      bool
		TTL                               float64
		Causes, Against                   []finding
		Unknown                           []string
	}
	read := func(line string) (f facts) {
		t.Helper()
		out, err := sh.Run(line)
		if err == nil {
			err = json.Unmarshal([]byte(out), &f)
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
		return f
	}
	if f := read("why --report json sessionid=" + id); !f.There || !f.Sound || f.Path != "/django/"+id || f.Format != "django" || f.Cookie != "sessionid" || f.TTL < 3500 || f.Key == "" || len(f.Causes) > 0 {
		t.Errorf("%+v", f)
	}
	text, err := sh.Run("why --seen 1ms /Shop/ben")
	if err != nil {
		t.Fatal(err)
	}
	f := read("why --report json --seen 1ms /Shop/ben")
	sh.JSON = true
	same := read("why --seen 1ms /Shop/ben")
	if f.There || f.Sound || len(f.Causes) == 0 || len(f.Unknown) == 0 || len(same.Causes) != len(f.Causes) {
		t.Errorf("%+v", f)
	}
	for _, x := range f.Causes {
		if x.Weight == 0 || !strings.Contains(text, "\n"+x.Certainty+strings.Repeat(" ", 9-len(x.Certainty))+x.Cause+": ") || x.Weight >= 20 && !strings.Contains(text, x.Advice) {
			t.Errorf("%+v is not in\n%s", x, text)
		}
	}
	for _, x := range f.Against {
		if x.Weight != 0 || !strings.Contains(text, "\nnot      "+x.Cause+": ") {
			t.Errorf("%+v is not in\n%s", x, text)
		}
	}
}

// TestFlagsOfWhy: flags stand before or after a path, and before what may be a cookie.
func TestFlagsOfWhy(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	for _, line := range []string{"why --seen 3h /Shop/ben", "why /Shop/ben --seen 3h", "why --report text /Shop/ben --seen=3h"} {
		if out, err := sh.Run(line); err != nil || !strings.Contains(out, "it was there 3h ago (as --seen says)") {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	if out, err := sh.Run("why /Shop/anna --report json"); err != nil || !strings.HasPrefix(out, "{") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, line := range []string{"why credential --seen 3h", "why a=credential --report json", "why --seen 3h /Shop/anna credential --seen 3h"} {
		_, err := sh.Run(line)
		if usage, ok := errors.AsType[*hint.Usage](err); !ok || !strings.Contains(usage.Error(), "no cookie") && !strings.Contains(line, "a=") || strings.Contains(err.Error(), "credential") {
			t.Errorf("%s: %v", line, err)
		}
	}
	commands := command.Table(diagnose.Why())
	for line, secret := range map[string]bool{"why /Shop/ben --seen 3h": false, "why /Shop/ben --seen 3h credential": true, "why credential --seen 3h": true} {
		if commands.HoldsSecret(line) != secret {
			t.Errorf("%s: a secret is %v", line, !secret)
		}
	}
}

// TestUnreadText: of a store that cannot be read it is not known whether the session is there.
func TestUnreadText(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	down := storetest.Faults(sh.Env.Root.Store())
	down.LoadKey = func(string) error { return &storage.Error{Op: "read", Server: "embedded", Err: storage.ErrUnreachable} }
	sh.Env.Root = session.NewRoot(down, session.Options{Formats: framework.All()})
	if out, err := sh.Run("why /Shop/anna"); err != nil || !strings.HasPrefix(out, "it is not known whether /Shop/anna is there\n") || !errors.Is(sh.Lacking, command.ErrFindings) {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := sh.Run("why /Shop/anna --report json"); err != nil || !strings.Contains(out, `"there":null`) {
		t.Errorf("%v\n%s", err, out)
	}
}
