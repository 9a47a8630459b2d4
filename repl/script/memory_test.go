package script

import (
	"context"
	"strings"
	"testing"
)

// hostile are statements that take more memory than there is, or more time.
var hostile = []struct{ name, source string }{
	{"list of a range", "list(range(10**9))"},
	{"tuple of a range", "tuple(range(10**9))"},
	{"set of a range", "set(range(10**9))"},
	{"sorted", "sorted(range(10**9))"},
	{"reversed", "list(reversed(range(10**9)))"},
	{"enumerate", "list(enumerate(range(10**9)))"},
	{"zip", "list(zip(range(10**9), range(10**9)))"},
	{"map", "list(map(lambda x: x, range(10**9)))"},
	{"min", "min(range(10**9))"},
	{"dict of pairs", "dict([(i, i) for i in range(10**9)])"},
	{"repeated text", "'x' * 10**9"},
	{"repeated text from the right", "10**9 * 'x'"},
	{"repeated bytes", "b'x' * 10**9"},
	{"repeated list", "[0] * 10**9"},
	{"repeated tuple", "(0,) * 10**9"},
	{"text that doubles", "x = 'x'\n\nwhile True:\n    x = x + x"},
	{"text that doubles, augmented", "x = 'x'\n\nwhile True:\n    x += x"},
	{"text that doubles in a list", "x = ['x']\n\nwhile True:\n    x[0] += x[0]"},
	{"list that doubles", "x = [1]\n\nwhile True:\n    x = x + x"},
	{"list that extends itself", "x = [1]\n\nwhile True:\n    x.extend(x)"},
	{"tuple that doubles", "x = (1,)\n\nwhile True:\n    x = x + x"},
	{"augmented repetition", "x = 'x'\n\nwhile True:\n    x *= 16"},
	{"slices", "x = list(range(100000))\nl = []\n\nwhile True:\n    l.append(x[:])"},
	{"slices with a step", "x = 'x' * 1000000\nl = []\n\nwhile True:\n    l.append(x[::-1])"},
	{"appended", "l = []\n\nwhile True:\n    l.append('xxxxxxxx' * 10)"},
	{"comprehension", "[i for i in range(10**9)]"},
	{"comprehension of texts", "['x' * 1000 + str(i) for i in range(10**9)]"},
	{"dictionary comprehension", "{i: i for i in range(10**9)}"},
	{"dictionary", "d = {}\n\ni = 0\nwhile True:\n    d[i] = i\n    i += 1"},
	{"tuples in tuples", "t = ()\n\nwhile True:\n    t = (t, 1, 2, 3)"},
	{"closures", "f = None\n\nwhile True:\n    f = lambda f=f: f"},
	{"join", "','.join(['x' * 100000] * 100000)"},
	{"join of a long separator", "('x' * 100000).join(['y'] * 100000)"},
	{"replace", "('x' * 100000).replace('x', 'y' * 100000)"},
	{"replace with names for it", "getattr('x' * 100000, 'replace')('x', 'y' * 100000)"},
	{"format", "('{0}' * 100000).format('x' * 100000)"},
	{"format of a list", "('{0}' * 100000).format(['x' * 100000])"},
	{"interpolation", "('%s' * 1000) % (('x' * 1000000,) * 1000)"},
	{"augmented interpolation", "x = '%s' * 1000\n\nx %= ('x' * 1000000,) * 1000"},
	{"augmented interpolation in a list", "l = ['%s' * 1000]\n\nl[0] %= ('x' * 1000000,) * 1000"},
	{"augmented interpolation in a function", "def f(d):\n    d['a'] %= ('x' * 1000000,) * 1000\n\nf({'a': '%s' * 1000})"},
	{"split", "l = []\n\nwhile True:\n    l.append(('x ' * 100000).split(' '))"},
	{"upper", "l = []\nx = 'x' * 1000000\n\nwhile True:\n    l.append(x.upper())"},
	{"repr of shared lists", "l = [1]\nfor i in range(60):\n    l = [l, l]\n\nl"},
	{"repr of shared tuples", "t = (1,)\nfor i in range(60):\n    t = (t, t)\n\nt"},
	{"str of shared dictionaries", "d = {}\nfor i in range(60):\n    d = {1: d, 2: d}\n\nstr(d)"},
	{"repr of control characters", "len(repr('\\x01' * 1050000))"},
	{"repr of bytes", "len(repr(b'\\x01' * 1050000))"},
	{"reprs in a list", "len(str(['\\x01' * 100000] * 11))"},
	{"split everywhere", "('ab' * 400000).split('a')"},
	{"split into lines", "('x\\n' * 400000).splitlines()"},
	{"printed", "while True:\n    print('x' * 100000)"},
	{"echoed", "for i in range(10**9):\n    'x' * 100000"},
	{"shared lists put into a session", preamble + "\nl = [1]\nfor i in range(60):\n    l = [l, l]\n\ndata['x'] = l"},
	{"lists put into a session", preamble + "\ndata['x'] = []\n\nwhile True:\n    data['x'].append([1, 2, 3])"},
	{"mapping that doubles in a session", preamble + "\ndata['x'] = {'a': 1}\n\nfor i in range(60):\n    data['x'] = {'a': data['x'], 'b': data['x']}"},
	{"list that doubles in a session", preamble + "\ndata['x'] = [1]\n\nfor i in range(60):\n    data['x'] = [data['x'], data['x']]"},
	{"list that is repeated in a session", preamble + "\ndata['x'] = [1]\n\ndata['x'] *= 90000"},
	{"list that is extended in a session", preamble + "\ndata['x'] = [1]\nl = [1] * 90000\n\ndata['x'].extend(l)"},
	{"mapping that is updated in a session", preamble + "\ndata['x'] = {}\nl = [(0, 1)] * 10\n\ndata['x'].update((i, 'xxxxxxxx') for i in range(10 ** 9))"},
	{"notes", "import transaction\nx = 'x' * 1000000\n\nwhile True:\n    transaction.get().note(x + 'y')"},
	{"arguments", "def f(*a):\n    return a\n\nl = [0] * 100000\nall = []\n\nwhile True:\n    all.append(f(*l))"},
	{"arguments from a range", "def f(*a):\n    return a\n\nf(*range(10**9))"},
	{"set that grows", "s = set()\n\ni = 0\nwhile True:\n    s.add(i)\n    i += 1"},
	{"union", "s = set(range(10000))\nl = []\n\nwhile True:\n    l.append(s | s)"},
	{"in a function", "def f():\n    x = 'x'\n    while True:\n        x += x\n\nf()"},
	{"in a manager of with", "with 'x' * 10**9:\n    pass"},
	{"hash of shared tuples", "t = (1,)\nfor i in range(60):\n    t = (t, t)\n\nhash(t)"},
	{"key of a shared text", "d = {('x' * 100000,) * 10000: 1}"},
	{"key of shared tuples", "t = (1,)\nfor i in range(60):\n    t = (t, t)\n\nd = {t: 1}"},
}

// bound is what programs may hold. A meter measures the heap of the whole process, so
// that the tests of this package do not run side by side.
const bound = 4 << 20

// TestMemory: every one of them ends with a MemoryError, after which statements
// run on, and what was held is free again.
func TestMemory(t *testing.T) {
	for i, test := range hostile {
		if testing.Short() && i%16 != 0 {
			continue
		}
		t.Run(test.name, func(t *testing.T) {
			in := newBoundInterp(t, 0, bound)
			got := run(t, in, test.source)
			if !strings.HasPrefix(got, "MemoryError: ") {
				t.Fatalf("gives %.200s", got)
			}
			if got := run(t, in, "for n in ['x', 'l', 'd', 't', 's', 'f', 'all']:\n    n"); strings.Count(got, "\n") != 6 {
				t.Errorf("afterwards a statement gives %.200s", got)
			}
		})
	}
}

// TestMemoryOfAll: what statements hold is bounded all together.
func TestMemoryOfAll(t *testing.T) {
	in := newBoundInterp(t, 0, bound)
	got := ""
	for i := range 20 {
		got = run(t, in, strings.ReplaceAll("xN = 'x' * 500000", "N", string(rune('a'+i))))
		if got != "" {
			break
		}
	}
	if !strings.HasPrefix(got, "MemoryError: ") {
		t.Fatalf("10 MB in 20 statements: %q", got)
	}
	if got := run(t, in, "del xa\n\ndel xb\n\ndel xc\n\nxa = 'x' * 500000"); got != "" {
		t.Errorf("after names are gone: %s", got)
	}
}

// TestMemoryOfGarbage: what is dropped is not held.
func TestMemoryOfGarbage(t *testing.T) {
	in := newBoundInterp(t, 0, bound)
	got := run(t, in, "n = 0\n\nfor i in range(300):\n    n += len('x' * 1000000)\n\nn")
	if got != "300000000" {
		t.Errorf("300 MB that are dropped: %s", got)
	}
}

func TestMemoryErrorIsHandled(t *testing.T) {
	in := newBoundInterp(t, 0, bound)
	for _, test := range []struct{ name, source string }{
		{"at the top level", "try:\n    x = 'x' * 10**9\nexcept MemoryError:\n    print('caught')"},
		{"in a function", "def f():\n    try:\n        list(range(10**9))\n    except MemoryError:\n        print('caught')\n\nf()"},
		{"where a thread was stopped", "def f():\n    l = list(range(50000))\n    try:\n        [l[:] for i in range(1000)]\n    except MemoryError:\n        print('caught')\n\nf()"},
		{"of steps", "def f():\n    try:\n        [i for i in range(10**9)]\n    except MemoryError:\n        print('caught')\n\nf()"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, in, test.source); got != "caught" {
				t.Errorf("gives %.200s", got)
			}
		})
	}
}

// stopping is a context that ends after it was asked a number of times.
type stopping struct {
	context.Context
	asks, after int
}

func (s *stopping) Err() error {
	if s.asks++; s.asks > s.after {
		return context.Canceled
	}
	return nil
}

// TestStopped: what takes its time hears that it is to stop.
func TestStopped(t *testing.T) {
	const prepare = "l = list(range(200000))\nt = tuple(l)\nd = dict(zip(l, l))\nshared = (1,)\nother = (1,)\nfor i in range(60):\n    shared = (shared, shared)\n    other = (other, other)\n"
	in := newInterp(t, 0)
	if r := in.Run(context.Background(), prepare); r.Exception != nil {
		t.Fatal(r.Exception)
	}
	for _, source := range []string{
		"list(l)", "tuple(l)", "set(l)", "sorted(l, key=lambda x: -x)", "sorted(t)", "l.sort()", "min(l)", "max(t)", "sum(l)", "list(zip(l, l))", "list(enumerate(t))",
		"list(reversed(l))", "all(t[1:])", "any([0] * 200000)", "list(map(str, l))", "list(filter(None, l))", "','.join([str(x) for x in l])", "l.index(199999)", "l.count(1)",
		"-1 in l", "-1 in t", "l == list(t)", "shared == other", "shared < other", "[shared] == [other]", "shared is other", "str(l)", "l", "d", "print(t)", "d == dict(d)",
		"set(l).union(t)", "dict([(x, x) for x in l])", "[x for x in l]", "while True: pass", "bytes([1] * 200000)", "'%s' % l", "'{}'.format(l)", "l.extend(t)",
		"('xy' * 3000000).upper()", "('xy' * 3000000).replace('x', 'yy')", "','.join(['x'] * 200000)",
	} {
		t.Run(source, func(t *testing.T) {
			ctx := &stopping{Context: context.Background(), after: 3}
			r := in.Run(ctx, source+"\n")
			if r.Exception == nil || r.Exception.Name() != "KeyboardInterrupt" {
				t.Fatalf("is not stopped: %v %.100s", r.Exception, r.Output)
			}
			if asks := ctx.asks - ctx.after; asks > 30 {
				t.Errorf("asked %d times after it was to stop", asks)
			}
		})
	}
}

// TestLongTexts: methods of long texts give the same as those of short ones.
func TestLongTexts(t *testing.T) {
	in := newInterp(t, 0)
	for _, test := range []struct{ name, source, want string }{
		{"upper", "('xé' * 600000).upper() == 'XÉ' * 600000", "True"},
		{"lower", "('xXÉ€' * 600000).lower() == 'xxé€' * 600000", "True"},
		{"replace", "('abc' * 500000).replace('b', 'xx') == 'axxc' * 500000", "True"},
		{"replace at the ends", "('bab' * 500000).replace('b', '') == 'a' * 500000", "True"},
		{"replace with a count", "('ab' * 1000000).replace('b', 'x', 1)[:4]", "'axab'"},
		{"replace of nothing", "len(('ab' * 1000000).replace('', '-'))", "4000001"},
		{"replace of a number", "('ab' * 1000000).replace('a', 1)", "TypeError"},
		{"augmented interpolation", "d = {'a': '%d-%s'}\nn = [0]\ndef k():\n    n[0] += 1\n    return 'a'\n\nd[k()] %= (1, 'x')\n\n(d, n)", "({'a': '1-x'}, [1])"},
		{"augmented remainder", "l = [7]\n\nl[0] %= 4\n\nl", "[3]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, in, test.source); !strings.HasPrefix(got, test.want) {
				t.Errorf("gives %.100s, not %s", got, test.want)
			}
		})
	}
}
