package walkthrough_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sessh/repl/walkthrough"
)

const exampleParser = `
import doctest, json, sys
parse = doctest.DocTestParser().get_examples
names = {v: k for k, v in doctest.OPTIONFLAGS_BY_NAME.items()}
for line in sys.stdin:
    try:
        examples = [dict(Source=e.source, Want=e.want, Line=e.lineno + 1, Indent=e.indent,
            Flags={names[k]: v for k, v in e.options.items()}) for e in parse(json.loads(line))]
    except ValueError as e:
        examples = None
    print(json.dumps(examples))
`

// TestParsesAsExampleParser finds the examples of texts at random, and has Python's own doctest
// do so.
func TestParsesAsExampleParser(t *testing.T) {
	if testing.Short() {
		t.Skip("Python is started")
	}
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, 20_000)
	for i := range texts {
		texts[i] = examplesAtRandom(r)
	}
	answers := askPython(t, exampleParser, texts)
	found, failures := 0, 0
	for i, text := range texts {
		var want []parsed
		if err := json.Unmarshal([]byte(answers[i]), &want); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(want, func(w parsed) bool { return nothingToRun(w.Source) }) {
			continue // doctest drops only one line that is nothing but a comment
		}
		f := walkthrough.Parse("t", []byte(text))
		same := true
		if answers[i] == "null" { // doctest gives up on the text
			same = false
			for _, e := range f.Examples {
				same = same || e.Err != nil
			}
		} else if same = len(f.Examples) == len(want); same {
			for j, w := range want {
				e := f.Examples[j]
				flags := len(e.Flags) == len(w.Flags)
				for o, on := range w.Flags {
					flags = flags && e.Flags[o] == on
				}
				same = same && flags && e.Err == nil && e.Source == w.Source && e.Want == w.Want && e.Line == w.Line && e.Indent == w.Indent
				found++
			}
		}
		if same {
			continue
		}
		if failures++; failures < 10 {
			t.Errorf("%q\ngives %s", text, answers[i])
			for _, e := range f.Examples {
				t.Errorf("   but %q %q line %d indent %d %v %v", e.Source, e.Want, e.Line, e.Indent, e.Flags, e.Err)
			}
		}
	}
	if found < len(texts)/4 {
		t.Errorf("%d examples in %d texts", found, len(texts))
	}
}

// parsed is an example that doctest has found.
type parsed struct {
	Source, Want string
	Line, Indent int
	Flags        walkthrough.Flags
}

// nothingToRun reports whether a source has only blanks and comments.
func nothingToRun(source string) bool {
	for l := range strings.Lines(source) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			return false
		}
	}
	return true
}

// examplesAtRandom returns a text of a few lines.
func examplesAtRandom(r *rand.Rand) string {
	rests := []string{
		" f()", " f()", " x = 1", " for x in y:", "     x", " # a comment", "", " f() # doctest: +SKIP", " f() #doctest: +ELLIPSIS, -SKIP", " 'x' # doctest: +SKIP '", "x",
		" # doctest: +SKIP", " f() # doctest: +NONE", " f() # doctest: SKIP", "  ",
	}
	var b strings.Builder
	indent := strings.Repeat(" ", 2*r.IntN(2))
	for range 1 + r.IntN(7) {
		if r.IntN(8) == 0 {
			indent = strings.Repeat(" ", r.IntN(4))
		}
		switch r.IntN(8) {
		case 0, 1, 2:
			b.WriteString(indent + ">>>" + rests[r.IntN(len(rests))])
		case 3, 4:
			b.WriteString(indent + "..." + rests[r.IntN(len(rests))])
		case 5:
			b.WriteString(strings.Repeat(" ", r.IntN(3)))
		case 6:
			b.WriteString(indent + []string{"out", "  out", "Traceback (most recent call last):", "ValueError: x", "a\tb", "<BLANKLINE>"}[r.IntN(6)])
		default:
			b.WriteString([]string{"prose", "\ttab", " prose"}[r.IntN(3)])
		}
		b.WriteString("\n")
	}
	text := b.String()
	if r.IntN(4) == 0 {
		text = strings.TrimSuffix(text, "\n")
	}
	return text
}
