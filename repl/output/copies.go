package output

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session/commit"
	"sessh/session/copies"
	"sessh/session/figure"
)

// CopiesJSON describes the copies of a session on other servers.
func CopiesJSON(copies []copies.Copy) any {
	list := make([]any, len(copies))
	for i, c := range copies {
		list[i] = map[string]any{"server": c.Server, "same": c.Same}
	}
	return list
}

// CopiesText is [CopiesJSON] for people.
func CopiesText(copies []copies.Copy) string {
	words := make([]string, len(copies))
	for i, c := range copies {
		words[i] = "different copy on " + screen.Safe(c.Server)
		if c.Same {
			words[i] = "copy on " + screen.Safe(c.Server)
		}
	}
	return strings.Join(words, ", ")
}

// CopyFates returns what became of the copies of one session, for programs.
func CopyFates(copies []copies.Result) []map[string]any {
	list := make([]map[string]any, len(copies))
	for i, c := range copies {
		list[i] = map[string]any{"server": c.Server, "outcome": c.Fate.String()}
		if c.Err != nil {
			list[i]["error"] = hint.Line(c.Err)
		}
	}
	return list
}

// writtenCopies counts the copies that were written with their sessions, by server.
func writtenCopies(results []commit.Result) string {
	on := make(map[string]int)
	for _, r := range results {
		for _, c := range r.Copies {
			if c.Fate == copies.Written {
				on[c.Server]++
			}
		}
	}
	words := make([]string, 0, len(on))
	for _, server := range slices.Sorted(maps.Keys(on)) {
		n := fmt.Sprint(on[server], " copies")
		if on[server] == 1 {
			n = "1 copy"
		}
		words = append(words, n+" on "+screen.Safe(server))
	}
	if len(words) == 0 {
		return ""
	}
	return ", with " + strings.Join(words, ", ")
}

// A brief is a list of lines in which many lines of one kind are counted, not shown.
type brief struct {
	lines []string
	kinds []string
	count map[string]int // by kind
}

// maxLines is how many lines of one kind are shown.
const maxLines = 3

// add adds a line of a kind.
func (b *brief) add(kind, line string) {
	if b.count == nil {
		b.count = make(map[string]int)
	}
	if b.count[kind]++; b.count[kind] == 1 {
		b.kinds = append(b.kinds, kind)
	}
	if b.count[kind] <= maxLines {
		b.lines = append(b.lines, line)
	}
}

// text returns the lines, with the counts of the others at the end.
func (b *brief) text() []string {
	lines := b.lines
	for _, kind := range b.kinds {
		if more := b.count[kind] - maxLines; more > 0 {
			lines = append(lines, fmt.Sprintf("%s more: %s", figure.Count(more, "session"), kind))
		}
	}
	return lines
}

// DifferingCopies describes, a line each, the sessions of a commit that the application
// does not find, the copies that are not like their sessions after it, and servers that may
// have such copies.
func DifferingCopies(results []commit.Result) []string {
	var b brief
	for _, r := range results {
		for _, c := range r.Copies {
			if words := copyWords(c); words != "" {
				b.add(words, place.Of(r.Path).String()+": "+words)
			}
		}
	}
	return append(astrayLines(results), b.text()...)
}

// WriteCopies writes the lines of [DifferingCopies].
func WriteCopies(p *Printer, results []commit.Result) {
	for _, line := range DifferingCopies(results) {
		p.Line("%s", p.Color(SignConflict).Sprintf("%c %s", SignConflict, line))
	}
}

// copyWords describes a copy that is not like its session; "" if it is.
func copyWords(c copies.Result) string {
	server := screen.Safe(c.Server)
	switch c.Fate {
	case copies.Left:
		return fmt.Sprintf("the copy on %s differs and was left alone", server)
	case copies.Failed:
		return fmt.Sprintf("the copy on %s was not written: %s", server, hint.Line(c.Err))
	case copies.Unknown:
		return "a copy may be left as it was: " + hint.Line(c.Err)
	}
	return ""
}

// AddCopies adds the copies of a session to its facts; err is about servers that did not
// answer and may have more.
func AddCopies(f *Facts, copies []copies.Copy, err error) {
	words, list := CopiesText(copies), CopiesJSON(copies)
	if err != nil {
		words = strings.TrimPrefix(words+", not all servers answer: "+hint.Line(err), ", ")
		f.AddAs("copies", words, map[string]any{"found": list, "error": hint.Line(err)})
		return
	}
	if len(copies) > 0 {
		f.AddAs("copies", words, list)
	}
}

// AstrayText describes a session that the application does not find; "" for nil.
func AstrayText(a *copies.Astray) string {
	if a == nil {
		return ""
	}
	return fmt.Sprintf("on %s; the application reads %s", screen.Safe(a.On), screen.Safe(a.Reads))
}

// AstrayJSON is [AstrayText] for programs.
func AstrayJSON(a *copies.Astray) map[string]any {
	return map[string]any{"server": a.On, "reads": a.Reads}
}

// astrayOf returns the sessions of a commit that the application does not find, for
// programs.
func astrayOf(results []commit.Result) (list []map[string]any) {
	for _, r := range results {
		if r.Astray != nil {
			m := AstrayJSON(r.Astray)
			m["path"] = place.Of(r.Path).String()
			list = append(list, m)
		}
	}
	return list
}

// astrayLines describes these sessions for people.
func astrayLines(results []commit.Result) []string {
	var b brief
	for _, r := range results {
		if words := AstrayText(r.Astray); words != "" {
			b.add(words, place.Of(r.Path).String()+" is "+words)
		}
	}
	return b.text()
}
