package repl

import (
	"context"
	"strings"
	"testing"

	"sessh/repl/lines"
	"sessh/repl/script/translate"
)

// TestLogicalLines: a statement ends at the line at which all of it, looked at anew, is
// complete.
func TestLogicalLines(t *testing.T) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	for _, text := range []string{
		"x = 1", "x = [\n1,\n2]", "x = [\n 1,\n [2],\n (3, {\n}),\n]", "x = '''a\nb\n'''", "x = \"\"\"a ' \" \\\"\"\" [\n\"\"\"", "x = 'a[' # [", "x = (1,\n# )\n2)",
		"def f():\n  x = 1\n  return x\n", "def f():\n  x = [\n1,\n]\n  return x\n", "def f():\n  '''a\n\nb'''\n  return 1\n", "if 1:\n  x = 1\nelse:\n  x = 2\n",
		"try:\n  x = 1\nexcept ValueError:\n  x = 2\n", "for i in range(3):\n    pass\n", "x = 1 + \\\n2", "x = '\\\nb'", "x = [\n)", "x = [\n$\n]", "def f(a,\n  b):\n  return a\n",
		">>> def f():\n...   x = 1\n...   return x\n", ">>> x = [\n...   1,\n...   2]", "if 1: x = 1", "def f():\n  if 1:\n    x = {\n 'a': 1}\n  return x\n", "x = r'\\'",
		"class A:\n  pass\n", "def f():\n\tx = 1\n",
	} {
		all := strings.Split(text, "\n")
		l := sh.lines.Begin(all[0])
		used := 1
		for l.More() && used < len(all) {
			l.Add(all[used])
			used++
		}
		want := 1
		for want < len(all) {
			line := sh.lines.Classify(strings.Join(all[:want], "\n"))
			if line.Kind != lines.Statement || !translate.Incomplete(line.Source) {
				break
			}
			want++
		}
		if wrong := strings.ContainsAny(text, "$"); used != want && !wrong {
			t.Errorf("%q ends after line %d, not %d", text, used, want)
		}
	}
}

// TestWorkGrowsWithTheStatement: to find out where a statement of many lines ends, it is
// not gone through at each of them.
func TestWorkGrowsWithTheStatement(t *testing.T) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	for name, of := range map[string]struct{ first, line, last string }{
		"a list": {"x = [", "  [1, 'a'],", "]"}, "a text": {"x = '''", "some [ text", "'''"}, "a block": {"def f():", "  x = [1]", ""}, "copied": {">>> def f():", "...   x = 1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			read := func(n int) {
				l := sh.lines.Begin(of.first)
				for range n {
					if l.Add(of.line); !l.More() {
						t.Fatal("it has ended")
					}
				}
				if l.Add(of.last); l.More() {
					t.Fatal("it has not ended")
				}
			}
			grows(t, func() { read(200) }, func() { read(2000) })
		})
	}
}
