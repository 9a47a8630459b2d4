package output

import (
	"strings"

	"sessh/repl/hint"
	"sessh/session"
)

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
