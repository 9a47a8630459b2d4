package formats_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/command/formats"
	"sessh/repl/hint"
)

func newShell(t *testing.T) *commandtest.Shell {
	return commandtest.New(t, slices.Concat(edit.Commands(), formats.Commands()))
}

// TestUnlock: it asks first, and removes the lock once.
func TestUnlock(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	sh.Do("set /php/u1/name Bob", "set /items/memc.sess.key.lock.u1/value 1")
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers := func(answer string) func(string) (string, error) {
		return func(question string) (string, error) {
			if !strings.HasSuffix(question, "Remove the lock? [y/N] ") {
				t.Errorf("it asks %q", question)
			}
			return answer, nil
		}
	}
	for _, test := range []struct {
		name  string
		user  func(string) (string, error)
		shows string
		fails string
	}{
		{"no user", nil, "", "there is no terminal to ask"},
		{"no", answers(""), "", "the lock was not removed"},
		{"yes", answers("Yes"), "/php/u1 is unlocked\n", ""},
		{"again", answers("Yes"), "", "/php/u1 is not locked"},
	} {
		sh.Answer = test.user
		text, err := sh.Run("unlock /php/u1")
		if text != test.shows || (err == nil) != (test.fails == "") || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s: it shows %q, and the error is %v", test.name, text, err)
		}
	}
}

// TestFormat: a container has the format that was typed, unless changes are pending in it.
func TestFormat(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	sh.Do("set /Shop/s1/cart/total 12")
	for _, test := range []struct{ line, shows, fails string }{
		{"format New lovely", "New is in format lovely\n", ""},
		{"format New php", "", "the sessions of PHP are in the container php, not in New"},
		{`format "" php`, "", `the sessions of PHP are in the container php, not in ""`},
		{`format "a b" raw`, "", `its items are in the container items, not in "a b"`},
		{"format New raw", "", "its items are in the container items, not in New"},
		{"format django:shop:2 django", "django:shop:2 is in format django, new sessions are written as pickle4: no other session shows how to write it\n", ""},
		{"format New", "New is in format lovely\n", ""},
		{"format php php:IGBINARY", "php is in format php, new sessions are written as igbinary\n", ""},
		{"format php php:msgpack5", "", "the format php does not write sessions as msgpack5"},
		{"format New nonesuch", "", "there is no format nonesuch"},
		{"format Shop lovely", "", "changes are pending in this container"},
		{"format /Shop/s1", "", "/Shop/s1 is not a container"},
	} {
		text, err := sh.Run(test.line)
		if text != test.shows {
			t.Errorf("%s shows %q, want %q", test.line, text, test.shows)
		}
		if (err == nil) != (test.fails == "") || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s: the error is %v, want %q", test.line, err, test.fails)
		}
	}
	for line, want := range map[string]string{
		"format New tomcat": "can only be read", "format New spring": "can only be read", "format New php": "--prefix PREFIX=php",
	} {
		_, err := sh.Run(line)
		if h, ok := errors.AsType[*hint.Error](err); !ok || !strings.Contains(h.Text, want) {
			t.Errorf("%s: %v, %v", line, err, h)
		}
	}
	text, err := sh.Run("formats")
	if n := strings.Count(text, "\n"); err != nil || n != len(sh.Env.Root.Formats()) {
		t.Errorf("formats shows %d lines for %d formats (%v):\n%s", n, len(sh.Env.Root.Formats()), err, text)
	}
}
