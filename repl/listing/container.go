package listing

import (
	"fmt"

	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/syntax"
	"sessh/session"
)

// A Container is the row of one container.
type Container struct {
	Name     string
	Format   string
	Own      bool   // whether Format is the default, which is not shown
	Noun     string // for its sessions: "session" or "item"
	Sessions int
	Sign     rune
}

func (r *Container) JSON() any {
	return map[string]any{"container": r.Name, "format": r.Format, "sessions": r.Sessions, "state": output.StateWord(r.Sign)}
}

func (r *Container) Text(p *output.Printer) {
	text := fmt.Sprintf("%c %s  %s", r.Sign, syntax.Quote(r.Name), notation.Count(r.Sessions, r.Noun))
	if !r.Own {
		text += "  " + r.Format
	}
	p.Line("%s", p.Color(r.Sign).Sprint(text))
}

// Noun returns the word for the sessions of a container.
func Noun(c *session.Container) string {
	if c.Raw() {
		return "item"
	}
	return "session"
}
