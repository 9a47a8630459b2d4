package keys

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
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
	must     string // the longest text in it
}

// An element is literal text or a part.
type element struct {
	text  string // "": it is a part
	part  int    // its place among the names
	kind  kind
	usual string
}

// parts are the texts of parts, by their places; the id is the first.
type parts [4]string

const idPart = 0

// tokens matches the tokens of a template.
var tokens = regexp.MustCompile(`\{(\w+)(?::(\w+))?(?:=([^{}]*))?\}|[^{}\[\]]+|.`)

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
		if len(e.text) > len(c.must) {
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
			if len(all) > 0 && all[len(all)-1].text == "" {
				return nil, errors.New("a part directly follows another one: its start would be ambiguous")
			}
			if !slices.Contains(*known, name) {
				*known = append(*known, name)
			}
			e.text, e.part = "", slices.Index(*known, name)
			if e.kind = kindNamed(kindName); e.kind.fits == nil || e.part == len(parts{}) {
				return nil, fmt.Errorf("there are too many parts, or no parts of the kind %q", kindName)
			}
		case strings.ContainsAny(whole, "{}[]"):
			return nil, errors.New("a bracket has no counterpart")
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

// String returns the template in the usual notation: django[:PREFIX:VERSION].
func (t *template) String() string {
	t.naming.Do(func() {
		t.name = tokens.ReplaceAllStringFunc(t.text, func(token string) string {
			if name := tokens.FindStringSubmatch(token)[1]; name != "" {
				return strings.ToUpper(name)
			}
			return token
		})
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
	case len(all) == 1:
		to[e.part] = text
		return e.fits(text)
	}
	for i := 0; i <= len(text); i++ {
		j := strings.Index(text[i:], all[1].text)
		if j < 0 {
			return false
		}
		if i += j; e.fits(text[:i]) && match(all[1:], text[i:], to) {
			to[e.part] = text[:i]
			return true
		}
	}
	return false
}

// A kind is a set of texts that can stand for a part.
type kind struct {
	fits func(text string) bool
	is   string // for messages; "" for any text
}

// kindNamed returns the kind of that name: number, hex or word with a length, or any
// text for "". For another name the kind has no function.
func kindNamed(name string) kind {
	letters := strings.TrimRight(name, "0123456789")
	length, _ := strconv.Atoi(name[len(letters):])
	of := func(is string, letter func(c byte) bool) kind {
		return kind{func(text string) bool { return len(text) == length && all(text, letter) }, fmt.Sprintf("%d %s", length, is)}
	}
	switch {
	case name == "":
		return kind{isPlain, ""}
	case name == "number":
		return kind{isNumber, "an integer"}
	case letters == "hex" && length > 0:
		return of("hexadecimal digits", func(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' })
	case letters == "word" && length > 0:
		return of("letters, digits, - and _", func(c byte) bool {
			return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
		})
	}
	return kind{}
}

// all reports whether is holds for all bytes of a text.
func all(text string, such func(c byte) bool) bool {
	for i := range len(text) {
		if !such(text[i]) {
			return false
		}
	}
	return true
}

func isPlain(text string) bool { return all(text, func(c byte) bool { return c > ' ' && c != 0x7f }) }

func isNumber(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && strconv.Itoa(n) == text
}

// check says why a text is not a session id of a framework.
func (k kind) check(of, id string) error {
	switch {
	case id == "":
		return errors.New("the session id is empty")
	case k.fits(id):
		return nil
	case k.is != "":
		return fmt.Errorf("an id of %s's has %s", of, k.is)
	}
	return fmt.Errorf("%q is not a session id: it has blanks or control characters", id)
}
