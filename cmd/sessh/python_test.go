//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

const (
	idA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	idB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

const python = "/usr/bin/python3"

// An evaluator is a Python that evaluates expressions for all tests, until they end: starting one
// takes longer.
type evaluator struct {
	start   sync.Once
	mu      sync.Mutex
	in      io.Writer
	answers *bufio.Reader
	err     error
}

var python3 evaluator

const evaluating = `
import base64, json, pickle, sys
for line in sys.stdin:
    expression, value = json.loads(line)
    try:
        names = {'base64': base64, 'pickle': pickle}
        if value:
            names['d'] = pickle.loads(base64.b64decode(value))
        answer = [str(eval(expression, names)), '']
    except Exception as e:
        answer = ['', repr(e)]
    print(json.dumps(answer), flush=True)
`

func (e *evaluator) run() {
	cmd := exec.Command(python, "-c", evaluating)
	in, err := cmd.StdinPipe()
	if err != nil {
		e.err = err
		return
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		e.err = err
		return
	}
	e.in, e.answers, e.err = in, bufio.NewReader(out), cmd.Start()
}

// evaluate returns what an expression prints; d in it is what value unpickles to.
func (e *evaluator) evaluate(t *testing.T, expression string, value []byte) string {
	t.Helper()
	e.start.Do(e.run)
	if e.err != nil {
		t.Fatal(e.err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := json.NewEncoder(e.in).Encode([]any{expression, value}); err != nil {
		t.Fatal(err)
	}
	line, err := e.answers.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var answer [2]string
	if err := json.Unmarshal(line, &answer); err != nil || answer[1] != "" {
		t.Fatalf("%s: %v %s", expression, err, answer[1])
	}
	return strings.TrimSpace(answer[0])
}

// pickled returns what Python pickles an expression to.
func pickled(t *testing.T, expression string) []byte {
	t.Helper()
	if _, err := exec.LookPath(python); err != nil {
		t.Skip("there is no " + python)
	}
	text := python3.evaluate(t, "base64.b64encode(pickle.dumps("+expression+", 4)).decode()", nil)
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pythonSays returns what Python evaluates an expression to, of the d that is stored
// in the session; "" if it is not stored.
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
	return python3.evaluate(t, expression, []byte(rest[:size]))
}

// TestIntegerKeys makes new keys in mappings that have integers for keys.
func TestIntegerKeys(t *testing.T) {
	t.Parallel()
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
			out, err := output(t, t.TempDir(), args...)
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for _, want := range test.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			if got := pythonSays(t, srv, idA, "d"); got != test.reads {
				t.Errorf("Python reads %s, want %s", got, test.reads)
			}
		})
	}
}

// TestSharingIsLoaded dumps a session, removes it, and loads it again, as it was
// written and with data that was edited in the file.
func TestSharingIsLoaded(t *testing.T) {
	t.Parallel()
	const data = "(lambda x: {'p': x, 'q': x, 'm': {'a': 1, 'b': [1, 2], 'c': (1,)}, 5: {1, 2}})([1])"
	const shown = `"data":{"$map":[["p",[1]],["q","\u003csame as p\u003e"],["m",{"a":1,"b":[1,2],"c":[1]}],[5,[1,2]]]}`
	for _, test := range []struct {
		name    string
		old     string
		new     string
		reads   string
		shared  string
		refused string
	}{
		{name: "untouched", reads: "{'p': [1], 'q': [1], 'm': {'a': 1, 'b': [1, 2], 'c': (1,)}, 5: {1, 2}}", shared: "True"},
		{name: "a value", old: `"a":1`, new: `"a":7`, reads: "{'p': [1], 'q': [1], 'm': {'a': 7, 'b': [1, 2], 'c': (1,)}, 5: {1, 2}}", shared: "True"},
		{name: "what is shared", old: `"p",[1]`, new: `"p",[8,9]`, reads: "{'p': [8, 9], 'q': [8, 9], 'm': {'a': 1, 'b': [1, 2], 'c': (1,)}, 5: {1, 2}}", shared: "True"},
		{name: "the second place", old: `"\u003csame as p\u003e"`, new: `[3]`, reads: "{'p': [1], 'q': [3], 'm': {'a': 1, 'b': [1, 2], 'c': (1,)}, 5: {1, 2}}", shared: "False"},
		{name: "keys", old: `"a":1,`, new: `"z":null,`, reads: "{'p': [1], 'q': [1], 'm': {'b': [1, 2], 'c': (1,), 'z': None}, 5: {1, 2}}", shared: "True"},
		{name: "a shorter list", old: `"b":[1,2]`, new: `"b":[2]`, reads: "{'p': [1], 'q': [1], 'm': {'a': 1, 'b': [2], 'c': (1,)}, 5: {1, 2}}", shared: "True"},
		{name: "a tuple and a set", old: `"c":[1]}],[5,[1,2]`, new: `"c":[4]}],[5,[1,6]`, reads: "{'p': [1], 'q': [1], 'm': {'a': 1, 'b': [1, 2], 'c': (4,)}, 5: {1, 6}}", shared: "True"},
		{name: "a text for a reference", old: `same as p`, new: `same as m/b`, refused: `q: a string cannot replace <same as p>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := memcachedtest.Start(t)
			store(srv, ":1:django.contrib.sessions.cache"+idA, 1, pickled(t, data))
			file := filepath.Join(t.TempDir(), "dump.jsonl")
			run := func(args ...string) (string, error) {
				return output(t, t.TempDir(), append([]string{"--server", srv.Addr}, args...)...)
			}
			if out, err := run("dump", "/django", file); err != nil {
				t.Fatal(out)
			}
			text, err := os.ReadFile(file)
			if err != nil || !bytes.Contains(text, []byte(shown)) {
				t.Fatalf("%v, the file is\n%s", err, text)
			}
			edited := strings.Replace(string(text), test.old, test.new, 1)
			if err := os.WriteFile(file, []byte(edited), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := run("-c", "rm -r /django/"+idA, "-c", "commit", "-c", "load "+file, "-c", "commit")
			if test.refused != "" {
				if err == nil || !strings.Contains(out, test.refused) {
					t.Errorf("it is not refused with %q: %s", test.refused, out)
				}
				return
			}
			if err != nil {
				t.Fatal(out)
			}
			if got := pythonSays(t, srv, idA, "d"); got != test.reads {
				t.Errorf("Python reads %s, want %s", got, test.reads)
			}
			if got := pythonSays(t, srv, idA, "d['p'] is d['q']"); got != test.shared {
				t.Errorf("it is shared: %s, want %s", got, test.shared)
			}
		})
	}
}

// TestSharingIsCopied copies a whole session.
func TestSharingIsCopied(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	store(srv, ":1:django.contrib.sessions.cache"+idA, 1, pickled(t, "(lambda x: {'p': x, 'q': x})([1])"))
	out, err := output(t, t.TempDir(), "--server", srv.Addr, "-c", "cp /django/"+idA+" /django/"+idB, "-c", "set /django/"+idB+"/p/0 5", "-c", "commit")
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

// TestEditShared lets an editor change mappings in which lists stand in several places,
// and objects, that JSON has no form for.
func TestEditShared(t *testing.T) {
	t.Parallel()
	const data = "(lambda x: {'m': {'a': x, 'b': x, 'n': 1}, 'k': x, 'z': {'c': complex(1, 2), 't': (1, 2)}})([1])"
	const same, other = "d['m']['a'] is d['m']['b'] is d['k']", "(d['m']['a'] is d['k'], d['m']['b'] is d['k'])"
	changed := regexp.MustCompile(`\*\d+>$`)
	for _, test := range []struct {
		name    string
		path    string
		edit    string // of sed
		asks    string // of Python
		reads   string
		prints  string
		refused string
	}{
		{name: "beside it", path: "m", edit: `s/"n": 1/"n": 2/`, asks: "(d['m'], " + same + ")", reads: "({'a': [1], 'b': [1], 'n': 2}, True)"},
		{name: "in it", path: "m", edit: `s/^    1$/    7, 8/`, asks: "(d['m'], " + same + ")", reads: "({'a': [7, 8], 'b': [7, 8], 'n': 1}, True)"},
		{name: "a place of its own", path: "m", edit: `s/"<same as m.a>"/[9]/`, asks: "(d['m'], " + other + ")", reads: "({'a': [1], 'b': [9], 'n': 1}, (True, False))"},
		{name: "through the other place", path: "k", edit: `s/1/5/`, asks: "(d['m'], " + same + ")", reads: "({'a': [5], 'b': [5], 'n': 1}, True)", prints: "that is"},
		{name: "the first is removed", path: "m", edit: `/"a": \[/,/\],/d`, asks: "(d['m'], d['m']['b'] is d['k'])", reads: "({'b': [1], 'n': 1}, True)"},
		{name: "beside an object", path: "z", edit: `s/^    2$/    3/`, asks: "d['z']", reads: "{'c': (1+2j), 't': (1, 3)}"},
		{name: "another type", path: "m", edit: `1,$c [true]`, asks: "(d['m'], d['k'])", reads: "([True], [1])"},
		{name: "a reference goes elsewhere", path: "m", edit: `s/"b": "<same/"c": "<same/`, refused: "c: <same as m/a> must stay where it was"},
		{name: "a reference is changed", path: "m", edit: `s/<same as m.a>/<same as k>/`, refused: "b: a string cannot replace <same as m/a>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := memcachedtest.Start(t)
			store(srv, ":1:django.contrib.sessions.cache"+idA, 1, pickled(t, data))
			dir := t.TempDir()
			editor := executable(t, "editor", "sed -i '"+test.edit+"' \"$1\"\n")
			c := program(t, dir, "--server", srv.Addr)
			c.Env = append(c.Env, "VISUAL="+editor)
			p := ptytest.Start(t, 140, 40, c)
			p.See(srv.Addr + " />")
			p.Type("edit /django/" + idA + "/" + test.path + "\r")
			if test.refused != "" {
				p.See(test.refused)
				return
			}
			p.Until("a prompt that tells of changes", func() bool { return changed.MatchString(strings.TrimSpace(p.Screen())) })
			p.See(test.prints)
			p.Type("commit\r")
			p.See("committed 1 session")
			if got := pythonSays(t, srv, idA, test.asks); got != test.reads {
				t.Errorf("Python reads %s, want %s", got, test.reads)
			}
		})
	}
}
