package eval

import (
	"context"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"sessh/repl/meter"
	"sessh/repl/script/bounds"
	"sessh/repl/script/builtin"
	"sessh/repl/script/object"
	"sessh/repl/script/translate"
	"sessh/repl/script/value"
	"sessh/txn"
)

// scratch is a host that has names, and notes what is echoed.
type scratch struct {
	rt     *value.Runtime
	bound  starlark.StringDict
	echoed []string
}

func (h *scratch) Lookup(name string) (starlark.Value, error) {
	if v := h.bound[name]; v != nil {
		return v, nil
	}
	return nil, builtin.Unknown(name)
}
func (h *scratch) Bind(name string, v starlark.Value) { h.bound[name] = v }
func (h *scratch) Unbind(name string) bool {
	ok := h.bound[name] != nil
	delete(h.bound, name)
	return ok
}
func (h *scratch) Import(string) (*object.Module, error) {
	return nil, object.Raise("ImportError", "none")
}

func (h *scratch) Echo(v starlark.Value) error {
	text, err := h.rt.Show(v)
	h.echoed = append(h.echoed, text)
	return err
}

// run runs source, and returns what it echoed and its error.
func run(t *testing.T, steps uint64, source string) (string, error) {
	t.Helper()
	rt := builtin.New(bounds.NewGuard(meter.New(0), steps), txn.NewManager())
	defer rt.Begin(context.Background())()
	h := &scratch{rt: rt, bound: builtin.Universe(rt)}
	stmts, err := translate.Python(source)
	if err != nil {
		t.Fatal(err)
	}
	err = New(rt, h).Run(stmts)
	return strings.Join(h.echoed, " "), err
}

func TestScopes(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"only the top level echoes", "1\nif 1: 2\nfor i in [3]: i\ndef f(): 4\nclass A: 5\nf()", "1 2 3 None"},
		{"a function has its own names", "x = 1\ndef f(x): x = 2; return x\nf(0), x", "(2, 1)"},
		{"nonlocal", "def f():\n x = 1\n def g():\n  nonlocal x\n  x += 1\n g()\n return x\nf()", "2"},
		{"global", "x = 1\ndef f():\n global x\n x += 1\nf() or x", "2"},
		{"a comprehension has its own names", "x = 1\n[x for x in 'ab'], x", "(['a', 'b'], 1)"},
		{"its first values are computed outside", "def f(l): return [x for x in l for l in [1]]\nf('a')", "['a']"},
		{"a class's names are not its methods'", "x = 1\nclass A:\n x = 2\n def f(self): return x\nA().f(), A.x", "(1, 2)"},
		{"defaults are computed once", "def f(a=[]):\n a.append(1)\n return a\nf(); f()", "[1] [1, 1]"},
		{"a generator is lazy", "g = (1 // x for x in [1, 0])\nnext(g)", "1"},
		{"finally has the last word", "def f():\n try: return 1\n finally: return 2\nf()", "2"},
		{"what return computed is kept", "def f():\n x = 1\n try: return x\n finally: x = 2\nf()", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := run(t, 0, test.source)
			if err != nil || got != test.want {
				t.Errorf("%s\ngives %s %v\nwant  %s", test.source, got, err, test.want)
			}
		})
	}
}

// TestStops: what runs for ever comes to the end of its steps, and no handler stops
// that.
func TestStops(t *testing.T) {
	for _, source := range []string{
		"while True: pass", "while True:\n try: pass\n finally: continue", "def f(): return f()\nwhile True:\n try: f()\n except: pass", "[1 for i in range(10**9) if 0]",
		"all(1 for i in range(10**9))", "sum(range(10**9))", "list(filter(None, map(int, '0' * 10**6)))", "max(map(lambda x: x, range(10**9)), default=0)",
	} {
		if _, err := run(t, 20_000, source); err == nil || !strings.Contains(err.Error(), "stopped after 20000 steps") {
			t.Errorf("%s: %v", source, err)
		}
	}
}
