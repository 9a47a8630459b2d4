package listing

import (
	"fmt"

	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/syntax"
	"sessh/session"
)

// Container is one container.
type Container struct {
	Name     string
	Format   string
	Own      bool   // whether the format is not shown: it is sessh's own
	Noun     string // for what is in it
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

// Noun is the word for what is in a container.
func Noun(c *session.Container) string {
	if c.Raw() {
		return "item"
	}
	return "session"
}
