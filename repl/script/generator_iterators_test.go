package script

import (
	"fmt"
	"testing"
)

// iterator steps through an iterator, past errors and beyond its end; what it goes through is
// changed meanwhile.
func (g *generator) iterator() program {
	kind := g.words("list list list dict dict set text range")
	of := map[string]string{"range": "range(4)"}[kind]
	if of == "" {
		of = g.of(kind, 2)
	}
	through := g.pick("iter(x)", "reversed(x)", "reversed(x)", "enumerate(x)", "zip(x, x)", "map(str, x)", "map(lambda v: 1 // v, x)",
		"filter(lambda v: v > 1, x)", "(v for v in x)", "(1 // v for v in x)")
	change := "pass"
	switch kind {
	case "list":
		change = g.pick("x.pop()", "x.clear()", "del x[0]", "x.insert(0, 5)", "x[:] = [1]", "x."+g.listMethod())
	case "dict":
		change = g.pick("x.popitem()", "x.clear()", "x['new'] = 1", "x.update({k: 7 for k in x})", "x."+g.dictMethod())
		through = g.pick(through, "reversed(x.keys())", "reversed(x.values())", "reversed(x.items())", "iter(x.values())", "iter(x.items())")
	case "set":
		change = g.pick("x.clear()", "x.add(99)", "x."+g.setMethod())
	}
	return program{fmt.Sprintf(`x = %s
it = %s
out = []
for i in range(7):
    try:
        if i == %d:
            %s
        out.append(next(it, 'end'))
    except Exception as e:
        out.append(str(e))
`, of, through, g.Intn(4), change), "(out, list(it))"}
}

// TestReversedInSessions: what is gone through backwards may be in a session, and change.
func TestReversedInSessions(t *testing.T) {
	in := newInterp(t, 0)
	got := run(t, in, preamble+`
data['x'] = [1, 2, 3]
it = reversed(data['x'])
first = next(it)
del data['x'][1:]

data['y'] = {'a': 1, 'b': 2}
keys, items = reversed(data['y']), reversed(data['y'].items())
data['y']['a'] = 5

print(first, list(it), list(keys), list(items))`)
	if want := "3 [] ['b', 'a'] [('b', 2), ('a', 5)]"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
