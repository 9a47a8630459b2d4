package script

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// example is an example of a doctest.
type example struct{ section, source, want string }

// pythonExamples reads testdata/python.txt.
func pythonExamples(t *testing.T) (all []example) {
	t.Helper()
	text, err := os.ReadFile("testdata/python.txt")
	if err != nil {
		t.Fatal(err)
	}
	section := ""
	for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		if name, ok := strings.CutPrefix(block, "# "); ok {
			section = name
			continue
		}
		var source, want []string
		for line := range strings.SplitSeq(block, "\n") {
			switch {
			case strings.HasPrefix(line, ">>> "), strings.HasPrefix(line, "... "):
				source = append(source, line[4:])
			default:
				want = append(want, line)
			}
		}
		all = append(all, example{section, strings.Join(source, "\n"), strings.Join(want, "\n")})
	}
	return all
}

// TestLikePython: what was once answered differently, and what documents use.
func TestLikePython(t *testing.T) {
	var in *Interp
	section := ""
	for _, e := range pythonExamples(t) {
		if e.section != section {
			section, in = e.section, newInterp(t, 0)
		}
		t.Run(e.section+"/"+e.source, func(t *testing.T) {
			r := in.Run(context.Background(), e.source+"\n")
			got := r.Output
			if r.Exception != nil {
				got += "Traceback (most recent call last):\n" + r.Exception.Error()
			}
			if got = strings.TrimSuffix(got, "\n"); alike(got) != alike(e.want) || strings.Count(got, "\n") != strings.Count(e.want, "\n") || lastLine(got) != lastLine(e.want) {
				t.Errorf("gives\n%s\nwant\n%s", got, e.want)
			}
		})
	}
}

func lastLine(s string) string {
	return addresses.ReplaceAllString(strings.Replace(s[strings.LastIndexByte(s, '\n')+1:], "__main__.", "", 1), "0x...")
}

// TestExamplesArePython: Python's own doctest agrees with the examples.
func TestExamplesArePython(t *testing.T) {
	python311(t, nil)
	out, err := exec.Command("python3", "-W", "ignore", "-m", "doctest", "-o", "ELLIPSIS", "testdata/python.txt").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
