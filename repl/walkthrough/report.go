package walkthrough

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"sessh/repl/screen"
)

// A Style is the colours of a report; each function may be nil.
type Style struct {
	Wanted, Came, Same, Heading func(string) string
}

func (s Style) paint(f func(string) string, text string) string {
	if f == nil {
		return text
	}
	return f(text)
}

// WriteText writes the failures, with the differences, and a line of counts; if verbose is
// set, also the examples that passed.
func (r *Report) WriteText(w io.Writer, s Style, verbose bool) error {
	b := bufio.NewWriterSize(w, 32<<10)
	for _, x := range r.File.Warnings {
		fmt.Fprintf(b, "warning: %s\n", screen.Safe(x.String()))
	}
	shown, more := 0, 0
	for _, o := range r.Outcomes {
		switch {
		case o.failed() && (shown == 0 || !o.flags[ReportOnlyFirstFailure]):
			if shown == maxFailures {
				more++
				continue
			}
			shown++
			if err := o.writeFailure(b, s); err != nil {
				return err
			}
		case verbose && !o.failed():
			if _, err := fmt.Fprintf(b, "%s:%d: %s: %s\n", screen.Safe(r.File.Name), o.Line, o.Status, firstLine(o.Source)); err != nil {
				return err
			}
		}
	}
	if more > 0 {
		fmt.Fprintf(b, "... and %d more that failed\n", more)
	}
	fmt.Fprintf(b, "%s: %s\n", screen.Safe(r.File.Name), r.Summary())
	return b.Flush()
}

func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return screen.Safe(beginning(first))
}

// Summary returns the counts in words.
func (r *Report) Summary() string {
	passed, failed, skipped := r.Counts()
	s := fmt.Sprintf("%d passed, %d failed", passed, failed)
	if skipped > 0 {
		s += fmt.Sprintf(", %d skipped", skipped)
	}
	if r.Stopped {
		s += fmt.Sprintf(", %d not run", len(r.File.Examples)-r.ran())
	}
	return s
}

// ran returns the number of examples with an outcome.
func (r *Report) ran() int {
	n := 0
	for _, o := range r.Outcomes {
		if !o.prepared {
			n++
		}
	}
	return n
}

// Limits of a report: the number of failures shown with a difference (the others are
// counted), and for each the number of lines of expected and actual output that are
// compared and shown, and the bytes of each line.
const (
	maxFailures = 1000
	maxShown    = 2000
	maxLine     = 10_000
)

// beginning returns the part of a line that is shown.
func beginning(line string) string {
	if len(line) <= maxLine {
		return line
	}
	return strings.ToValidUTF8(line[:maxLine], "") + fmt.Sprintf("... (%d bytes)", len(line))
}

// A writer is a buffered writer whose error is returned at the end.
type writer interface {
	io.Writer
	io.StringWriter
}

// wrong returns what is wrong with an outcome that failed.
func (o *Outcome) wrong() string {
	switch {
	case o.Status == Malformed:
		return o.Err.Error()
	case o.Result.Exception != nil && !o.raises:
		return "it raised an exception"
	case o.Result.Exception == nil && o.raises:
		return "it raised no exception"
	}
	return "the output differs from what is expected"
}

// WriteFailure writes what is wrong with an outcome, with the differences.
func (o *Outcome) WriteFailure(w io.Writer, s Style) error {
	b := bufio.NewWriter(w)
	return errors.Join(o.writeFailure(b, s), b.Flush())
}

func (o *Outcome) writeFailure(b writer, s Style) error {
	b.WriteString(s.paint(s.Heading, screen.Safe(fmt.Sprintf("%s:%d: %s", o.File, o.Line, o.wrong()))) + "\n")
	if o.prepared {
		if o.hint != "" {
			b.WriteString("    hint: " + screen.Safe(o.hint) + "\n")
		}
		return nil
	}
	for i, l := range outputLines(o.Source) {
		prompt := o.Kind.Prompt()
		if i > 0 {
			prompt = dots
		}
		fmt.Fprintf(b, "    %s %s\n", prompt, screen.Safe(beginning(l)))
	}
	if o.Status == Malformed {
		return nil
	}
	want, got := o.Want, o.got()
	if want == "" {
		b.WriteString("  printed, but nothing was expected:\n")
	} else if got == "" {
		b.WriteString("  expected, but nothing was printed:\n")
	} else {
		b.WriteString("  - expected  + got\n")
	}
	wanted, came := outputLines(want), outputLines(got)
	more := len(wanted) + len(came)
	if more > maxShown {
		wanted, came = wanted[:min(len(wanted), maxShown/2)], came[:min(len(came), maxShown/2)]
	}
	more -= len(wanted) + len(came)
	for _, a := range align(wanted, came, o.flags) {
		line := fmt.Sprintf("  %c %s", a.sign, screen.Safe(beginning(a.text)))
		switch a.sign {
		case signWanted:
			line = s.paint(s.Wanted, line)
		case signCame:
			line = s.paint(s.Came, line)
		case signEllipsis:
			line = s.paint(s.Same, "    "+screen.Safe(beginning(a.text)))
		default:
			line = s.paint(s.Same, line)
		}
		if _, err := b.WriteString(strings.TrimRight(line, " ") + "\n"); err != nil {
			return err
		}
	}
	if more > 0 {
		fmt.Fprintf(b, "  ... and %d lines more\n", more)
	}
	return nil
}

// difference returns what a report shows of the failure with a number, from 1 on.
func (r *Report) difference(o *Outcome, number int) string {
	if number > maxFailures {
		return fmt.Sprintf("this is failure %d: the difference is shown of the first %d\n", number, maxFailures)
	}
	var b strings.Builder
	_ = o.writeFailure(&b, Style{}) // a builder takes all
	return b.String()
}

// WriteJSON writes a JSON document on a line for each example, and one with the counts of
// each file.
func WriteJSON(w io.Writer, reports []*Report) error {
	b := bufio.NewWriterSize(w, 32<<10)
	e := json.NewEncoder(safeJSON{b})
	e.SetEscapeHTML(false)
	for _, r := range reports {
		for _, x := range r.File.Warnings {
			if err := e.Encode(map[string]any{"file": x.File, "line": x.Line, "warning": x.Text}); err != nil {
				return err
			}
		}
		for _, o := range r.Outcomes {
			m := map[string]any{"file": r.File.Name, "line": o.Line, "heading": o.Heading, "source": o.Source, "status": o.Status.String(), "seconds": o.Took.Seconds()}
			if o.failed() {
				m["want"], m["got"] = o.Want, o.got()
				if o.Err != nil {
					m["error"] = o.Err.Error()
				}
			}
			if o.Why != "" {
				m["why"] = o.Why
			}
			if err := e.Encode(m); err != nil {
				return err
			}
		}
		passed, failed, skipped := r.Counts()
		if err := e.Encode(map[string]any{"file": r.File.Name, "passed": passed, "failed": failed, "skipped": skipped, "stopped": r.Stopped}); err != nil {
			return err
		}
	}
	return b.Flush()
}

// safeJSON writes JSON documents so that they cannot act on a terminal.
type safeJSON struct{ to io.Writer }

func (s safeJSON) Write(document []byte) (int, error) {
	if _, err := s.to.Write(screen.SafeJSON(document)); err != nil {
		return 0, err
	}
	return len(document), nil
}

// Failures returns a line for each failure: its place, what is wrong, and the example.
func (r *Report) Failures() []string {
	var all []string
	for _, o := range r.Outcomes {
		if !o.failed() {
			continue
		}
		line := fmt.Sprintf("%s:%d: %s", r.File.Name, o.Line, o.wrong())
		if !o.prepared {
			line += ": " + o.Kind.Prompt() + " " + firstLine(o.Source)
		}
		all = append(all, line)
	}
	return all
}
