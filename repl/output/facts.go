package output

import (
	"slices"

	"sessh/repl/screen"
	"sessh/session"
)

// fact is one line of what info tells.
type fact struct {
	name string
	text string
	json any
}

type Facts []fact

func (f Facts) JSON() any {
	m := make(map[string]any)
	for _, x := range f {
		m[x.name] = x.json
	}
	return m
}

func (f Facts) Text(p *Printer) {
	wide := 10
	for _, x := range f {
		wide = max(wide, screen.Width(x.name))
	}
	for _, x := range f {
		p.Line("%s %s", screen.Pad(x.name, wide), x.text)
	}
}

func (f *Facts) Add(name, text string) { *f = append(*f, fact{name, text, text}) }

// Has reports whether a fact is known, and just that.
func (f Facts) Has(name, text string) bool {
	return slices.ContainsFunc(f, func(x fact) bool { return x.name == name && x.text == text })
}

func (f *Facts) AddAs(name, text string, json any) { *f = append(*f, fact{name, text, json}) }

// LockedText adds to what is said of a locked session what is known of the lock.
func LockedText(said string, lock *session.Lock) string {
	if text := lock.String(); text != "" {
		return said + ", " + text
	}
	return said
}

// AddLock adds what is known of a lock to a result, in seconds.
func AddLock(m map[string]any, lock *session.Lock) {
	if lock.Idle >= 0 {
		m["lockIdle"] = lock.Idle.Seconds()
	}
	if lock.TTL > 0 {
		m["lockTTL"] = lock.TTL.Seconds()
	}
}
