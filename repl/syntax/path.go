package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Path is a path as it was typed: absolute, or relative to where one is.
type Path struct {
	Absolute bool
	Elems    []Elem
	// Slash is set where the path ends in a slash.
	Slash bool
}

// An Elem is one element of a path.
type Elem struct {
	Name string
	// Up is set for "..", and Previous for a "-" that is the whole path: where one was before.
	Up, Previous bool
	// Pattern is set where the name has *, ? or [ that are not quoted.
	Pattern bool
	Start   int // index into the word's Text
}

// ParsePath reads a path. Every word is one: slashes separate names, "." is no
// name, ".." the parent and "-" the place before, unless a backslash says that
// they are meant as they are.
func ParsePath(w Word) Path {
	p := Path{}
	if len(w.Text) > 0 && w.Text[0] == '/' && !w.Literal[0] {
		p.Absolute = true
	}
	if w.Text == "-" && !w.Literal[0] {
		return Path{Elems: []Elem{{Name: "-", Previous: true}}}
	}
	start, quoted := 0, false
	empties := w.Empty // those from start on
	for i := 0; i <= len(w.Text); i++ {
		if i < len(w.Text) && (w.Text[i] != '/' || w.Literal[i]) {
			quoted = quoted || w.Literal[i]
			continue
		}
		name := w.Text[start:i]
		empty := false
		for len(empties) > 0 && empties[0] <= i {
			empty, empties = true, empties[1:]
		}
		switch {
		case quoted || empty:
			p.Elems = append(p.Elems, Elem{Name: name, Start: start, Pattern: pattern(w, start, i)})
		case name == "" || name == ".":
		case name == "..":
			p.Elems = append(p.Elems, Elem{Name: name, Up: true, Start: start})
		default:
			p.Elems = append(p.Elems, Elem{Name: name, Start: start, Pattern: pattern(w, start, i)})
		}
		p.Slash = i == len(w.Text) && i > 0 && start == i && !empty
		start, quoted = i+1, false
	}
	return p
}

func pattern(w Word, from, to int) bool {
	for i := from; i < to; i++ {
		if strings.IndexByte("*?[", w.Text[i]) >= 0 && !w.Literal[i] {
			return true
		}
	}
	return false
}

// Quote writes a name so that it can be typed: as it is where that means the
// same, else in double quotes, with nothing in it that a terminal would act on.
func Quote(name string) string {
	if Plain(name) {
		return name
	}
	switch name {
	case ".":
		return `\.`
	case "..":
		return `\.\.`
	}
	return `"` + strings.ReplaceAll(Escape(name), "/", `\/`) + `"`
}

// Plain reports whether a name means itself when it is typed as an element of a path.
func Plain(name string) bool {
	if name == "" || name == "." || name == ".." || name[0] == '-' || name[0] == '#' || !utf8.ValidString(name) {
		return false
	}
	if simple(name) {
		return true
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return strings.ContainsRune("/\"'\\*?[", r) || !shown(r)
	})
}

// simple tells of the usual kind of name, fast, that nothing in it means
// anything: there may be millions to be listed.
func simple(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' || c == ':') {
			return false
		}
	}
	return true
}

// shown reports whether a rune is printed as it is: a visible one.
func shown(r rune) bool { return r != ' ' && visible(r) }

// Escape writes text as it stands inside of double quotes.
func Escape(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == ' ' || visible(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		text = text[size:]
	}
	return b.String()
}
