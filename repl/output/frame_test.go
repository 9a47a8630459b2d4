package output_test

import (
	"regexp"
	"strings"
	"testing"

	"sessh/repl/output"
)

// marked returns the lines of a frame, with their marks, where it is printed below the one before.
func marked(t *testing.T, before, now string, passing *regexp.Regexp) string {
	t.Helper()
	f := &output.Frame{Title: "t", Shown: now, Before: &output.Frame{Shown: before}, Passing: passing}
	return strings.TrimPrefix(written(t, output.AsText, 0, f), "t\n")
}

func TestFrameMarksChanges(t *testing.T) {
	t.Parallel()
	times := regexp.MustCompile(`\d+s`)
	for _, tt := range []struct {
		name, before, now string
		passing           *regexp.Regexp
		want              string
	}{
		{"nothing", "a\nb\n", "a\nb\n", nil, "  a\n  b\n"},
		{"new", "a\nb\n", "a\nx\nb\n", nil, "  a\n+ x\n  b\n"},
		{"gone", "a\nb\n", "b\n", nil, "- a\n  b\n"},
		{"changed", "a 1\nb\n", "a 2\nb\n", nil, "~ a 2\n  b\n"},
		{"changed and new", "a 1\n", "a 2\nc\n", nil, "~ a 2\n+ c\n"},
		{"changed and gone", "a 1\nc\nb\n", "a 2\nb\n", nil, "~ a 2\n- c\n  b\n"},
		{"what passes", "a 10s\nb  9s x\n", "a 9s\nb 10s  y\n", times, "  a 9s\n~ b 10s  y\n"},
		{"colours", "\x1b[32ma\x1b[0m\n", "\x1b[31ma\x1b[0m\n", times, "  \x1b[31ma\x1b[0m\n"},
		{"all", "a\n", "", nil, "- a\n"},
		{"none", "", "a", nil, "+ a\n"},
		{"an empty line", "", "\n", nil, "+\n"},
	} {
		if got := marked(t, tt.before, tt.now, tt.passing); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := written(t, output.AsText, 0, &output.Frame{Title: "t", Shown: "a\n"}); got != "t\n  a\n" {
		t.Errorf("the first one is %q", got)
	}
	if got := written(t, output.AsJSON, 0, &output.Frame{Title: "t", Shown: "a\nb\n"}); got != `{"lines":["a","b"],"title":"t"}`+"\n" {
		t.Errorf("for programs it is %q", got)
	}
}

// A frame is drawn over the one before, of what does not fit on the terminal without the lines that
// are gone, and then without those at the end. Elsewhere it has all of its lines.
func TestFrameIsDrawnInPlace(t *testing.T) {
	t.Parallel()
	const rows = 6
	of := func(n int) string { return strings.Repeat("line\n", n) }
	for _, tt := range []struct {
		name, first, second string
		over                string
		want                string
	}{
		{"both fit", of(2), of(3), "\x1b[3A\r\x1b[J", "  line\n  line\n+ line\n"},
		{"with lines that are gone", "a\nb\n", "b\n", "\x1b[3A\r\x1b[J", "- a\n  b\n"},
		{"without them", "a\nb\nc\nd\n", "d\ne\nf\n", "\x1b[5A\r\x1b[J", "  d\n+ e\n+ f\n"},
		{"the second does not fit", of(2), of(5), "\x1b[3A\r\x1b[J", "  line\n  line\n+ line\n  ... 2 more lines, 2 of them changed\n"},
		{"the first did not", of(5), of(2), "\x1b[5A\r\x1b[J", "  line\n  line\n"},
		{"neither fits", of(50), of(50), "\x1b[5A\r\x1b[J", "  line\n  line\n  line\n  ... 47 more lines\n"},
		{"one line too many", of(4), of(4) + "x\n", "\x1b[5A\r\x1b[J", "  line\n  line\n  line\n  ... 2 more lines, 1 of them changed\n"},
		{"a line takes two rows", strings.Repeat("x", 45) + "\n", "y\n", "\x1b[3A\r\x1b[J", "~ y\n"},
		{"and does not fit", "a\n", "a\nb\n" + strings.Repeat("x", 45) + "\nc\n", "\x1b[2A\r\x1b[J", "  a\n+ b\n  ... 2 more lines, 2 of them changed\n"},
	} {
		var b strings.Builder
		p := output.New(output.Options{Out: &b, Terminal: true, Rows: func() int { return rows }, Columns: func() int { return 40 }})
		first := &output.Frame{Title: "t", Shown: tt.first}
		if err := p.Emit(first); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		if err := p.Emit(&output.Frame{Title: "t", Shown: tt.second, Before: first}); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != tt.over+"t\n"+tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
	if got := written(t, output.AsText, 0, &output.Frame{Title: "t", Shown: of(50)}); strings.Count(got, "line") != 50 {
		t.Errorf("without a terminal it is %q", got)
	}
}
