package script

import (
	"context"
	"os/exec"
	"strings"
	"testing"
)

// TestNothingIsMissing: every name and attribute that Python has is here, or is named
// as one that is not supported.
func TestNothingIsMissing(t *testing.T) {
	python311(t, nil)
	const list = `
import builtins
print('\n'.join(n for n in dir(builtins) if not n.startswith('_')))
for v in ["'a'", "b'a'", '1', '1.5', 'True', '[]', '()', '{}', 'set()', 'frozenset()', 'range(3)', '{}.keys()', '{}.values()', '{}.items()', 'None', 'len', 'ValueError()', '(lambda: 1)']:
    print('\n'.join('(%s).%s' % (v, n) for n in dir(eval(v)) if not n.startswith('__')))
for c in ['str', 'bytes', 'int', 'float', 'list', 'tuple', 'dict', 'set', 'frozenset', 'range']:
    print('\n'.join('%s.%s' % (c, n) for n in dir(eval(c)) if not n.startswith('__')))
`
	out, err := exec.Command("python3", "-c", list).Output()
	if err != nil {
		t.Fatal(err)
	}
	in := newInterp(t, 0)
	for source := range strings.FieldsSeq(strings.ReplaceAll(string(out), "(lambda: 1)", "(lambda:1)")) {
		r := in.Run(context.Background(), source+"\n")
		if r.Exception != nil && r.Exception.Name() != "NotSupported" {
			t.Errorf("%s: %v", source, r.Exception)
		}
	}
}
