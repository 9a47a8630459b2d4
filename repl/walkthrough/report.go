package walkthrough

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"sessh/repl/screen"
)

// Style colours a report; each function may be nil for none.
type Style struct {
	Wanted, Came, Same, Heading func(string) string
}

func (s Style) paint(f func(string) string, text string) string {
	if f == nil {
		return text
	}
	return f(text)
}

// WriteText writes what failed, with the difference, and a line of counts; with
// verbose, what passed as well.
func (r *Report) WriteText(w io.Writer, s Style, verbose bool) error {
	var b strings.Builder
	for _, x := range r.File.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", screen.Safe(x.String()))
	}
	first := true
	for _, o := range r.Outcomes {
		switch {
		case o.Failed() && (first || !o.flags[ReportOnlyFirstFailure]):
			r.writeFailure(&b, s, o)
			first = false
		case verbose && !o.Failed():
			fmt.Fprintf(&b, "%s:%d: %s: %s\n", screen.Safe(r.File.Name), o.Line, o.Status, firstLine(o.Source))
		}
	}
	fmt.Fprintf(&b, "%s: %s\n", screen.Safe(r.File.Name), r.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return screen.Safe(beginning(first))
}

// Summary is the counts in words.
func (r *Report) Summary() string {
	passed, failed, skipped := r.Counts()
	s := fmt.Sprintf("%d passed, %d failed", passed, failed)
	if skipped > 0 {
		s += fmt.Sprintf(", %d skipped", skipped)
	}
	if r.Stopped {
		s += fmt.Sprintf(", %d not run", len(r.File.Examples)-len(r.Outcomes))
	}
	return s
}

// Of a failure of many lines so many of what is expected and of what came are
// compared and shown, and so many bytes of each.
const (
	maxShown = 2000
	maxLine  = 10_000
)

// beginning is as much of a line as is shown.
func beginning(line string) string {
	if len(line) <= maxLine {
		return line
	}
	return strings.ToValidUTF8(line[:maxLine], "") + fmt.Sprintf("... (%d bytes)", len(line))
}

func (r *Report) writeFailure(b *strings.Builder, s Style, o *Outcome) {
	what := "the output is not what is expected"
	switch {
	case o.Status == Malformed:
		what = o.Err.Error()
	case o.Result.Exception != nil && !o.HasExc:
		what = "it raised an exception"
	case o.Result.Exception == nil && o.HasExc:
		what = "it raised no exception"
	}
	b.WriteString(s.paint(s.Heading, screen.Safe(fmt.Sprintf("%s:%d: %s", r.File.Name, o.Line, what))) + "\n")
	for i, l := range outputLines(o.Source) {
		prompt := o.Kind.Prompt()
		if i > 0 {
			prompt = dots
		}
		fmt.Fprintf(b, "    %s %s\n", prompt, screen.Safe(beginning(l)))
	}
	if o.Status == Malformed {
		return
	}
	want, got := o.Want, o.Got()
	if want == "" {
		b.WriteString("  nothing was expected, and this came:\n")
	} else if got == "" {
		b.WriteString("  nothing came, and this was expected:\n")
	} else {
		b.WriteString("  - expected  + came\n")
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
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	if more > 0 {
		fmt.Fprintf(b, "  ... and %d lines more\n", more)
	}
}

// WriteTAP writes reports in the Test Anything Protocol, version 14.
func WriteTAP(w io.Writer, reports []*Report) error {
	var b strings.Builder
	total := 0
	for _, r := range reports {
		total += len(r.Outcomes)
	}
	fmt.Fprintf(&b, "TAP version 14\n1..%d\n", total)
	n := 0
	for _, r := range reports {
		for _, o := range r.Outcomes {
			n++
			word, tail := "ok", ""
			if o.Failed() {
				word = "not ok"
			}
			if o.Status == Skipped {
				tail = " # SKIP " + screen.Safe(o.Why)
			}
			fmt.Fprintf(&b, "%s %d - %s:%d %s%s\n", word, n, tapText(screen.Safe(r.File.Name)), o.Line, tapText(firstLine(o.Source)), tail)
			if o.Failed() {
				var d strings.Builder
				r.writeFailure(&d, Style{}, o)
				b.WriteString("  ---\n  diff: |\n")
				for _, l := range outputLines(d.String()) {
					b.WriteString("    " + l + "\n")
				}
				b.WriteString("  ...\n")
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func tapText(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\\", "\\\\"), "#", "\\#")
}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string     `xml:"name,attr"`
	Class   string     `xml:"classname,attr"`
	File    string     `xml:"file,attr"`
	Line    int        `xml:"line,attr"`
	Time    string     `xml:"time,attr"`
	Failure *junitText `xml:"failure,omitempty"`
	Skipped *junitText `xml:"skipped,omitempty"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes reports as JUnit's XML: a test case for each example, its
// heading as the class.
func WriteJUnit(w io.Writer, reports []*Report) error {
	var all junitSuites
	for _, r := range reports {
		passed, failed, skipped := r.Counts()
		file := screen.Safe(r.File.Name)
		suite := junitSuite{Name: file, Tests: passed + failed + skipped, Failures: failed, Skipped: skipped}
		for _, o := range r.Outcomes {
			class := screen.Safe(o.Heading)
			if class == "" {
				class = file
			}
			c := junitCase{Name: fmt.Sprintf("line %d: %s", o.Line, firstLine(o.Source)), Class: class, File: file, Line: o.Line, Time: fmt.Sprintf("%.6f", o.Took.Seconds())}
			if o.Failed() {
				var d strings.Builder
				r.writeFailure(&d, Style{}, o)
				c.Failure = &junitText{o.Status.String(), d.String()}
			}
			if o.Status == Skipped {
				c.Skipped = &junitText{Message: screen.Safe(o.Why)}
			}
			suite.Cases = append(suite.Cases, c)
		}
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// WriteJSON writes a JSON document on a line for each example, and one with
// the counts of each file.
func WriteJSON(w io.Writer, reports []*Report) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, r := range reports {
		for _, x := range r.File.Warnings {
			if err := e.Encode(map[string]any{"file": x.File, "line": x.Line, "warning": x.Text}); err != nil {
				return err
			}
		}
		for _, o := range r.Outcomes {
			m := map[string]any{"file": r.File.Name, "line": o.Line, "heading": o.Heading, "source": o.Source, "status": o.Status.String(), "seconds": o.Took.Seconds()}
			if o.Failed() {
				m["want"], m["got"] = o.Want, o.Got()
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
	_, err := w.Write(screen.SafeJSON(b.Bytes()))
	return err
}
