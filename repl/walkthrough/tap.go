package walkthrough

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"sessh/repl/screen"
)

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
