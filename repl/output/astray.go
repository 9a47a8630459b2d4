package output

import (
	"fmt"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
)

// AstrayText tells of a session that the application does not find; "" for nil.
func AstrayText(a *session.Astray) string {
	if a == nil {
		return ""
	}
	return fmt.Sprintf("on %s; the application reads %s", screen.Safe(a.On), screen.Safe(a.Reads))
}

func AstrayJSON(a *session.Astray) map[string]any {
	return map[string]any{"server": a.On, "reads": a.Reads}
}

// astrayOf are the sessions of a commit that the application does not find, for programs.
func astrayOf(results []session.Result) (list []map[string]any) {
	for _, r := range results {
		if r.Astray != nil {
			m := AstrayJSON(r.Astray)
			m["path"] = place.Of(r.Path).String()
			list = append(list, m)
		}
	}
	return list
}

// astrayLines tell of these, one by one as long as there are few.
func astrayLines(results []session.Result) (lines []string) {
	told := make(map[string]int)
	var kinds []string
	for _, r := range results {
		words := AstrayText(r.Astray)
		if words == "" {
			continue
		}
		if told[words]++; told[words] == 1 {
			kinds = append(kinds, words)
		}
		if told[words] <= mostListed {
			lines = append(lines, place.Of(r.Path).String()+" is "+words)
		}
	}
	for _, words := range kinds {
		if more := told[words] - mostListed; more > 0 {
			lines = append(lines, fmt.Sprintf("%s more: %s", notation.Count(more, "session"), words))
		}
	}
	return lines
}
