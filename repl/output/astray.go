package output

import (
	"fmt"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
)

// AstrayText describes a session that the application does not find; "" for nil.
func AstrayText(a *session.Astray) string {
	if a == nil {
		return ""
	}
	return fmt.Sprintf("on %s; the application reads %s", screen.Safe(a.On), screen.Safe(a.Reads))
}

// AstrayJSON is [AstrayText] for programs.
func AstrayJSON(a *session.Astray) map[string]any {
	return map[string]any{"server": a.On, "reads": a.Reads}
}

// astrayOf returns the sessions of a commit that the application does not find, for
// programs.
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

// astrayLines describes these sessions for people.
func astrayLines(results []session.Result) []string {
	var b brief
	for _, r := range results {
		if words := AstrayText(r.Astray); words != "" {
			b.add(words, place.Of(r.Path).String()+" is "+words)
		}
	}
	return b.text()
}
