package complete

import (
	"strings"

	"sessh/repl/likeness"
	"sessh/repl/line"
	"sessh/repl/notation"
	"sessh/repl/syntax"
)

// An option is something that can stand at the place of what was typed.
type option struct {
	name    string     // that is compared with what was typed
	text    string     // as it is put into the line; "": the name, with quotes where it needs them
	shown   string     // as it is listed; "": likewise
	about   func() any // what is said of it: a text, or a value; nil: nothing
	partial bool       // no blank follows: it goes on
}

func words(names []string) []option {
	all := make([]option, len(names))
	for i, n := range names {
		all[i].name = n
	}
	return all
}

// says returns the function for option.about that says a text.
func says(text string) func() any { return func() any { return text } }

// Limits of what is said and ranked.
const (
	maxAbout  = 60  // columns
	maxFuzzy  = 100 // options that only have the characters of what was typed
	maxValues = 300 // options whose values are shown
)

// choose offers the options that begin with what was typed; if there are none, those that do
// in another case; if there are none, those that contain it; and if there are none, those
// that have its characters in their order, the best first.
func (c *completer) choose(typed string, all []option) {
	begins := func(name string) bool { return strings.HasPrefix(name, typed) }
	folds := func(name string) bool { return len(name) >= len(typed) && strings.EqualFold(name[:len(typed)], typed) }
	for _, fits := range []func(string) bool{begins, folds} {
		for _, o := range all {
			if fits(o.name) {
				c.offer(o)
			}
		}
		if len(c.result.Candidates) > 0 {
			return
		}
	}
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = o.name
	}
	found := likeness.Find(typed, names)
	likeness.Best(found, names)
	for _, m := range found {
		if m.Whole == found[0].Whole && (m.Whole || len(c.result.Candidates) < maxFuzzy) {
			c.result.Loose = true
			c.offer(all[m.Index])
		}
	}
	c.result.More = max(c.result.More, 0)
}

// offer adds an option to the candidates, or counts it if there are many.
func (c *completer) offer(o option) {
	n := len(c.result.Candidates)
	if n == maxOffered {
		c.result.More++
		return
	}
	x := line.Candidate{Text: o.text, Display: o.shown, Partial: o.partial}
	if x.Text == "" {
		x.Text = syntax.Quote(o.name)
	}
	if x.Display == "" {
		x.Display = syntax.Quote(o.name)
	}
	if strings.HasPrefix(c.tail, "/") { // it is there
		x.Text = strings.TrimSuffix(x.Text, "/")
	}
	if o.about != nil && n < maxValues {
		switch about := o.about().(type) {
		case string:
			x.About = about
		case value:
			x.About = notation.Short(about.v, maxAbout)
		}
	}
	c.result.Candidates = append(c.result.Candidates, x)
}

// value is what option.about returns for a value.
type value struct{ v any }
