package output

import (
	"github.com/fatih/color"

	"sessh/session"
	"sessh/session/diff"
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
func ChangeSign(k diff.Kind) rune {
	switch k {
	case diff.Added:
		return SignAdded
	case diff.Changed:
		return SignChanged
	case diff.Removed:
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
