package walkthrough

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"sessh/repl/screen"
)

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

// WriteJUnit writes reports as XML in the format of JUnit: a test case for each example,
// with its heading as the class.
func WriteJUnit(w io.Writer, reports []*Report) error {
	var all junitSuites
	for _, r := range reports {
		passed, failed, skipped := r.Counts()
		file := screen.Safe(r.File.Name)
		failures := 0
		suite := junitSuite{Name: file, Tests: passed + failed + skipped, Failures: failed, Skipped: skipped}
		for _, o := range r.Outcomes {
			class := screen.Safe(o.Heading)
			if class == "" {
				class = file
			}
			c := junitCase{Name: fmt.Sprintf("line %d: %s", o.Line, firstLine(o.Source)), Class: class, File: file, Line: o.Line, Time: fmt.Sprintf("%.6f", o.Took.Seconds())}
			if o.failed() {
				failures++
				c.Failure = &junitText{o.Status.String(), r.difference(o, failures)}
			}
			if o.Status == Skipped {
				c.Skipped = &junitText{Message: screen.Safe(o.Why)}
			}
			suite.Cases = append(suite.Cases, c)
		}
		all.Suites = append(all.Suites, suite)
	}
	b := bufio.NewWriterSize(w, 32<<10)
	b.WriteString(xml.Header)
	e := xml.NewEncoder(b)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	b.WriteString("\n")
	return b.Flush()
}

// WriteTAP writes reports in the Test Anything Protocol, version 14.
func WriteTAP(w io.Writer, reports []*Report) error {
	b := bufio.NewWriterSize(w, 32<<10)
	total := 0
	for _, r := range reports {
		total += len(r.Outcomes)
	}
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", total)
	n := 0
	for _, r := range reports {
		failures := 0
		for _, o := range r.Outcomes {
			n++
			word, tail := "ok", ""
			if o.failed() {
				word = "not ok"
			}
			if o.Status == Skipped {
				tail = " # SKIP " + screen.Safe(o.Why)
			}
			if _, err := fmt.Fprintf(b, "%s %d - %s:%d %s%s\n", word, n, tapText(screen.Safe(r.File.Name)), o.Line, tapText(firstLine(o.Source)), tail); err != nil {
				return err
			}
			if o.failed() {
				failures++
				b.WriteString("  ---\n  diff: |\n")
				for _, l := range outputLines(r.difference(o, failures)) {
					b.WriteString("    " + l + "\n")
				}
				b.WriteString("  ...\n")
			}
		}
	}
	return b.Flush()
}

func tapText(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\\", "\\\\"), "#", "\\#")
}
