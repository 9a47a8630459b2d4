package repl

import (
	"sessh/repl/place"
	"sessh/session"
)

// tellType says that a new key is a text where it could be taken for an integer.
func (sh *Shell) tellType(at *place.Spot) {
	m, ok := at.Parent.(*session.Map)
	if !ok || at.Found || at.Key != any(at.Names[len(at.Names)-1]) || !m.Ambiguous(at.Key) {
		return
	}
	if at.Session.Container().Format().Traits().ArrayKey != nil {
		return // it is an integer there, whatever it is here
	}
	sh.note("the key %s is a text; integer(%[1]s) is an integer", at.Key)
}
