// Package syntax parses what is typed at the prompt: words, paths, and values.
//
// A line is a command and its arguments, as in a Unix shell: blanks separate words, and
// '...' is taken as it stands. "..." knows the escapes that [Escape] writes: \n, \t, \r, \xHH,
// \uHHHH and \UHHHHHHHH, and \", \\ and \/ for the character itself. Any other backslash in it
// stays, as in Python and Unix shells, so that "\d+\.csv" and "\bword" are the patterns that
// they look like. Outside quotes the same letters are escapes, and a backslash before any
// other character removes its meaning. A quoted piece may be part of a word: /Shop/"a b"/cart
// is one path, and so is "/Shop/a b/cart". In a path only a backslash removes the meaning of
// a slash: blue\/green is one name.
//
// [Split] keeps the position of each word, since completion works in the middle of a line. A
// command that takes a value takes the rest of the line as it stands: a [Splitter] parses only
// the words before it. Everything takes time proportional to the length of the line.
package syntax

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Word is one word of a line.
type Word struct {
	Text string // what the word means, quotes and escapes resolved
	// Literal reports for each byte of Text whether it has no meaning in the syntax:
	// escaped bytes have none, and neither have quoted ones other than slashes and dots.
	Literal []bool
	// Empty has the indexes into Text at which there was an empty pair of quotes.
	empty      []int
	Start, End int  // where the word stands in the line
	Open       byte // the quote that was not closed, or '\\' for a lone backslash at the end; else 0
}

// ErrOpenQuote is wrapped by the error about a quote that is not closed.
var ErrOpenQuote = errors.New("quote is not closed")

// Flag reports whether the word looks like a flag: it begins with an unquoted dash, and is
// not a number.
func (w Word) Flag() bool {
	if len(w.Text) < 2 || w.Text[0] != '-' || w.Literal[0] {
		return false
	}
	_, err := strconv.ParseFloat(w.Text, 64)
	return err != nil
}

// Split splits a line into words. Words with an open quote or a wrong escape are resolved
// as far as possible, so that completion always has the words; the error is the first one
// in the line.
func Split(line string) ([]Word, error) {
	s := NewSplitter(line)
	var words []Word
	for w, ok := s.Next(); ok; w, ok = s.Next() {
		words = append(words, w)
	}
	return words, s.Err()
}

// Single parses text as one word in which blanks are ordinary characters, as another shell
// has split it off.
func Single(text string) (Word, error) {
	s := &Splitter{line: text}
	w, _ := s.Next()
	return w, s.err
}

// A Splitter splits a line one word at a time and reads no further than needed: a value
// that is taken as it stands may be most of the line.
type Splitter struct {
	line   string
	pos    int
	blanks bool // whether they separate words
	cur    Word
	text   []byte // of cur
	err    error
}

// NewSplitter returns a Splitter for a line.
func NewSplitter(line string) *Splitter { return &Splitter{line: line, blanks: true} }

// Err returns the first error in the words so far.
func (s *Splitter) Err() error { return s.err }

// Next returns the next word; ok is false if there is none.
func (s *Splitter) Next() (w Word, ok bool) {
	if !s.more() {
		return Word{}, false
	}
	s.word()
	return s.cur, true
}

// Rest returns the rest of the line as one word that is not parsed: its Text is the line as
// it stands. ok is false if nothing is left.
func (s *Splitter) Rest() (w Word, ok bool) {
	if !s.more() {
		return Word{}, false
	}
	w = Word{Text: s.line[s.pos:], Start: s.pos, End: len(s.line)}
	s.pos = len(s.line)
	return w, true
}

// Value returns the next word from an index of the line on, with its quotes and escapes,
// for [ReadRest]. A list or an object in JSON is one word, whatever blanks it has.
func (s *Splitter) Value(at int) (w Word, ok bool) {
	s.pos = at
	if !s.more() {
		return Word{}, false
	}
	w.Start = s.pos
	if n := wholeJSON(s.line[s.pos:]); n > 0 {
		s.pos += n
	} else {
		s.word()
		w.Open = s.cur.Open
	}
	w.Text, w.Literal, w.End = s.line[w.Start:s.pos], make([]bool, s.pos-w.Start), s.pos
	return w, true
}

// fail records the first error.
func (s *Splitter) fail(describe func() error) {
	if s.err == nil {
		s.err = describe()
	}
}

// more moves to the beginning of the next word, and reports whether there is one.
func (s *Splitter) more() bool {
	for s.blanks && s.pos < len(s.line) && blank(s.line[s.pos]) {
		s.pos++
	}
	return s.pos < len(s.line)
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (s *Splitter) word() {
	s.cur, s.text = Word{Start: s.pos}, nil
	for s.pos < len(s.line) && !(s.blanks && blank(s.line[s.pos])) {
		switch c := s.line[s.pos]; c {
		case '\'':
			s.single()
		case '"':
			s.double()
		case '\\':
			s.escape()
		default:
			s.put(c, false)
			s.pos++
		}
	}
	s.cur.Text, s.cur.End = string(s.text), s.pos
}

func (s *Splitter) put(c byte, literal bool) {
	s.text = append(s.text, c)
	s.cur.Literal = append(s.cur.Literal, literal)
}

func (s *Splitter) puts(text string) {
	for i := 0; i < len(text); i++ {
		s.put(text[i], true)
	}
}

// quoted adds a byte in quotes: these protect blanks, quotes and patterns, but not the
// syntax of paths.
func (s *Splitter) quoted(c byte) { s.put(c, c != '/' && c != '.') }

// closed records an empty pair of quotes.
func (s *Splitter) closed(before int) {
	if len(s.text) == before {
		s.cur.empty = append(s.cur.empty, before)
	}
}

func (s *Splitter) single() {
	start := s.pos
	end := strings.IndexByte(s.line[s.pos+1:], '\'')
	if end < 0 {
		for i := s.pos + 1; i < len(s.line); i++ {
			s.quoted(s.line[i])
		}
		s.pos = len(s.line)
		s.open('\'', start)
		return
	}
	before := len(s.text)
	for i := range end {
		s.quoted(s.line[s.pos+1+i])
	}
	s.closed(before)
	s.pos += end + 2
}

func (s *Splitter) double() {
	start, before := s.pos, len(s.text)
	s.pos++
	for s.pos < len(s.line) {
		switch c := s.line[s.pos]; c {
		case '"':
			s.pos++
			s.closed(before)
			return
		case '\\':
			if s.stays() {
				s.quoted(c)
				s.pos++
				continue
			}
			s.escape()
		default:
			s.quoted(c)
			s.pos++
		}
	}
	s.open('"', start)
}

func (s *Splitter) open(quote byte, at int) {
	s.cur.Open = quote
	s.fail(func() error {
		return fmt.Errorf("%w: %c at column %d", ErrOpenQuote, quote, utf8.RuneCountInString(s.line[:at])+1)
	})
}

// Argument returns a word that another shell has split off: it stands for itself, with its
// blanks, quotes and backslashes.
func Argument(text string) Word {
	return Word{Text: text, Literal: make([]bool, len(text)), End: len(text)}
}

// PathArgument is [Argument] for a path, with two exceptions: an element in the form that
// [Quote] writes is the name that was quoted, so that printed paths can be passed back, also
// with a moment behind it; and a backslash before a slash makes the slash part of the name.
func PathArgument(text string) Word {
	w := Word{End: len(text)}
	var b strings.Builder
	put := func(s string, literal bool) {
		b.WriteString(s)
		for range len(s) {
			w.Literal = append(w.Literal, literal)
		}
	}
	for {
		n := element(text)
		end := n // of the name
		if i := momentIn(text[:n], nil); i > 0 {
			if _, ok := unquote(text[:i]); ok {
				end = i
			}
		}
		if name, ok := unquote(text[:end]); ok {
			if name == "" {
				w.empty = append(w.empty, b.Len())
			}
			put(name, true)
			put(text[end:n], false)
		} else {
			before, after, more := strings.Cut(text[:n], `\/`)
			for more {
				put(before, false)
				put("/", true)
				before, after, more = strings.Cut(after, `\/`)
			}
			put(before, false)
		}
		if n == len(text) {
			w.Text = b.String()
			return w
		}
		put("/", false)
		text = text[n+1:]
	}
}

// element returns the length of the first element of a path: up to the first slash without
// a backslash before it.
func element(text string) int {
	for i := range len(text) {
		if text[i] == '/' && (i == 0 || text[i-1] != '\\') {
			return i
		}
	}
	return len(text)
}

// unquote returns the name that Quote wrote in this form; ok is false for other text.
func unquote(text string) (name string, ok bool) {
	if text == "" || text[0] != '"' && text[0] != '\\' {
		return "", false
	}
	w, err := Single(text)
	return w.Text, err == nil && Quote(w.Text) == text
}
