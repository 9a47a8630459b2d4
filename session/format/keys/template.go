package keys

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A template is a compiled text with parts.
type template struct {
	text string
	// choices are what it can be: all of it, and, where it has a group, the rest.
	choices []choice
	left    []element // the parts of the group
}

type choice struct {
	elements []element
	must     string // the longest text in it; "" if it begins with a text, which is looked at first
}

// An element is a text that stands for itself, or a part.
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

// tokens are what a text with parts is made of.
var tokens = regexp.MustCompile(`\{(\w+)(?::([\w|]+))?(?:=([^{}]*))?\}|[^{}\[\]]+|.`)

// compile reads a text with parts, of which known are the names that there are.
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
	return c
}

func elements(text string, known *[]string) ([]element, error) {
	var all []element
	for _, found := range tokens.FindAllStringSubmatch(text, -1) {
		whole, name, kindName, usual := found[0], found[1], found[2], found[3]
		e := element{text: whole, usual: usual}
		switch {
		case name != "":
			if len(all) > 0 && all[len(all)-1].text == "" && kindNamed(kindName).tail == nil {
				return nil, errors.New("a part follows another one at once: where it begins could not be told")
			}
			if !slices.Contains(*known, name) {
				*known = append(*known, name)
			}
			e.text, e.part = "", slices.Index(*known, name)
			e.again = slices.ContainsFunc(all, func(before element) bool { return before.text == "" && before.part == e.part })
			if e.kind = kindNamed(kindName); e.kind.fits == nil || e.part == len(parts{}) {
				return nil, fmt.Errorf("there are too many parts, or no parts of the kind %q", kindName)
			}
		case strings.ContainsAny(whole, "{}[]"):
			return nil, errors.New("a bracket stands alone")
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

func (t *template) id() *element {
	for i, e := range t.choices[0].elements {
		if e.text == "" && e.part == idPart {
			return &t.choices[0].elements[i]
		}
	}
	return nil
}

// String is the template as people write it: django[:PREFIX:VERSION].
func (t *template) String() string {
	return tokens.ReplaceAllStringFunc(t.text, func(token string) string {
		if name := tokens.FindStringSubmatch(token)[1]; name != "" {
			return strings.ToUpper(name)
		}
		return token
	})
}

// usual is the text of a template whose parts are as usual.
func (t *template) usual() (text string) {
	for _, e := range t.choices[len(t.choices)-1].elements {
		text += e.text + e.usual
	}
	return text
}

// format puts the parts into the template: without its group where that says the same.
// It reports whether all of them fit.
func (t *template) format(from *parts) (string, bool) {
	all := t.choices[0].elements
	if len(t.choices) > 1 && t.leavesOut(from) {
		all = t.choices[1].elements
	}
	var b strings.Builder
	for _, e := range all {
		b.WriteString(e.text)
		if e.text == "" {
			if !e.fits(from[e.part]) {
				return "", false
			}
			b.WriteString(from[e.part])
		}
	}
	return b.String(), true
}

func (e *element) fits(text string) bool {
	return e.kind.fits(text) && (text != "" || e.part != idPart)
}

// match finds the parts of the template in a text.
func (t *template) match(text string, to *parts) bool {
	for i, c := range t.choices {
		if !strings.Contains(text, c.must) || !match(c.elements, text, to) {
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

// leavesOut reports whether the group is left out, its parts being as usual.
func (t *template) leavesOut(p *parts) bool {
	return !slices.ContainsFunc(t.left, func(e element) bool { return p[e.part] != e.usual })
}

// match is for the elements from some one on. A part takes as little as it can.
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
