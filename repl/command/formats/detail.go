package formats

import (
	"strings"

	"sessh/repl/output"
	"sessh/session/format"
)

// detail is all that is known of a format.
type detail struct {
	name, about string
	ways        []string
	facts       format.Facts
	contested   bool // whether the value of an item must prove whose it is
}

func detailOf(f format.Format) detail {
	t := f.Traits()
	d := detail{name: f.Name(), about: t.About, ways: t.Ways, contested: t.Claims != nil}
	if t.Facts != nil {
		d.facts = t.Facts()
	}
	return d
}

func (d detail) JSON() any {
	return map[string]any{
		"format": d.name, "about": d.about, "keys": list(d.facts.Keys), "marks": list(d.facts.Marks), "ways": list(d.ways),
		"contested": d.contested, "language": d.facts.Language, "tried": d.facts.Tried, "row": d.facts.Text,
	}
}

// list is a list that JSON shows as one, even if it is empty.
func list(of []string) []string { return append([]string{}, of...) }

// Text shows the format as it is written in the configuration file, with what else is known
// in comments.
func (d detail) Text(p *output.Printer) {
	comment := func(text string, of ...string) {
		if len(of) > 0 && of[0] != "" {
			p.Line("# %s%s", text, strings.Join(of, ", "))
		}
	}
	if d.facts.Text == "" {
		p.Line("# %s", d.name)
	}
	comment("", d.about)
	by := d.facts.Keys
	if len(by) > 0 {
		last := by[len(by)-1]
		switch {
		case len(d.facts.Marks) > 0:
			last += " and by what is in a session: " + strings.Join(d.facts.Marks, " or ")
		case d.contested:
			last += " and its value"
		}
		keys := "key "
		if len(by) > 1 {
			keys = "keys "
		}
		comment("recognized by the "+keys, append(list(by[:len(by)-1]), last)...)
	}
	comment("written as ", d.ways...)
	comment("tried with ", d.facts.Tried)
	for l := range strings.Lines(d.facts.Text) {
		p.Line("%s", strings.TrimSuffix(l, "\n"))
	}
	p.Line("")
}
