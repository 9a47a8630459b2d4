package walkthrough

import (
	"fmt"
	"io"
	"strings"
)

// A Recorder writes what is typed and printed as a walkthrough.
type Recorder struct {
	w     io.Writer
	prose bool // the last thing written was prose
}

// NewRecorder begins a walkthrough with a heading, unless that is empty.
func NewRecorder(w io.Writer, heading string) (*Recorder, error) {
	r := &Recorder{w: w, prose: true}
	if heading == "" {
		return r, nil
	}
	_, err := fmt.Fprintf(w, "# %s\n", heading)
	return r, err
}

// Add writes a line with its output. A comment becomes prose. Output that a walkthrough
// cannot express is marked to be skipped.
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
		r.example(&b, Shell, line, output)
	}
	_, err := io.WriteString(r.w, b.String())
	return err
}

// AddStatement writes a Python-style statement of one or more lines, with its output.
func (r *Recorder) AddStatement(source, output string) error {
	var b strings.Builder
	r.example(&b, Python, strings.TrimRight(source, "\n"), output)
	_, err := io.WriteString(r.w, b.String())
	return err
}

// SkipDirective is what a line ends with that a replay leaves out.
const SkipDirective = " # doctest: +SKIP"

const recordIndent = "    "

// example writes one or more lines that belong together, with their output.
func (r *Recorder) example(b *strings.Builder, k Kind, source, output string) {
	if r.prose {
		b.WriteString("\n")
	}
	r.prose = false
	want := literally(terminated(output))
	o := &Outcome{Example: &Example{Kind: k, Source: source + "\n", Flags: Flags{}}, Result: Result{Output: output}, flags: Flags{Ellipsis: true}}
	raised := k == Python && strings.HasPrefix(output, "Traceback ")
	if !raised && o.stands(want) != nil {
		source, want = source+SkipDirective, ""
	}
	writeSource(b, k, source)
	for _, l := range outputLines(want) {
		b.WriteString(recordIndent + l + "\n")
	}
}

// writeSource writes the lines of an example with their prompts.
func writeSource(b *strings.Builder, k Kind, source string) {
	prompt := k.Prompt()
	for l := range strings.SplitSeq(source, "\n") {
		b.WriteString(strings.TrimRight(recordIndent+prompt+" "+l, " ") + "\n")
		prompt = "..."
	}
}

// AddRows adds sessions, as dump writes them, as a set-up that readers see folded.
func (r *Recorder) AddRows(title, rows string) error {
	if rows == "" {
		return nil
	}
	r.prose = true
	_, err := fmt.Fprintf(r.w, "\n<details><summary>%s</summary>\n\n```jsonl setup\n%s```\n\n</details>\n", title, rows)
	return err
}
