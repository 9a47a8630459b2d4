package output

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
)

// CopiesJSON tells of the copies of a session on other servers.
func CopiesJSON(copies []session.Copy) any {
	list := make([]any, len(copies))
	for i, c := range copies {
		list[i] = map[string]any{"server": c.Server, "same": c.Same}
	}
	return list
}

func CopiesText(copies []session.Copy) string {
	words := make([]string, len(copies))
	for i, c := range copies {
		words[i] = "different copy on " + screen.Safe(c.Server)
		if c.Same {
			words[i] = "copy on " + screen.Safe(c.Server)
		}
	}
	return strings.Join(words, ", ")
}

// CopyFates tell what became of the copies of one session.
func CopyFates(copies []session.CopyResult) []map[string]any {
	list := make([]map[string]any, len(copies))
	for i, c := range copies {
		list[i] = map[string]any{"server": c.Server, "outcome": c.Fate.String()}
		if c.Err != nil {
			list[i]["error"] = hint.Line(c.Err)
		}
	}
	return list
}

// writtenCopies counts the copies that were written as well, by server.
func writtenCopies(results []session.Result) string {
	on := make(map[string]int)
	for _, r := range results {
		for _, c := range r.Copies {
			if c.Fate == session.CopyWritten {
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

// toldCopies is how many copies of a kind on a server are told of one by one; the
// others are counted.
const mostListed = 3

// DifferingCopies tells of the copies that are not like their sessions after a commit,
// of servers that may have such, and of sessions that the application does not find, in
// a line each.
func DifferingCopies(results []session.Result) []string {
	lines := astrayLines(results)
	told := make(map[string]int)
	var kinds []string
	for _, r := range results {
		for _, c := range r.Copies {
			words := copyWords(c)
			if words == "" {
				continue
			}
			if told[words]++; told[words] == 1 {
				kinds = append(kinds, words)
			}
			if told[words] <= mostListed {
				lines = append(lines, place.Of(r.Path).String()+": "+words)
			}
		}
	}
	for _, words := range kinds {
		if more := told[words] - mostListed; more > 0 {
			lines = append(lines, fmt.Sprintf("%s more: %s", notation.Count(more, "session"), words))
		}
	}
	return lines
}

func WriteCopies(p *Printer, results []session.Result) {
	for _, line := range DifferingCopies(results) {
		p.Line("%s", p.Color(SignConflict).Sprintf("%c %s", SignConflict, line))
	}
}

func copyWords(c session.CopyResult) string {
	server := screen.Safe(c.Server)
	switch c.Fate {
	case session.CopyLeft:
		return fmt.Sprintf("the copy on %s differs and was left alone", server)
	case session.CopyFailed:
		return fmt.Sprintf("the copy on %s was not written: %s", server, hint.Line(c.Err))
	case session.CopyUnknown:
		return "a copy may be left as it was: " + hint.Line(c.Err)
	}
	return ""
}

// AddCopies tells of the copies of a session, and of servers that may have more.
func AddCopies(f *Facts, copies []session.Copy, err error) {
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
