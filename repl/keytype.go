package repl

import "sessh/session"

// keepType makes the key that a value goes to an integer where the value had one and
// the name is written like one, and whatever it was where the name is its own.
func (at *spot) keepType(src *spot, own bool) {
	m, ok1 := at.parent.(*session.Map)
	_, ok2 := src.parent.(*session.Map)
	if !ok1 || !ok2 || at.session.Container().Format().Name() != src.session.Container().Format().Name() {
		return
	}
	_, isInteger := src.key.(int64)
	_, isText := src.key.(string)
	switch i, ok := session.IntegerNamed(at.names[len(at.names)-1]); {
	case own && (isInteger || isText):
		at.key = src.key
	case isInteger && ok && !at.found:
		at.key = i
	}
	at.keys[len(at.keys)-1] = at.key
	at.value, at.found = m.Get(at.key)
}

// tellType says that a new key is a text where it could be taken for an integer.
func (sh *Shell) tellType(at *spot) {
	m, ok := at.parent.(*session.Map)
	if !ok || at.found || at.key != any(at.names[len(at.names)-1]) || !m.Ambiguous(at.key) {
		return
	}
	if at.session.Container().Format().Traits().ArrayKey != nil {
		return // it is an integer there, whatever it is here
	}
	sh.note("the key %s is a text; integer(%[1]s) is an integer", at.key)
}
