package output_test

import (
	"strings"
	"testing"

	"sessh/repl/output"
	"sessh/repl/screen"
)

func TestBar(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		share float64
		want  string
	}{{0, ""}, {0.0001, "▏"}, {0.5, "██"}, {0.53125, "██▏"}, {0.99, "████"}, {1, "████"}, {7, "████"}, {-1, ""}} {
		if got := output.Bar(tt.share, 4); got != tt.want {
			t.Errorf("a bar of %v is %q, want %q", tt.share, got, tt.want)
		}
	}
}

func chart() *output.Chart {
	return &output.Chart{
		Heads: []output.Head{{Text: "name"}, {Text: "n", Right: true}, {Text: "which", Spare: true}},
		Lines: []output.ChartLine{
			{Cells: []string{"Shop", "1,234", "a-name-of-thirty-characters-30"}, Share: 1},
			{Cells: []string{"日本", "7", "b"}, Share: 0.25},
			{Cells: []string{"none", "0", ""}},
		},
	}
}

// A chart has aligned columns, and never more than the terminal: first the bars get shorter, then
// the texts that are less important, then there are no bars, and then the names are shortened.
func TestChart(t *testing.T) {
	t.Parallel()
	want := "name      n  which\n" +
		"Shop  1,234  a-name-of-thirty-characters-30  ████████████████████████\n" +
		"日本      7  b                               ██████\n" +
		"none      0\n"
	if got := written(t, output.AsText, 0, chart()); got != want {
		t.Errorf("it is\n%s", got)
	}
	if got := written(t, output.AsText, 60, chart()); !strings.Contains(got, "a-name-of-thirty-cha…  ████████████████████████\n") {
		t.Errorf("in 60 columns\n%s", got)
	}
	if got := written(t, output.AsText, 36, chart()); !strings.Contains(got, "a-name-of-t…  █████████\n") {
		t.Errorf("in 36 columns\n%s", got)
	}
	if got := written(t, output.AsText, 30, chart()); strings.Contains(got, "█") || !strings.Contains(got, "a-name-of-t…\n") {
		t.Errorf("in 30 columns\n%s", got)
	}
	wide := &output.Chart{Heads: []output.Head{{Text: "name"}, {Text: "n", Right: true}}, Lines: []output.ChartLine{{Cells: []string{"a-name-of-thirty-characters-30", "1"}, Share: 1}}}
	if got := written(t, output.AsText, 20, wide); got != "name               n\na-name-of-thirty…  1\n" {
		t.Errorf("in 20 columns\n%s", got)
	}
	for cells := 1; cells < 90; cells++ {
		for line := range strings.Lines(written(t, output.AsText, cells, chart())) {
			if w := screen.Width(strings.TrimSuffix(line, "\n")); w > cells {
				t.Errorf("in %d columns, a line has %d: %s", cells, w, line)
			}
		}
	}
}
