package walkthrough

import (
	"fmt"
	"io"
	"strings"
)

// A Recorder writes what is typed and answered as a walkthrough that replays.
type Recorder struct {
	w     io.Writer
	prose bool // the last thing written was prose
}

// NewRecorder begins a walkthrough with a heading; "" for none.
func NewRecorder(w io.Writer, heading string) (*Recorder, error) {
	r := &Recorder{w: w, prose: true}
	if heading == "" {
		return r, nil
	}
	_, err := fmt.Fprintf(w, "# %s\n", heading)
	return r, err
}

// Add writes a line with what it printed. A comment becomes prose. An output
// that cannot stand in a walkthrough is marked to be skipped.
func (r *Recorder) Add(line, output string) error {
	var b strings.Builder
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return nil
	case strings.HasPrefix(line, "#"):
		text := strings.TrimSpace(strings.TrimLeft(line, "#"))
		if text == "" {
			return nil
		}
		b.WriteString("\n" + text + "\n")
		r.prose = true
	default:
		if r.prose {
			b.WriteString("\n")
		}
		r.prose = false
		writeExample(&b, line, output)
	}
	_, err := io.WriteString(r.w, b.String())
	return err
}

// AddStatement writes a Python-style statement of one or several lines.
func (r *Recorder) AddStatement(source, output string) error {
	var b strings.Builder
	if r.prose {
		b.WriteString("\n")
	}
	r.prose = false
	source = strings.TrimRight(source, "\n")
	want := literally(terminated(output))
	o := &Outcome{Example: &Example{Kind: Python, Source: source + "\n", Flags: Flags{}}, Result: Result{Output: output}, flags: Flags{Ellipsis: true}}
	if !strings.HasPrefix(output, "Traceback ") && o.stands(want) != nil {
		source, want = source+" # doctest: +SKIP", ""
	}
	for i, l := range strings.Split(source, "\n") {
		prompt := Python.Prompt()
		if i > 0 {
			prompt = "..."
		}
		b.WriteString(strings.TrimRight(recordIndent+prompt+" "+l, " ") + "\n")
	}
	for _, l := range outputLines(want) {
		b.WriteString(recordIndent + l + "\n")
	}
	_, err := io.WriteString(r.w, b.String())
	return err
}

const recordIndent = "    "

func writeExample(b *strings.Builder, line, output string) {
	want := literally(terminated(output))
	o := &Outcome{Example: &Example{Source: line + "\n", Flags: Flags{}}, Result: Result{Output: output}, flags: Flags{Ellipsis: true}}
	if o.stands(want) != nil {
		line, want = line+" # doctest: +SKIP", ""
	}
	b.WriteString(recordIndent + Shell.prompt() + line + "\n")
	for _, l := range outputLines(want) {
		b.WriteString(recordIndent + l + "\n")
	}
}

func (k Kind) prompt() string { return k.Prompt() + " " }
