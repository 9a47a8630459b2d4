package complete

import (
	"regexp"
	"strings"
	"sync"

	"sessh/repl/place"
	"sessh/repl/script"
	"sessh/repl/script/cursor"
	"sessh/repl/syntax"
)

// statementPrompt begins a line that is always a statement.
const statementPrompt = ">>>"

// forms are what lines look like that are statements.
type forms struct{ name, binding, deletion *regexp.Regexp }

var looks = sync.OnceValue(func() forms {
	return forms{
		name:     regexp.MustCompile(`^[A-Za-z_]\w*`),
		binding:  regexp.MustCompile(`^[A-Za-z_]\w*(\s*,\s*[A-Za-z_]\w*)*\s*=[^=]`),
		deletion: regexp.MustCompile(`^del\s+([A-Za-z_]\w*)\s*[\[.]`),
	}
})

// statement reports whether the line is, or is going to be, a statement, and where that
// begins.
func (c *completer) statement() (at int, ok bool) {
	if c.Script == nil {
		return 0, false
	}
	trimmed := strings.TrimLeft(c.line, " \t")
	at = len(c.line) - len(trimmed)
	if strings.HasPrefix(trimmed, statementPrompt) {
		return at + len(statementPrompt), true
	}
	name := looks().name.FindString(trimmed)
	rest := trimmed[len(name):]
	if m := looks().deletion.FindStringSubmatch(trimmed); m != nil && c.knows(m[1]) {
		return at, true
	}
	if name == "" || rest == "" {
		return 0, false
	}
	if looks().binding.MatchString(trimmed) {
		return at, true
	}
	first, _ := syntax.NewSplitter(trimmed).Next()
	if c.Commands.Lookup(first.Text) != nil {
		return 0, false
	}
	return at, cursor.Keywords[name] && rest[0] == ' ' || c.knows(name)
}

// knows reports whether a name means something in a statement.
func (c *completer) knows(name string) bool {
	return c.lends(name) || c.Script().Knows(name)
}

// meaning returns what the place gives a name a meaning of, as it is known without asking
// the server; nil if it is not.
func (c *completer) meaning(name string) (v any, ok bool) {
	if !c.lends(name) {
		return nil, false
	}
	at := c.Place.Here
	if name == script.SessionName {
		at = at[:place.Session]
	}
	v, _ = c.valueAt(at)
	return v, true
}

// lends reports whether the place gives a name a meaning.
func (c *completer) lends(name string) bool {
	here := c.Place.Here
	switch {
	case len(here) < place.Session:
		return false
	case name == script.DataName:
		return len(here) >= place.Package || c.Work.Root().Container(here[0]).Flat()
	}
	return name == script.SessionName
}

// choices offers what can stand at the end of a statement that begins at an index.
func (c *completer) choices(at int) {
	from, typed, all := c.Script().Choices(c.line[at:], c.meaning)
	c.result.From = at + from
	options := make([]option, len(all))
	for i, x := range all {
		text := x.Text
		for _, end := range []string{"']", `"]`, "]", "("} { // what is there is not put in again
			if strings.HasSuffix(text, end) && strings.HasPrefix(c.tail, end) {
				text = strings.TrimSuffix(text, end)
				break
			}
		}
		options[i] = option{name: x.Name, text: text, shown: x.Name, partial: true, about: says(x.About)}
		if x.Value != nil {
			options[i].about = func() any { return value{x.Value} }
		}
	}
	c.choose(typed, options)
}

// names returns the names that can begin a statement.
func (c *completer) names() (all []option) {
	if c.Script == nil || c.word.Text == "" {
		return nil
	}
	for _, name := range []string{script.SessionName, script.DataName} {
		if c.lends(name) {
			all = append(all, option{name: name, text: name, about: says("of the place, in a statement"), partial: true})
		}
	}
	for _, x := range c.Script().Names() {
		all = append(all, option{name: x.Name, text: x.Text, about: says(x.About + ", in a statement"), partial: true})
	}
	return all
}
