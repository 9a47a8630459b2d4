package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Path is a path as it was typed: absolute, or relative to the current place.
type Path struct {
	Absolute bool
	Elems    []Elem
	// Slash is set if the path ends in a slash.
	Slash bool
}

// An Elem is one element of a path.
type Elem struct {
	Name string
	// Up is set for "..", and Previous for "-" as the whole path, the previous place.
	Up, Previous bool
	// Pattern is set if the name has *, ? or [ that are not quoted.
	Pattern bool
	Start   int // index into the word's Text
}

// ParsePath parses a path. Every word is a path: slashes separate names, "." stands for
// nothing, ".." for the parent and "-" for the previous place, unless they are escaped by a
// backslash.
func ParsePath(w Word) Path {
	p := Path{}
	if len(w.Text) > 0 && w.Text[0] == '/' && !w.Literal[0] {
		p.Absolute = true
	}
	if w.Text == "-" && !w.Literal[0] {
		return Path{Elems: []Elem{{Name: "-", Previous: true}}}
	}
	start, quoted := 0, false
	empties := w.empty // those from start on
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

// Quote returns a name in a form that can be typed: as it is if that means the name, and
// otherwise in double quotes, with nothing in it that a terminal would act on.
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

// QuoteWord is [Quote] for a word that is no name in a path, in which slashes and dots have no meaning.
func QuoteWord(word string) string {
	plain := word != ""
	for part := range strings.SplitSeq(word, "/") {
		plain = plain && (strings.Trim(part, ".") == "" || Plain(part))
	}
	if plain {
		return word
	}
	return `"` + Escape(word) + `"`
}

// Plain reports whether a name, typed as an element of a path, means itself.
func Plain(name string) bool {
	if name == "" || name == "." || name == ".." || name[0] == '-' || name[0] == '#' || name[0] == '|' || name[0] == '>' {
		return false
	}
	if simple(name) {
		return true
	}
	return utf8.ValidString(name) && momentIn(name, nil) < 0 && name[len(name)-1] != ';' && !strings.ContainsFunc(name, func(r rune) bool {
		return strings.ContainsRune("/\"'\\*?[", r) || !shown(r)
	})
}

// simple reports, fast, that a name is of the usual kind, in which nothing has a meaning:
// millions may be listed.
func simple(name string) bool {
	for i := range len(name) {
		if !usual[name[i]] {
			return false
		}
	}
	return true
}

// usual are the bytes of names in which nothing has a meaning.
var usual = func() (set [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") {
		set[c] = true
	}
	return set
}()

// shown reports whether a rune is visible, and so shown as it is.
func shown(r rune) bool { return r != ' ' && visible(r) }

// Escape returns text as it stands inside double quotes.
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

// visible reports whether a rune can be printed as it is: it has a glyph, and does not
// affect the terminal or the order of the text around it.
func visible(r rune) bool { return unicode.IsPrint(r) && r != '\ufffd' }
