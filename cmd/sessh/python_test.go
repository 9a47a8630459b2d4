//go:build unix

package main

import (
	"bytes"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

const (
	idA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	idB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// pickled is what Python pickles an expression to.
func pickled(t *testing.T, expression string) []byte {
	t.Helper()
	const python = "/usr/bin/python3"
	if _, err := exec.LookPath(python); err != nil {
		t.Skip("there is no " + python)
	}
	out, err := exec.Command(python, "-c", "import pickle, sys; sys.stdout.buffer.write(pickle.dumps(eval(sys.argv[1]), 4))", expression).Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// pythonSays is what Python evaluates an expression to, of the d that is stored in the
// session; "" where it is not stored.
func pythonSays(t *testing.T, srv *memcachedtest.Server, id, expression string) string {
	t.Helper()
	reply := srv.Ask("get :1:django.contrib.sessions.cache"+id+"\r\n", "END\r\n")
	head, rest, found := strings.Cut(reply, "\r\n")
	if !found || !strings.HasPrefix(head, "VALUE ") {
		return ""
	}
	size, err := strconv.Atoi(head[strings.LastIndex(head, " ")+1:])
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("/usr/bin/python3", "-c", "import pickle, sys; d = pickle.load(sys.stdin.buffer); print(eval(sys.argv[1]))", expression)
	c.Stdin = bytes.NewReader([]byte(rest[:size]))
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestIntegerKeys makes new keys in mappings that have integers for keys.
func TestIntegerKeys(t *testing.T) {
	for _, test := range []struct {
		name  string
		data  string
		lines []string
		want  []string // of what is printed
		reads string
	}{
		{"moved and set", "{'cart': {10: 1, 11: 2}}", []string{"mv cart/10 cart/20", "set cart/12 3"}, []string{"- 10 ", "+ 20 ", "+ 12 "}, "{'cart': {11: 2, 20: 1, 12: 3}}"},
		{"copied", "{'cart': {10: 1}}", []string{"cp cart/10 cart/20"}, []string{"+ 20 "}, "{'cart': {10: 1, 20: 1}}"},
		{"moved where other keys are texts", "{'cart': {10: 1, 'a': 2}}", []string{"mv cart/10 cart/20"}, []string{"- 10 ", "+ 20 "}, "{'cart': {'a': 2, 20: 1}}"},
		{"set where other keys are texts", "{'cart': {10: 1, 'a': 2}}", []string{"set cart/12 3", "ls cart"}, []string{"the key 12 is a text; integer(12) is an integer", "+ 12 ", "integer(10) "}, "{'cart': {10: 1, 'a': 2, '12': 3}}"},
		{"an integer by its type", "{'cart': {'a': 2}}", []string{"set cart/integer(12) 3"}, []string{"+ 12 "}, "{'cart': {'a': 2, 12: 3}}"},
		{"a text by its type", "{'cart': {10: 1}}", []string{"set cart/string(12) 3"}, []string{"+ 12 "}, "{'cart': {10: 1, '12': 3}}"},
		{"moved to a text", "{'cart': {10: 1}}", []string{"mv cart/10 cart/string(20)"}, []string{"- integer(10) ", "+ 20 "}, "{'cart': {'20': 1}}"},
		{"moved to a word", "{'cart': {10: 1, 11: 2}}", []string{"mv cart/10 cart/ten"}, []string{"- 10 ", "+ ten "}, "{'cart': {11: 2, 'ten': 1}}"},
		{"no integer", "{'cart': {10: 1}}", []string{"set cart/012 3"}, []string{"+ 012 "}, "{'cart': {10: 1, '012': 3}}"},
		{"among texts", "{'cart': {'10': 1}}", []string{"set cart/12 3", "mv cart/10 cart/20"}, []string{"- 10 ", "+ 12 ", "+ 20 "}, "{'cart': {'12': 3, '20': 1}}"},
		{"in an empty mapping", "{'cart': {}}", []string{"set cart/12 3"}, []string{"+ 12 "}, "{'cart': {'12': 3}}"},
		{"a text under its own name", "{'a': {'12': 1}, 'b': {10: 1}}", []string{"mv a/12 b"}, []string{"- 12 ", "+ 12 "}, "{'a': {}, 'b': {10: 1, '12': 1}}"},
		{"an integer under its own name, beside the text", "{'a': {12: 1}, 'b': {'12': 2}}", []string{"mv a/12 b"}, []string{"- 12 ", "+ integer(12) "}, "{'a': {}, 'b': {'12': 2, 12: 1}}"},
		{"taken back", "{'cart': {10: 1, 11: 2}}", []string{"set cart/string(12) 3", "undo", "set cart/13 4"}, []string{"+ 13 "}, "{'cart': {10: 1, 11: 2, 13: 4}}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := memcachedtest.Start(t)
			store(srv, ":1:django.contrib.sessions.cache"+idA, 1, pickled(t, test.data))
			args := []string{"--server", srv.Addr, "-c", "cd /django/" + idA}
			for _, l := range append(test.lines, "diff", "commit") {
				args = append(args, "-c", l)
			}
			out, err := program(t, t.TempDir(), args...).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for _, want := range test.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			if got := pythonSays(t, srv, idA, "d"); got != test.reads {
				t.Errorf("Python reads %s, want %s", got, test.reads)
			}
		})
	}
}

// TestSharingIsCopied copies a whole session.
func TestSharingIsCopied(t *testing.T) {
	srv := memcachedtest.Start(t)
	store(srv, ":1:django.contrib.sessions.cache"+idA, 1, pickled(t, "(lambda x: {'p': x, 'q': x})([1])"))
	out, err := program(t, t.TempDir(), "--server", srv.Addr, "-c", "cp /django/"+idA+" /django/"+idB, "-c", "set /django/"+idB+"/p/0 5", "-c", "commit").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := pythonSays(t, srv, idB, "(d, d['p'] is d['q'])"); got != "({'p': [5], 'q': [5]}, True)" {
		t.Errorf("of the copy, Python reads %s", got)
	}
	if got := pythonSays(t, srv, idA, "(d, d['p'] is d['q'])"); got != "({'p': [1], 'q': [1]}, True)" {
		t.Errorf("of the other, Python reads %s", got)
	}
}
