package keys

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
)

// A template is a compiled text with parts.
type template struct {
	text string
	// choices are its variants: with its group and, if it has one, without.
	choices []choice
	left    []element // the parts of the group

	naming sync.Once
	name   string // what String returns
}

type choice struct {
	elements []element
	must     string   // the longest text in it; "" if it begins with a text, which is looked at first
	last     *element // a part of fixed length that ends it; nil: there is none
	before   string   // the text before that
}

// An element is literal text or a part.
type element struct {
	text  string // "": it is a part
	part  int    // its place among the names
	kind  kind
	usual string
	again bool // it is the same text as before
}

// parts are the texts of parts, by their places; the id is the first.
type parts [4]string

const idPart = 0

// compile parses a template; known are the names that parts can have.
func compile(text string, known *[]string) (*template, error) {
	t := &template{text: text}
	head, rest, grouped := strings.Cut(text, "[")
	group, tail, closed := strings.Cut(rest, "]")
	if grouped != closed {
		return nil, errors.New("a bracket is missing")
	}
	texts := []string{head + group + tail}
	if grouped {
		texts = append(texts, head+tail)
	}
	for _, text := range texts {
		all, err := elements(text, known)
		if err != nil {
			return nil, err
		}
		t.choices = append(t.choices, newChoice(all))
	}
	if grouped {
		t.left = slices.DeleteFunc(slices.Clone(t.choices[0].elements), func(e element) bool {
			return e.text != "" || slices.ContainsFunc(t.choices[1].elements, func(o element) bool { return o.text == "" && o.part == e.part })
		})
	}
	return t, nil
}

func newChoice(all []element) choice {
	c := choice{elements: all}
	for _, e := range all {
		if len(e.text) > len(c.must) && all[0].text == "" {
			c.must = e.text
		}
	}
	if n := len(all) - 1; all[n].text == "" && all[n].kind.length > 0 {
		c.last = &all[n]
		if n > 0 {
			c.before = all[n-1].text
		}
	}
	return c
}

func elements(text string, known *[]string) ([]element, error) {
	all := make([]element, 0, 2*strings.Count(text, "{")+1)
	for t := range tokens(text) {
		e := element{text: t.whole, usual: t.usual}
		switch {
		case t.name != "":
			if len(all) > 0 && all[len(all)-1].text == "" && kindNamed(t.kind).tail == nil {
				return nil, errors.New("a part directly follows another one: its start would be ambiguous")
			}
			if !slices.Contains(*known, t.name) {
				*known = append(*known, t.name)
			}
			e.text, e.part = "", slices.Index(*known, t.name)
			e.again = slices.ContainsFunc(all, func(before element) bool { return before.text == "" && before.part == e.part })
			if e.kind = kindNamed(t.kind); e.kind.fits == nil || e.part == len(parts{}) {
				return nil, fmt.Errorf("there are too many parts, or no parts of the kind %q", t.kind)
			}
		case strings.ContainsAny(t.whole, "{}[]"):
			return nil, errors.New("a bracket has no counterpart")
		}
		if n := len(all); n > 1 && all[n-1].text == "" && all[n-2].text == "" {
			return nil, errors.New("a part follows another one at once: only the last part of a key can")
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		return nil, errors.New("it may be empty")
	}
	return all, nil
}

// A token is a part of the text of a template, {name:kind=usual}, or text up to the next bracket, or a
// bracket that begins no part.
type token struct{ whole, name, kind, usual string }

// tokens yields the tokens of a template. A whole table of templates is read when the program starts,
// which is why this is no regular expression.
func tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for text != "" {
			t := firstToken(text)
			if !yield(t) {
				return
			}
			text = text[len(t.whole):]
		}
	}
}

func firstToken(text string) token {
	switch n := strings.IndexAny(text, "{}[]"); {
	case n < 0:
		return token{whole: text}
	case n > 0:
		return token{whole: text[:n]}
	}
	part, _, closed := strings.Cut(text, "}")
	if text[0] != '{' || !closed {
		return token{whole: text[:1]}
	}
	head, usual, _ := strings.Cut(part[1:], "=")
	name, kind, kinded := strings.Cut(head, ":")
	if !isWord(name, "") || kinded && !isWord(kind, "|") || strings.Contains(usual, "{") {
		return token{whole: text[:1]}
	}
	return token{text[:len(part)+1], name, kind, usual}
}

// renamed returns a template with the name of each part as rename has it.
func renamed(text string, rename func(name string) string) string {
	var b strings.Builder
	for t := range tokens(text) {
		if t.name != "" {
			t.whole = rename(t.name)
		}
		b.WriteString(t.whole)
	}
	return b.String()
}

// isWord reports whether a text has letters, digits, underscores and some more characters, and nothing
// else.
func isWord(text, more string) bool {
	for i := range len(text) {
		c := text[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_') && strings.IndexByte(more, c) < 0 {
			return false
		}
	}
	return text != ""
}

// parts returns how many parts a template has, a part that it has twice counted once.
func (t *template) parts() int {
	met := make(map[int]bool)
	for _, e := range t.choices[0].elements {
		if e.text == "" {
			met[e.part] = true
		}
	}
	return len(met)
}

func (t *template) id() *element {
	for i, e := range t.choices[0].elements {
		if e.text == "" && e.part == idPart {
			return &t.choices[0].elements[i]
		}
	}
	return nil
}

// String returns the template in the usual notation: django[:PREFIX:VERSION].
func (t *template) String() string {
	t.naming.Do(func() {
		t.name = renamed(t.text, strings.ToUpper)
	})
	return t.name
}

// usual returns the text of a template whose parts are as usual.
func (t *template) usual() (text string) {
	for _, e := range t.choices[len(t.choices)-1].elements {
		text += e.text + e.usual
	}
	return text
}

// format puts the parts into the template, without its group if that says the same. It
// reports whether all of them fit.
func (t *template) format(from *parts) (string, bool) {
	for _, e := range t.chosen(from) {
		if e.text == "" && !e.fits(from[e.part]) {
			return "", false
		}
	}
	return t.put(from), true
}

// put is format, whether the parts fit or not.
func (t *template) put(from *parts) string {
	var b strings.Builder
	for _, e := range t.chosen(from) {
		b.WriteString(e.text)
		if e.text == "" {
			b.WriteString(from[e.part])
		}
	}
	return b.String()
}

// chosen is what the template is with the parts.
func (t *template) chosen(from *parts) []element {
	if len(t.choices) > 1 && t.leavesOut(from) {
		return t.choices[1].elements
	}
	return t.choices[0].elements
}

func (e *element) fits(text string) bool {
	return e.kind.fits(text) && (text != "" || e.part != idPart)
}

// match finds the parts of the template in a text.
func (t *template) match(text string, to *parts) bool {
	for i := range t.choices {
		c := &t.choices[i]
		if !c.may(text) || !match(c.elements, text, to) {
			continue
		}
		if i == 1 {
			for _, e := range t.left {
				to[e.part] = e.usual
			}
		}
		if len(t.choices) == 1 || t.leavesOut(to) == (i == 1) {
			return true
		}
	}
	return false
}

// may reports, at a glance, whether a text may be of the choice.
func (c *choice) may(text string) bool {
	if c.last != nil {
		at := len(text) - c.last.kind.length
		if at < 0 || !c.last.kind.fits(text[at:]) || !strings.HasSuffix(text[:at], c.before) {
			return false
		}
	}
	return c.must == "" || strings.Contains(text, c.must)
}

// leavesOut reports whether the group is left out, its parts being as usual.
func (t *template) leavesOut(p *parts) bool {
	return !slices.ContainsFunc(t.left, func(e element) bool { return p[e.part] != e.usual })
}

// match matches some of the elements. A part takes as little as it can.
func match(all []element, text string, to *parts) bool {
	if len(all) == 0 {
		return text == ""
	}
	e := &all[0]
	switch {
	case e.text != "":
		rest, ok := strings.CutPrefix(text, e.text)
		return ok && match(all[1:], rest, to)
	case e.again:
		rest, ok := strings.CutPrefix(text, to[e.part])
		return ok && match(all[1:], rest, to)
	case len(all) == 1:
		to[e.part] = text
		return e.fits(text)
	case all[1].text == "": // the last one
		i := all[1].kind.tail(text)
		if i < 0 || !e.fits(text[:i]) {
			return false
		}
		to[e.part], to[all[1].part] = text[:i], text[i:]
		return true
	}
	for i := 0; i <= len(text); i++ {
		j := strings.Index(text[i:], all[1].text)
		if j < 0 {
			return false
		}
		if i += j; !e.fits(text[:i]) {
			continue
		}
		to[e.part] = text[:i]
		if match(all[1:], text[i:], to) {
			return true
		}
	}
	return false
}
