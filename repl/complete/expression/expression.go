// Package expression finds out what an unfinished jq expression asks for at its end: a key of
// some values, or a function. It follows paths, pipes, and functions that pass their input
// on, through values that it is given; it runs nothing.
package expression

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An End is the end of an unfinished expression.
type End struct {
	From   int    // where what was typed begins
	Typed  string // a part of a key, or of the name of a function
	Quoted bool   // a key in quotes
	Values []any  // whose keys are meant; nil: it is no key, or it is not known of what
	Names  bool   // the name of a function can stand there
}

// maxValues limits the values that are followed.
const maxValues = 100

// Find looks at the end of an expression on some values.
func Find(text string, on []any) (e End, ok bool) {
	f := &finder{text: text, frame: frame{input: on}}
	for f.i < len(text) && !f.ended {
		f.step()
	}
	switch {
	case f.ended:
		return f.end, f.found
	case text == "" || strings.ContainsRune("|(,;{ ", rune(text[len(text)-1])):
		return End{From: len(text), Names: true}, true
	}
	return End{}, false
}

// A frame is what is known inside of brackets.
type frame struct {
	input   []any // what . stands for
	value   []any // of what stands before the cursor; nil: unknown, or nothing
	keeps   bool  // after a pipe . is what it is before: as with "as"
	called  string
	bracket byte
	joined  bool // nothing is between value and the cursor
}

type finder struct {
	frame
	text  string
	i     int
	outer []frame
	ended bool
	found bool
	end   End
}

// finish ends the search.
func (f *finder) finish(e End) { f.end, f.found, f.ended = e, true, true }

func (f *finder) step() {
	r, size := utf8.DecodeRuneInString(f.text[f.i:])
	joined := f.joined
	f.joined = false
	switch {
	case unicode.IsSpace(r):
		f.i += size
	case r == '"':
		f.skipText()
	case r == '.':
		f.dot(joined)
	case r == '[' && joined:
		f.index()
	case r == '(' || r == '[' || r == '{':
		f.open(byte(r))
	case r == ')' || r == ']' || r == '}':
		f.close()
	case r == '|':
		if !f.keeps {
			f.input = f.value
		}
		f.value, f.keeps, f.called = nil, false, ""
		f.i++
		f.i += len(f.text[f.i:]) - len(strings.TrimPrefix(f.text[f.i:], "=")) // |=
	case r == '?':
		f.joined = joined
		f.i++
	case r == '$' || r == '@':
		f.i++
		f.name()
		f.value = nil
	case letter(r):
		f.word()
	case unicode.IsDigit(r):
		f.name()
		f.value = nil
	default: // an operator, a comma, ...
		f.value, f.called = nil, ""
		f.i += size
	}
}

func letter(r rune) bool { return r == '_' || r < utf8.RuneSelf && unicode.IsLetter(r) }

// name skips a name or a number, and returns it.
func (f *finder) name() string {
	from := f.i
	for f.i < len(f.text) {
		if c := rune(f.text[f.i]); !letter(c) && !unicode.IsDigit(c) {
			break
		}
		f.i++
	}
	return f.text[from:f.i]
}

// dot follows .name.
func (f *finder) dot(joined bool) {
	f.i++
	if !joined {
		f.value = f.input
	}
	rest := f.text[f.i:]
	switch {
	case strings.HasPrefix(rest, "."): // all values there are
		f.i++
		f.value = nil
		return
	case strings.HasPrefix(rest, `"`):
		f.quotedKey()
		return
	}
	from := f.i
	name := f.name()
	switch {
	case f.i == len(f.text):
		f.finish(End{From: from, Typed: name, Values: f.value})
		return
	case name != "":
		f.value = each(f.value, func(v any) []any { return under(v, name) })
	}
	f.joined, f.called = true, ""
}

// quotedKey follows a key in quotes.
func (f *finder) quotedKey() bool {
	from := f.i
	text, closed := f.skipText()
	if !closed {
		f.finish(End{From: from, Typed: text, Quoted: true, Values: f.value})
		return false
	}
	f.value = each(f.value, func(v any) []any { return under(v, text) })
	f.joined = true
	return true
}

// index follows [] behind a value.
func (f *finder) index() {
	rest := f.text[f.i+1:]
	switch end := strings.IndexByte(rest, ']'); {
	case strings.HasPrefix(rest, `"`):
		f.i++
		if f.quotedKey() && f.i < len(f.text) && f.text[f.i] == ']' {
			f.i++
		}
	case end == 0:
		f.value = each(f.value, elements)
		f.i += 2
		f.joined = true
	case end > 0 && strings.Trim(rest[:end], "-0123456789: ") == "":
		if n, err := strconv.Atoi(rest[:end]); err == nil {
			f.value = each(f.value, func(v any) []any { return at(v, n) })
		}
		f.i += end + 2
		f.joined = true
	default:
		f.open('[')
	}
}

// skipText skips a text in quotes, and returns it.
func (f *finder) skipText() (text string, closed bool) {
	var b strings.Builder
	for f.i++; f.i < len(f.text); f.i++ {
		switch c := f.text[f.i]; {
		case c == '"':
			f.i++
			return b.String(), true
		case c == '\\' && f.i+1 < len(f.text):
			f.i++
			b.WriteByte(f.text[f.i])
		default:
			b.WriteByte(c)
		}
	}
	f.ended = true // in a text nothing is known
	return b.String(), false
}

// word follows the name of a function, or a keyword.
func (f *finder) word() {
	from := f.i
	name := f.name()
	switch {
	case f.i == len(f.text):
		f.finish(End{From: from, Typed: name, Names: true})
	case name == "as":
		f.value, f.keeps = nil, true
	case name == "first":
		f.value = each(f.input, func(v any) []any { return at(v, 0) })
	case name == "last":
		f.value = each(f.input, func(v any) []any { return at(v, -1) })
	default:
		f.value, f.called = nil, name
	}
}

// Functions that look at each element of their input, and those that pass it on.
const (
	ofElements = " map map_values any all sort_by group_by unique_by min_by max_by "
	keepInput  = " select sort_by unique_by "
)

func (f *finder) open(c byte) {
	f.i++
	inner := frame{input: f.input, bracket: c}
	if c == '(' && f.called != "" && strings.Contains(ofElements, " "+f.called+" ") {
		inner.input = each(f.input, elements)
	}
	f.outer = append(f.outer, f.frame)
	f.frame = inner
}

func (f *finder) close() {
	f.i++
	n := len(f.outer)
	if n == 0 {
		return
	}
	inner := f.frame
	f.frame, f.outer = f.outer[n-1], f.outer[:n-1]
	switch {
	case inner.bracket != '(':
		f.value = nil
	case f.called == "":
		f.value = inner.value
	case strings.Contains(keepInput, " "+f.called+" "):
		f.value = f.input
	default:
		f.value = nil
	}
	f.called, f.joined = "", true
}
