package repl

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/repl/command"
	"sessh/repl/line"
	"sessh/repl/mask"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// credential is a cookie that no text may have that is kept.
const credential = "5x04kywvkrqavkn7fsikezlszgnxuiei"

// TestCookieIsNotRemembered: no line with a cookie is in the history.
func TestCookieIsNotRemembered(t *testing.T) {
	x := &typist{t: t, steps: []func() (string, error){
		enters("pwd"),
		enters("cookie sessionid=" + credential),
		enters("time cookie sessionid=" + credential),
		enters("cookei sessionid=" + credential),
		enters("cookie curl 'https://a.example' \\\n -b 'sessionid=" + credential + "' \\\n --compressed"),
		enters("curl 'https://a.example' \\\n -b 'sessionid=" + credential + "'"),
		enters("Cookie: sessionid=" + credential),
		enters("cookie -"), enters("sessionid=" + credential),
		enters("cd /; cookie sessionid=" + credential),
		enters("sessionid=" + credential), enters("a" + credential + "; theme=dark"), enters(credential),
		enters("set /a/b/c/d sessionid=" + credential), enters("x = 'sessionid=" + credential + "'"), enters("undo"),
		enters("help cookie"), enters("cookie sessionid=" + credential + " | cat"), enters("pwd | grep sessionid=" + credential), enters("!echo sessionid=" + credential),
	}}
	var out bytes.Buffer
	sh := New(Options{Out: &out, Err: &out})
	defer sh.Close(context.Background())
	sh.Interact(t.Context(), x, &line.History{})
	if got := strings.Join(x.remembered, "|"); got != "pwd|cookie -|undo|help cookie" {
		t.Errorf("the history is %s", got)
	}
	if strings.Contains(out.String(), credential) {
		t.Errorf("an error has the cookie:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "undone: set ...") {
		t.Errorf("undo does not name the change:\n%s", out.String())
	}
	if n := strings.Count(out.String(), "no session is behind"); n != 4 {
		t.Errorf("%d lines looked for the session:\n%s", n, out.String())
	}
	if !slices.Contains(x.asked, "cookie (not shown): ") {
		t.Errorf("it asked %q", x.asked)
	}
}

// TestCookieIsNotRecorded: a recording has neither the cookie nor where it led, and says that
// something is missing.
func TestCookieIsNotRecorded(t *testing.T) {
	const other = "jdiadbtbnl5ul47c70robple2q"
	name := filepath.Join(t.TempDir(), "walk.md")
	out, err := runLine(t, Options{},
		"set /django/"+credential+"/user \"Ann\"", "commit", "record "+name, "cookie sessionid="+credential,
		"get user", "aside cookie sessionid="+credential, "pwd", "status", "info", "set a 1", "status", "get /django/"+credential+"/user",
		"set note sessionid="+other, "diff", "get note", "x = 'sessionid="+credential+"'", "ls /django", "record --stop",
		"record --force "+name+"2", "pwd", "record --stop")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(out, "sessionid, of django: /django/"+credential) != 2 || !strings.Contains(out, "note: the recording does not have the cookie, and has a made-up id") {
		t.Errorf("it printed:\n%s", out)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(name + "2"); err != nil || strings.Contains(string(again), credential) || !strings.Contains(string(again), "sessh> cd /django/"+mask.MadeUpID(credential, 1)+"\n    sessh> pwd\n    /django/...\n") {
		t.Errorf("the recording that began at the session is:\n%s", again)
	}
	if !strings.Contains(string(text), "sessh> pwd\n    /django/...\n") || !strings.Contains(string(text), "sessh> get /django/"+mask.MadeUpID(credential, 1)+"/user\n    \"Ann\"\n") {
		t.Errorf("the recording has no dots for the id:\n%s", text)
	}
	if strings.Contains(string(text), credential) || strings.Contains(string(text), other) || !strings.Contains(string(text), "sessionid=...") || strings.Count(string(text), "sessh> cookie - # doctest: +SKIP\n") != 2 || !strings.Contains(string(text), "sessh> get user\n    \"Ann\"\n") {
		t.Errorf("the recording is:\n%s", text)
	}
}

// TestCookieIsInNoLog: the commands that tell what was done do not have the cookie that led to
// it. An id alone is no secret: it is in each path.
func TestCookieIsInNoLog(t *testing.T) {
	const id, signature = "9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ", "eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA"
	out, err := runLine(t, Options{},
		"set /express/"+id+"/cookie {\"originalMaxAge\": null}", "commit", "cookie connect.sid=s:"+id+"."+signature, "set user \"Ben\"", "savepoint", "status", "savepoints",
		"diff", "stash", "stash list", "stash pop", "commit", "log", "info", "history")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out, signature) || !strings.Contains(out, "connect.sid=s:"+id+", without a signature") {
		t.Error(out)
	}
}

// TestCookieIsInNoError: whatever is wrong with a line, or with the program, its error does not
// quote the line.
func TestCookieIsInNoError(t *testing.T) {
	for _, l := range []string{
		"cookie -x" + credential, "cookie --" + credential, "cookie --key-file", "cookie '" + credential, "cookie a=b\\" + credential, `cookie "\x` + credential + `"`,
		"cookie " + credential + " " + credential, "cookie sid=" + credential, "cookei " + credential, "cookie:" + credential, "cookie=" + credential + ";",
		"cookie --clipboard " + credential, "cookie --key-file /no/such/file " + credential, "curl -b a=" + credential, "cookie " + credential + " --key-file x",
		"cookie --key-file=/dev/null sid=" + credential, "time cookie -x" + credential, "aside cookie --" + credential, "cookie\x00" + credential, "Cookie:" + credential,
		"sessionid=" + credential, credential, "a" + credential + "; b=c", "cd /; cookie " + credential, "get sessionid=" + credential,
		"x = sessionid=" + credential, "x['sessionid=" + credential + "']", "raise Exception('sessionid=" + credential + "')",
	} {
		out, err := runLine(t, Options{}, l)
		if err == nil {
			t.Errorf("%q: no error", l)
			continue
		}
		var b bytes.Buffer
		sh := New(Options{Err: &b})
		sh.Report(err)
		sh.Close(context.Background())
		if strings.Contains(out+b.String()+err.Error(), credential) {
			t.Errorf("%q: %s%s", l, out, b.String())
		}
	}
}

// TestCookieIsInNoCrash: a bug that has the cookie in its text is reported without it.
func TestCookieIsInNoCrash(t *testing.T) {
	store := storetest.Faults(memstore.New(memstore.Options{}))
	store.BeforeLoad = func(context.Context, []string) error { panic("it was " + credential) }
	out, err := runLine(t, Options{Store: store, Server: "x"}, "cookie "+credential)
	if err == nil || err.Error() != "cookie: this is a bug in sessh" || strings.Contains(out, credential) {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestCookieInWalkthrough: a walkthrough can read neither the clipboard nor standard input.
func TestCookieInWalkthrough(t *testing.T) {
	sh := New(Options{In: strings.NewReader("sid=" + credential), AskHidden: func(context.Context, string) (string, error) { return "", errors.New("asked") }})
	defer sh.Close(context.Background())
	made, err := sh.newStage(t.Context(), command.StageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close(context.Background())
	stage := made.(*stage)
	for l, want := range map[string]string{"cookie --clipboard": "a walkthrough cannot read the clipboard", "aside cookie --clipboard": "a walkthrough cannot read the clipboard", "cookie -": "standard input cannot be read here"} {
		err := stage.sh.Run(t.Context(), l)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", l, err)
		}
	}
}

// TestSecretIsAsked: a secret is a question's answer, and is kept nowhere.
func TestSecretIsAsked(t *testing.T) {
	const id, signature = "9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ", "eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA"
	x := &typist{t: t, steps: []func() (string, error){
		enters("set /express/" + id + "/cookie {\"originalMaxAge\": null}"), enters("commit"),
		enters("cookie --key-file - -"), enters("keyboard cat"), enters("connect.sid=s:" + id + "." + signature),
	}}
	var out bytes.Buffer
	sh := New(Options{Out: &out, Err: &out})
	defer sh.Close(context.Background())
	sh.Interact(t.Context(), x, &line.History{})
	if !strings.Contains(out.String(), "connect.sid, of express: /express/"+id+" (signature valid)\n") {
		t.Error(out.String())
	}
	if kept := strings.Join(x.remembered, "|"); !strings.HasSuffix(kept, "|commit|cookie --key-file - -") || strings.Contains(kept, "keyboard") {
		t.Errorf("the history is %s", kept)
	}
}

// TestCookieUnlisted says what to do where the server cannot list.
func TestCookieUnlisted(t *testing.T) {
	store := storetest.Faults(memstore.New(memstore.Options{}))
	store.BeforeList = func() error { return storage.ErrUnsupported }
	_, err := runLine(t, Options{Store: store, Server: "x"}, "cookie "+credential)
	var b bytes.Buffer
	sh := New(Options{Err: &b})
	defer sh.Close(context.Background())
	sh.Report(err)
	if !strings.Contains(b.String(), "hint: the server cannot list its items") {
		t.Error(b.String())
	}
}
