package walkthrough

import (
	"errors"
	"fmt"
	"strings"

	"znkr.io/diff/textdiff"
)

// An Update is a text with the expected output of failing examples replaced.
type Update struct {
	Text    []byte
	Diff    string    // from the old text to the new one; "" if nothing changes
	Changed int       // examples
	Left    []Warning // failures whose output cannot be part of a walkthrough
}

// Update replaces the expected output of failing examples by the actual output. Prose,
// options, and expected lines that still match stay as they are.
func (r *Report) Update() *Update {
	u := &Update{}
	lines := r.File.lines
	var b strings.Builder
	at := 0
	for _, o := range r.Outcomes {
		if !o.failed() {
			continue
		}
		block, err := o.block(lines)
		if err != nil {
			u.Left = append(u.Left, Warning{r.File.Name, o.Line, err.Error()})
			continue
		}
		writeAll(&b, lines[at:o.wantFrom])
		if o.wantFrom > 0 && len(block) > 0 && !endsInNewline(lines[o.wantFrom-1]) {
			b.WriteString(r.File.newline())
		}
		writeAll(&b, block)
		at = o.wantTo
		u.Changed++
	}
	writeAll(&b, lines[at:])
	u.Text = []byte(b.String())
	old := strings.Join(lines, "")
	if old != b.String() {
		u.Diff = textdiff.Unified(old, b.String())
		u.Diff = fmt.Sprintf("--- %s\n+++ %s\n%s", r.File.Name, r.File.Name, stripHeader(u.Diff))
	}
	return u
}

// stripHeader removes the file names that a unified diff may begin with.
func stripHeader(d string) string {
	for strings.HasPrefix(d, "--- ") || strings.HasPrefix(d, "+++ ") {
		_, d, _ = strings.Cut(d, "\n")
	}
	return d
}

func writeAll(b *strings.Builder, lines []string) {
	for _, l := range lines {
		b.WriteString(l)
	}
}

func endsInNewline(l string) bool { return strings.HasSuffix(l, "\n") || strings.HasSuffix(l, "\r") }

// newline returns the line ending of the file.
func (f *File) newline() string {
	if len(f.lines) > 0 {
		l := f.lines[0]
		if end := l[len(strings.TrimRight(l, "\r\n")):]; end != "" {
			return end
		}
	}
	return "\n"
}

// block returns the new expected output of a failing example, as lines of the file.
func (o *Outcome) block(lines []string) ([]string, error) {
	if o.Status == Malformed {
		return nil, fmt.Errorf("the example is malformed: %w", o.Err)
	}
	want, err := o.newWant()
	if err != nil {
		return nil, err
	}
	end := "\n"
	if l := lines[o.Line-1]; endsInNewline(l) {
		end = l[len(strings.TrimRight(l, "\r\n")):]
	}
	var block []string
	for _, l := range outputLines(want) {
		block = append(block, o.indent+l+end)
	}
	return block, nil
}

// newWant returns the output that should have been expected.
func (o *Outcome) newWant() (string, error) {
	got := o.got()
	if strings.ReplaceAll(got, "\t", "") != shown(strings.ReplaceAll(got, "\t", "")) {
		got = shown(got) // nothing in the file is to act on a terminal
	}
	candidates := []string{o.keepingWant(got), literally(got)}
	for _, want := range candidates {
		if err := o.stands(want); err == nil {
			return want, nil
		} else if want == candidates[len(candidates)-1] {
			return "", err
		}
	}
	return "", errors.New("its output cannot be part of a walkthrough")
}

const maxAligned = 20_000 // lines: the time grows faster than their number

// keepingWant keeps the wanted lines that match, and the ellipses.
func (o *Outcome) keepingWant(got string) string {
	var b strings.Builder
	wanted, came := outputLines(o.Want), outputLines(got)
	if len(wanted)+len(came) > maxAligned {
		return literally(got)
	}
	for _, a := range align(wanted, came, o.flags) {
		switch a.sign {
		case signSame:
			b.WriteString(a.want + "\n")
		case signEllipsis:
			b.WriteString(a.text + "\n")
		case signCame:
			b.WriteString(literally(a.text + "\n"))
		}
	}
	return b.String()
}

// literally returns an output as it is expected, with empty lines marked.
func literally(got string) string {
	lines := outputLines(got)
	for i, l := range lines {
		if strings.TrimSpace(l) == "" {
			lines[i] = blankline
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// stands returns the reason why a block would not be read back as it is.
func (o *Outcome) stands(want string) error {
	first := true
	for _, l := range outputLines(want) {
		switch {
		case promptLine.Get().MatchString(l):
			return fmt.Errorf("its output cannot be part of a walkthrough: the line %q would be read as an example", l)
		case first && continued.Get().MatchString(l):
			return fmt.Errorf("its output cannot be part of a walkthrough: the line %q would be read as part of the example", l)
		case strings.ContainsAny(l, "\t\r"):
			return fmt.Errorf("its output cannot be part of a walkthrough: the line %q has a tab or a carriage return", l)
		case fence.Get().MatchString(l):
			return fmt.Errorf("its output cannot be part of a walkthrough: the line %q would end the block", l)
		}
		first = false
	}
	again := *o.Example
	again.Want = want
	again.raises, again.exception = false, ""
	if m := exception.Get().FindString(want); m != "" {
		if at := excMessage.Get().FindStringIndex(want[len(m):]); at != nil {
			again.exception, again.raises = want[len(m)+at[0]:], true
		}
	}
	if !again.check(o.Result, o.flags) {
		return errors.New("its output cannot be part of a walkthrough")
	}
	return nil
}
