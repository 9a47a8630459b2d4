package record

import (
	"bytes"
	"slices"

	"sessh/repl/place"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/marked"
)

// A pendingLine is a line that makes a pending change again, with one that takes it back.
type pendingLine struct{ again, back string }

// pendingLines returns lines that make the changes of a transaction again.
func pendingLines(w *session.Work) (all []pendingLine) {
	if w == nil {
		return nil
	}
	for _, c := range w.Changes() {
		if c.Attribute != "" { // no line for it, or one that depends on the time
			continue
		}
		at := place.Of(c.Path).String()
		l := pendingLine{setLine(at, c.New), setLine(at, c.Old)}
		switch c.Kind {
		case diff.Removed:
			l.again = "rm -r " + at
		case diff.Added:
			l.back = "rm -r " + at
		}
		if l.again != "" {
			all = append(all, l)
		}
	}
	return all
}

// setLine returns a line that sets a value; "" if there is none.
func setLine(at string, value any) string {
	var b bytes.Buffer
	if err := marked.Write(&b, value); err != nil {
		return ""
	}
	return "set --json " + at + " " + b.String()
}

// linesBetween returns lines that make what was pending before what is pending after.
func linesBetween(before, after []pendingLine) (lines []string) {
	for _, l := range before {
		if !slices.ContainsFunc(after, func(x pendingLine) bool { return x.back == l.back }) && l.back != "" {
			lines = append(lines, l.back)
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			lines = append(lines, l.again)
		}
	}
	return lines
}
