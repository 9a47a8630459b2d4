package walkthrough_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/walkthrough"
)

// scripted answers each line with an output.
type scripted map[string]string

func (s scripted) Run(_ context.Context, e *walkthrough.Example) walkthrough.Result {
	return walkthrough.Result{Output: s[e.Command()]}
}

func replay(text string, r walkthrough.Runner) *walkthrough.Report {
	return walkthrough.Parse("walk.md", []byte(text)).Replay(context.Background(), r, walkthrough.Options{})
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, output, want string
		left                     int
	}{
		{"another output", "    sessh> x\n    old\n\nprose\n", "new\n", "    sessh> x\n    new\n\nprose\n", 0},
		{"none any more", "    sessh> x\n    old\n\nprose\n", "", "    sessh> x\n\nprose\n", 0},
		{"none before", "    sessh> x\n\nprose\n", "new\nlines\n", "    sessh> x\n    new\n    lines\n\nprose\n", 0},
		{"none before, at the end of the file", "    sessh> x", "new\n", "    sessh> x\n    new\n", 0},
		{"empty lines", "sessh> x\nold\n", "a\n\n  \nb\n", "sessh> x\na\n<BLANKLINE>\n<BLANKLINE>\nb\n", 0},
		{"an ellipsis that still stands", "sessh> x\na ...\n...\nz 1\n", "a 1\nb\nc\nz 2\n", "sessh> x\na ...\n...\nz 2\n", 0},
		{"CRLF", "sessh> x\r\nold\r\n\r\nprose\r\n", "new\n", "sessh> x\r\nnew\r\n\r\nprose\r\n", 0},
		{"options stay", "sessh> x # doctest: +NORMALIZE_WHITESPACE\nold\n", "new\n", "sessh> x # doctest: +NORMALIZE_WHITESPACE\nnew\n", 0},
		{"in a fence", "```\nsessh> x\nold\n```\n", "new\n", "```\nsessh> x\nnew\n```\n", 0},
		{"a prompt in the output", "sessh> x\nold\n", "sessh> y\n", "sessh> x\nold\n", 1},
		{"a continuation in the output", "sessh> x\nold\n", "... y\n", "sessh> x\nold\n", 1},
		{"a fence in the output", "sessh> x\nold\n", "```\n", "sessh> x\nold\n", 1},
		{"a tab in the output", "sessh> x\nold\n", "a\tb\n", "sessh> x\nold\n", 1},
		{"what passes stays", "sessh> x\n...\n", "", "sessh> x\n...\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers := scripted{"x": tt.output}
			u := replay(tt.text, answers).Update()
			if string(u.Text) != tt.want || len(u.Left) != tt.left || (u.Diff == "") != (tt.text == tt.want) {
				t.Fatalf("%q, left %v\n%s", u.Text, u.Left, u.Diff)
			}
			if _, failed, _ := replay(tt.want, answers).Counts(); failed != tt.left {
				t.Errorf("%d failures after it", failed)
			}
		})
	}
}

// After an update a file replays green, and its prose is what it was.
func TestUpdateMakesGreen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SampledFrom([]string{"a", "b 1", "...", "x ... y", "", "  ", "<BLANKLINE>", "  indented", "True", "1", "...end", "Traceback (most recent call last):", "~~~", "```", "sessh> z", "é日"})
		answers := scripted{}
		var text, prose strings.Builder
		for i := range rapid.IntRange(1, 4).Draw(t, "examples") {
			p := rapid.SampledFrom([]string{"Some prose.\n\n", "\n", "* list\n\n"}).Draw(t, "prose")
			text.WriteString(p)
			prose.WriteString(strings.TrimSpace(p))
			indent := rapid.SampledFrom([]string{"", "    "}).Draw(t, "indent")
			fmt.Fprintf(&text, "%ssessh> cmd%d\n", indent, i)
			for _, l := range rapid.SliceOfN(lines, 0, 4).Draw(t, "want") {
				if strings.TrimSpace(l) == "" {
					break
				}
				text.WriteString(indent + l + "\n")
			}
			text.WriteString("\n")
			answers[fmt.Sprintf("cmd%d", i)] = strings.Join(rapid.SliceOfN(lines, 0, 4).Draw(t, "got"), "\n")
		}
		before := replay(text.String(), answers)
		u := before.Update()
		after := replay(string(u.Text), answers)
		if _, failed, _ := after.Counts(); failed > len(u.Left) {
			t.Fatalf("%d failures, %d left over:\n%s\nbecame\n%s", failed, len(u.Left), text.String(), u.Text)
		}
		if _, failed, _ := before.Counts(); failed == 0 && string(u.Text) != text.String() {
			t.Fatalf("nothing failed, and it changed:\n%s", u.Diff)
		}
		for _, p := range []string{"Some prose.", "* list"} {
			if strings.Count(string(u.Text), p) != strings.Count(prose.String(), p) {
				t.Fatalf("the prose changed:\n%s", u.Diff)
			}
		}
	})
}

func TestReports(t *testing.T) {
	t.Parallel()
	text := "# Good\n\n    sessh> ok\n    1\n\n# Bad <&>\n\n    sessh> bad\n    1\n    sessh> skipped # doctest: +SKIP\n    sessh>broken\n"
	r := replay(text, scripted{"ok": "1\n", "bad": "2\n"})
	var b bytes.Buffer
	paint := func(sign string) func(string) string { return func(s string) string { return sign + s } }
	if err := r.WriteText(&b, walkthrough.Style{Wanted: paint("<"), Came: paint(">")}, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"walk.md:8: the output differs from what is expected\n    sessh> bad\n", "<  - 1\n>  + 2\n", "walk.md:11: there is no blank after sessh>", "walk.md: 1 passed, 2 failed, 1 skipped\n", "warning: walk.md:11", "walk.md:3: passed: ok"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := walkthrough.WriteTAP(&b, []*walkthrough.Report{r}); err != nil || !strings.HasPrefix(b.String(), "TAP version 14\n1..4\nok 1 - walk.md:3 ok\nnot ok 2 - walk.md:8 bad\n") || !strings.Contains(b.String(), "ok 3 - walk.md:10 skipped \\# doctest: +SKIP # SKIP SKIP") {
		t.Errorf("%v\n%s", err, b.String())
	}
	b.Reset()
	var suites struct {
		Suites []struct {
			Failures int `xml:"failures,attr"`
			Cases    []struct {
				Class string `xml:"classname,attr"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := walkthrough.WriteJUnit(&b, []*walkthrough.Report{r}); err != nil || xml.Unmarshal(b.Bytes(), &suites) != nil || suites.Suites[0].Failures != 2 || suites.Suites[0].Cases[1].Class != "Bad <&>" {
		t.Errorf("%v\n%s", err, b.String())
	}
	b.Reset()
	if err := walkthrough.WriteJSON(&b, []*walkthrough.Report{r}); err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		if !json.Valid([]byte(l)) {
			t.Errorf("not JSON: %s", l)
		}
	}
	if !strings.Contains(b.String(), `"failed":2`) {
		t.Error(b.String())
	}
}

func TestSelection(t *testing.T) {
	t.Parallel()
	text := "# One\n\n    sessh> a\n    1\n    sessh> b\n    x\n\n# Two\n\n    sessh> c\n    x\n"
	answers := scripted{"a": "1\n", "b": "2\n", "c": "3\n"}
	f := walkthrough.Parse("walk.md", []byte(text))
	for _, tt := range []struct {
		name           string
		o              walkthrough.Options
		passed, failed int
	}{
		{"all", walkthrough.Options{}, 1, 2}, {"a line", walkthrough.Options{First: 3, Last: 3}, 1, 0}, {"a line of the output", walkthrough.Options{First: 6, Last: 6}, 0, 1},
		{"a range", walkthrough.Options{First: 3, Last: 6}, 1, 1}, {"a heading", walkthrough.Options{Match: regexp.MustCompile("Tw")}, 0, 1}, {"nothing", walkthrough.Options{First: 99}, 0, 0},
		{"the first failure", walkthrough.Options{FailFast: true}, 1, 1},
	} {
		passed, failed, _ := f.Replay(context.Background(), answers, tt.o).Counts()
		if passed != tt.passed || failed != tt.failed {
			t.Errorf("%s: %d passed, %d failed", tt.name, passed, failed)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if r := f.Replay(cancelled, answers, walkthrough.Options{}); !r.Stopped || len(r.Outcomes) != 0 {
		t.Error("it went on")
	}
	stopped := f.Replay(context.Background(), answers, walkthrough.Options{OnFailure: func(o *walkthrough.Outcome) bool { return o.Line == 5 }})
	if len(stopped.Outcomes) != 2 || len(f.Selected(walkthrough.Options{})) != 3 {
		t.Error(stopped.Summary())
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sessh> a\nThis is the prose below it.\n": "walk.md:2: this line is taken as the output",
		"sessh>a\n":             "walk.md:1: there is no blank",
		"sessh> # nothing\nx\n": "walk.md:1: there is nothing to run",
		"sessh> a\n...\n":       "walk.md:2: this ... continues",
		"sessh> a # doctest: +NOPE\nsessh> b\nx\n": "",
	} {
		f := walkthrough.Parse("walk.md", []byte(text))
		var all []string
		for _, w := range f.Warnings {
			all = append(all, w.String())
		}
		if got := strings.Join(all, "\n"); !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%q: %q", text, got)
		}
	}
	f := walkthrough.Parse("walk.md", []byte("sessh> a # doctest: +NOPE\nsessh> b\nx\n")) // an error spoils its example only
	if f.Examples[0].Err == nil || f.Examples[1].Err != nil {
		t.Error(f.Examples[0].Err, f.Examples[1].Err)
	}
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	r, err := walkthrough.NewRecorder(&b, "Title")
	if err != nil {
		t.Fatal(err)
	}
	answers := scripted{"one": "1\n\n2", "two": "", "odd": "sessh> x\n"}
	for _, l := range []string{"one", "# Some prose.", "two", " ", "#", "odd"} {
		if err := r.Add(l, answers[l]); err != nil {
			t.Fatal(err)
		}
	}
	want := "# Title\n\n    sessh> one\n    1\n    <BLANKLINE>\n    2\n\nSome prose.\n\n    sessh> two\n    sessh> odd # doctest: +SKIP\n"
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
	if passed, failed, skipped := replay(b.String(), answers).Counts(); passed != 2 || failed != 0 || skipped != 1 {
		t.Error(passed, failed, skipped)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"sessh> a\n1\n", ">>> x = [\n... 1]\n>>> x\n[1]\n", "```\n  sessh> a # doctest: +SKIP\n  x\n```\n", "Title\n~~~~~\n\tsessh> a\r\n\tb\r\n", "sessh>a\n", ">>> x\nTraceback (most recent call last):\nKeyError: 1\n"} {
		f.Add(s, "out\n")
	}
	f.Fuzz(func(t *testing.T, text, output string) {
		file := walkthrough.Parse("t", []byte(text))
		lines := strings.Count(strings.ReplaceAll(text, "\r", "\n"), "\n") + 1
		for _, e := range file.Examples {
			if e.Line < 1 || e.Line > lines {
				t.Fatalf("line %d of %d", e.Line, lines)
			}
		}
		r := file.Replay(context.Background(), constant(output), walkthrough.Options{})
		u := r.Update()
		if _, failed, _ := r.Counts(); failed == 0 && string(u.Text) != text {
			t.Fatalf("%q became %q", text, u.Text)
		}
		var b bytes.Buffer
		if err := r.WriteText(&b, walkthrough.Style{}, true); err != nil {
			t.Fatal(err)
		}
	})
}

// constant answers everything with one output.
type constant string

func (c constant) Run(context.Context, *walkthrough.Example) walkthrough.Result {
	return walkthrough.Result{Output: string(c)}
}

// slowMatch is obviously right: it tries every place for every piece.
func slowMatch(want, got string) bool {
	piece, rest, more := strings.Cut(want, "...")
	if !more {
		return want == got
	}
	if !strings.HasPrefix(got, piece) {
		return false
	}
	for i := len(piece); i <= len(got); i++ {
		if slowMatch("\x00"+rest, "\x00"+got[i:]) {
			return true
		}
	}
	return false
}

func FuzzMatch(f *testing.F) {
	f.Add("a...c", "abc")
	f.Add("aa...aa", "aaa")
	f.Add("a....b", "a.b")
	f.Fuzz(func(t *testing.T, want, got string) {
		if len(want) > 12 || len(got) > 16 || strings.ContainsAny(want+got, "<\x00") {
			return
		}
		flags := walkthrough.Flags{walkthrough.Ellipsis: true, walkthrough.DontAcceptBlankline: true, walkthrough.DontAcceptTrueFor1: true}
		if fast, slow := walkthrough.Match(want, got, flags), slowMatch(want, got); fast != slow {
			t.Fatalf("%q and %q: %v, not %v", want, got, fast, slow)
		}
	})
}

func Example() {
	f := walkthrough.Parse("walk.md", []byte("    sessh> get total\n    12\n"))
	r := f.Replay(context.Background(), scripted{"get total": "13\n"}, walkthrough.Options{})
	r.WriteText(os.Stdout, walkthrough.Style{}, false)
	// Output:
	// walk.md:1: the output differs from what is expected
	//     sessh> get total
	//   - expected  + got
	//   - 12
	//   + 13
	// walk.md: 0 passed, 1 failed
}
