package walkthrough

import (
	"fmt"
	"slices"
	"strings"

	"sessh/session/format/lazyregexp"
)

// A Warning points out what the author may not have meant.
type Warning struct {
	File string
	Line int
	Text string
}

func (w Warning) String() string { return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Text) }

func (p *parser) warn(line int, format string, args ...any) {
	p.f.Warnings = append(p.f.Warnings, Warning{p.f.Name, line + 1, fmt.Sprintf(format, args...)})
}

// unfinished matches the first line of a statement that goes on, or of a compound one, which
// an empty line may end.
var unfinished = lazyregexp.New(`^(@|(async|class|def|for|if|try|while|with)\b)|[:\\([{,]\s*(#.*)?$|"""|'''`)

// goesOn reports whether a line without anything can belong to the statement that begins with
// these lines.
func goesOn(source []string) bool {
	return unfinished.Get().MatchString(source[0]) || slices.ContainsFunc(source[1:], func(l string) bool { return strings.TrimSpace(l) != "" })
}

var sentence = lazyregexp.New(`^[A-Z][a-z']* ([A-Za-z',]+ ){2,}.*[.:!?]\n?$`)

// looksLikeProse reports whether expected output is more likely a sentence.
func looksLikeProse(want string) bool {
	first, _, _ := strings.Cut(want, "\n")
	return sentence.Get().MatchString(first) && !strings.Contains(first, "...")
}
