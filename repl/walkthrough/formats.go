package walkthrough

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"sessh/repl/screen"
)

// WriteJUnit writes reports as XML in the format of JUnit: a test case for each example,
// with its heading as the class.
func WriteJUnit(w io.Writer, reports []*Report) error {
	b := bufio.NewWriterSize(w, 32<<10)
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<testsuites>\n")
	for _, r := range reports {
		passed, failed, skipped := r.Counts()
		file := xmlText(screen.Safe(r.File.Name))
		fmt.Fprintf(b, `  <testsuite name="%s" tests="%d" failures="%d" skipped="%d">`+"\n", file, passed+failed+skipped, failed, skipped)
		failures := 0
		for _, o := range r.Outcomes {
			class := xmlText(screen.Safe(o.Heading))
			if class == "" {
				class = file
			}
			fmt.Fprintf(b, `    <testcase name="line %d: %s" classname="%s" file="%s" line="%d" time="%.6f">`+"\n",
				o.Line, xmlText(firstLine(o.Source)), class, file, o.Line, o.Took.Seconds())
			if o.failed() {
				failures++
				fmt.Fprintf(b, `      <failure message="%s">%s</failure>`+"\n", xmlText(o.Status.String()), xmlText(r.difference(o, failures)))
			}
			if o.Status == Skipped {
				fmt.Fprintf(b, `      <skipped message="%s"></skipped>`+"\n", xmlText(screen.Safe(o.Why)))
			}
			b.WriteString("    </testcase>\n")
		}
		b.WriteString("  </testsuite>\n")
	}
	b.WriteString("</testsuites>\n")
	return b.Flush()
}

// xmlText escapes a text for XML, in which some characters cannot be at all. Package encoding/xml would
// take a part of the start of every run.
func xmlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune("\"'&<>\t\n\r", r):
			fmt.Fprintf(&b, "&#%d;", r)
		case r < ' ', r == 0xfffe, r == 0xffff:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
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
