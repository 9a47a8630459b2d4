package output

import (
	"sessh/session"
)

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
