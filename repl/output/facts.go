package output

import (
	"slices"

	"sessh/repl/screen"
	"sessh/session"
)

// A fact is one line of a description.
type fact struct {
	name string
	text string
	json any
}

// Facts is the result of a command that describes something, such as info.
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

// Add adds a fact that is a text.
func (f *Facts) Add(name, text string) { *f = append(*f, fact{name, text, text}) }

// Has reports whether the facts include exactly this one.
func (f Facts) Has(name, text string) bool {
	return slices.ContainsFunc(f, func(x fact) bool { return x.name == name && x.text == text })
}

// AddAs adds a fact whose JSON is not its text.
func (f *Facts) AddAs(name, text string, json any) { *f = append(*f, fact{name, text, json}) }

// LockedText appends what is known of a lock to words about its session.
func LockedText(said string, lock *session.Lock) string {
	if text := lock.String(); text != "" {
		return said + ", " + text
	}
	return said
}

// AddLock adds what is known of a lock to a JSON object, in seconds.
func AddLock(m map[string]any, lock *session.Lock) {
	if lock.Idle >= 0 {
		m["lockIdle"] = lock.Idle.Seconds()
	}
	if lock.TTL > 0 {
		m["lockTTL"] = lock.TTL.Seconds()
	}
}
