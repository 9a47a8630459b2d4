package output

import (
	"github.com/fatih/color"

	"sessh/session"
)

// Signs mark entries, with or without colours.
const (
	SignNone     = ' '
	SignAdded    = '+'
	SignChanged  = '~'
	SignRemoved  = '-'
	SignConflict = '!'
)

// ChangeSign returns the sign of a change.
func ChangeSign(k session.ChangeKind) rune {
	switch k {
	case session.Added:
		return SignAdded
	case session.Changed:
		return SignChanged
	case session.Removed:
		return SignRemoved
	}
	return SignNone
}

// Color returns the colour of a sign.
func (p *Printer) Color(sign rune) *color.Color {
	switch sign {
	case SignAdded:
		return p.Palette.Added
	case SignChanged:
		return p.Palette.Changed
	case SignRemoved:
		return p.Palette.Removed
	case SignConflict:
		return p.Palette.Conflict
	}
	return p.Palette.Plain
}

// StateWord returns the meaning of a sign, for JSON.
func StateWord(sign rune) string {
	switch sign {
	case SignAdded:
		return "added"
	case SignChanged:
		return "changed"
	case SignRemoved:
		return "removed"
	case SignConflict:
		return "conflict"
	}
	return "committed"
}

// SessionSign returns the sign of a session in the open transaction.
func SessionSign(s *session.Session) rune {
	switch {
	case len(s.Changes()) == 0:
		return SignNone
	case !s.Exists():
		return SignRemoved
	case !s.Stored():
		return SignAdded
	}
	return SignChanged
}
