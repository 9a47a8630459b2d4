package walkthrough_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"sessh/repl/walkthrough"
	"sessh/session/format/crosstest"
)

// A comparison is what Python's doctest is asked.
type comparison struct {
	Want, Got string
	Flags     []string
}

const outputChecker = `
import doctest, json, sys
check = doctest.OutputChecker().check_output
for line in sys.stdin:
    c = json.loads(line)
    print(json.dumps(check(c['Want'], c['Got'], sum(getattr(doctest, f) for f in c['Flags']))))
`

// TestMatchesAsOutputChecker compares outputs at random, as they are and a little changed, and
// has Python's own doctest do so.
func TestMatchesAsOutputChecker(t *testing.T) {
	if testing.Short() {
		t.Skip("Python is started")
	}
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]comparison, 20_000)
	for i := range all {
		all[i] = compared(r)
	}
	answers := askPython(t, outputChecker, all)
	matched, failures := 0, 0
	for i, c := range all {
		flags := walkthrough.Flags{}
		for _, f := range c.Flags {
			flags[walkthrough.Option(f)] = true
		}
		want := answers[i] == "true"
		if want {
			matched++
		}
		if walkthrough.Match(c.Want, c.Got, flags) == want {
			continue
		}
		if failures++; failures < 10 {
			t.Errorf("%q matches %q with %v: doctest says %v", c.Want, c.Got, c.Flags, want)
		}
	}
	if matched < len(all)/10 || matched > len(all)*9/10 {
		t.Errorf("%d of %d match", matched, len(all))
	}
}

// askPython has a program of Python answer questions, each a line of JSON on its standard input,
// with a line each.
func askPython[Question any](t *testing.T, program string, questions []Question) (answers []string) {
	t.Helper()
	var in bytes.Buffer
	e := json.NewEncoder(&in)
	for _, q := range questions {
		if err := e.Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(crosstest.Python(t, "3"), "-c", program)
	cmd.Stdin = &in
	out, err := cmd.Output()
	answers = strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(answers) != len(questions) {
		t.Fatal(err, len(answers))
	}
	return answers
}

var pieces = []string{
	"a", "b", "1", "True", "0", "False", " ", "  ", "\t", "\n", "\n\n", "...", "é", `\xe9`, "中", `\u4e2d`, "🍵", "\u00a0", "\u2003", "\x1f", "\v", "\r", "\x85",
	"<BLANKLINE>", "<BLANKLINE>\n", "\n<BLANKLINE> \n", "'", "u'a'",
}

func compared(r *rand.Rand) comparison {
	var want []string
	for range r.IntN(7) {
		want = append(want, pieces[r.IntN(len(pieces))])
	}
	got := append([]string{}, want...)
	for i, p := range got {
		switch {
		case r.IntN(3) > 0:
		case strings.HasPrefix(strings.TrimSpace(p), "<BLANKLINE>"):
			got[i] = strings.Replace(p, "<BLANKLINE>", strings.Repeat(" ", r.IntN(2)), 1)
		case p == "..." || r.IntN(5) == 0:
			got[i] = pieces[r.IntN(len(pieces))]
		case strings.TrimSpace(p) == "":
			got[i] = " "
		}
	}
	c := comparison{Want: ended(want), Got: ended(got), Flags: []string{}}
	for _, f := range []walkthrough.Option{
		walkthrough.Ellipsis, walkthrough.NormalizeWhitespace, walkthrough.DontAcceptBlankline, walkthrough.DontAcceptTrueFor1,
	} {
		if r.IntN(2) == 0 {
			c.Flags = append(c.Flags, string(f))
		}
	}
	return c
}

// ended returns a text as both see it: with an end of its last line, if it has any.
func ended(parts []string) string {
	s := strings.Join(parts, "")
	if s != "" && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return s
}
