package translate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	name kind = iota
	number
	text // a literal of characters or bytes
	op
)

// token is one token of the source, or of what is written.
type token struct {
	kind      kind
	text      string
	line, col int
	end       int    // the column behind it; 0: it spans lines, or is of the translation's own
	value     string // of a text: what it stands for
	bytes     bool   // of a text: bytes
	lacks     string // what Starlark has not, for a literal that is none there
	hidden    bool   // a bracket that is not written
}

func (t token) is(s string) bool { return t.kind != text && t.text == s }

// line is one logical line.
type line struct {
	indent int
	tokens []token
	powers int
}

// first is the first token of a line, which is t where there is none yet.
func (l *line) first(t token) token {
	if len(l.tokens) > 0 {
		return l.tokens[0]
	}
	return t
}

// lexer takes source apart.
type lexer struct {
	src     string
	pos     int
	line    int
	mark    int // a place on the line, whose column is known
	markCol int
	open    []token
	first   int // where the outermost open bracket is
	lines   []line
	now     *line
	tokens  int
}

const maxOpen = 200

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// lex returns the logical lines of the source.
func lex(src string) ([]line, error) {
	l := &lexer{src: newlines.Replace(strings.TrimPrefix(src, "\uFEFF")), line: 1, markCol: 1}
	if i := invalidUTF8(l.src); i >= 0 {
		return nil, token{line: 1 + strings.Count(l.src[:i], "\n"), col: 1}.errorf("SyntaxError", "the source is not UTF-8")
	}
	for l.pos < len(l.src) {
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	if n := len(l.open); n > 0 {
		e := l.open[n-1].errorf("SyntaxError", "'%s' was never closed", l.open[n-1].text)
		e.completed = []string{l.src[:l.first] + pair(l.open[0].text)}
		return nil, e
	}
	return slices.DeleteFunc(l.lines, func(x line) bool { return len(x.tokens) == 0 }), nil
}

// Bounds of a source: what is longer takes a stack, or a time, that is not there.
const (
	maxTokens = 1 << 18
	maxPowers = 1000 // ** on a line, which nest
)

// room returns an error where a token more is too much.
func (l *lexer) room(t token) error {
	if l.tokens++; l.tokens > maxTokens {
		e := l.now.first(t).errorf("SyntaxError", "a statement of more than %d words is too long", maxTokens)
		e.tooLong = true
		return e
	}
	if t.is("**") {
		if l.now.powers++; l.now.powers > maxPowers {
			return l.now.first(t).errorf("SyntaxError", "excessive nesting")
		}
	}
	return nil
}

// pair is a bracket with something inside, and its end.
func pair(open string) string { return open + "0" + opposite[open] }

func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i := 0; ; {
		c, size := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// at is the place of the lexer, as a token's.
func (l *lexer) at() token {
	l.markCol += utf8.RuneCountInString(l.src[l.mark:l.pos])
	l.mark = l.pos
	return token{line: l.line, col: l.markCol}
}

// newline counts the line that ended before the lexer's place.
func (l *lexer) newline() {
	l.line++
	l.mark, l.markCol = l.pos, 1
}

func (l *lexer) next() error {
	if l.now == nil && len(l.open) == 0 {
		l.indent()
		if l.pos >= len(l.src) {
			return nil
		}
	}
	switch c := l.src[l.pos]; c {
	case '\n':
		l.pos++
		l.newline()
		if len(l.open) == 0 {
			l.now = nil
		}
	case ' ', '\t', '\f':
		l.pos++
	case '#':
		l.comment()
	case '\\':
		return l.continued()
	default:
		return l.token()
	}
	return nil
}

func (l *lexer) comment() {
	i := strings.IndexByte(l.src[l.pos:], '\n')
	if i < 0 {
		i = len(l.src) - l.pos
	}
	l.pos += i
}

// indent reads the blanks that a logical line begins with; empty lines are left out.
func (l *lexer) indent() {
	width := 0
	for ; l.pos < len(l.src); l.pos++ {
		switch l.src[l.pos] {
		case ' ':
			width++
			continue
		case '\t':
			width += 8 - width%8
			continue
		case '\f':
			width = 0
			continue
		case '\n', '#':
			return
		}
		break
	}
	if l.pos < len(l.src) {
		l.lines = append(l.lines, line{indent: width})
		l.now = &l.lines[len(l.lines)-1]
	}
}

func (l *lexer) continued() error {
	rest := l.src[l.pos+1:]
	if rest == "" || rest == "\n" {
		e := l.at().errorf("SyntaxError", "unexpected end of the statement after a line continuation")
		e.completed = []string{l.src[:l.pos], l.src[:l.pos] + " 0"}
		return e
	}
	if rest[0] != '\n' {
		return l.at().errorf("SyntaxError", "unexpected character after a line continuation")
	}
	l.pos += 2
	l.newline()
	return nil
}

func (l *lexer) add(t token) error {
	if err := l.room(t); err != nil {
		return err
	}
	if here := l.at(); here.line == t.line {
		t.end = here.col
	}
	l.now.tokens = append(l.now.tokens, t)
	return nil
}

// operators by their first character, the longer ones first.
var operators = map[byte][]string{
	'*': {"**=", "**", "*=", "*"}, '/': {"//=", "//", "/=", "/"}, '>': {">>=", ">>", ">=", ">"}, '<': {"<<=", "<<", "<>", "<=", "<"},
	'.': {"...", "."}, '!': {"!="}, '=': {"==", "="}, '-': {"->", "-=", "-"}, ':': {":=", ":"}, '+': {"+=", "+"}, '%': {"%=", "%"},
	'&': {"&=", "&"}, '|': {"|=", "|"}, '^': {"^=", "^"}, '@': {"@=", "@"}, '~': {"~"}, '(': {"("}, ')': {")"}, '[': {"["}, ']': {"]"},
	'{': {"{"}, '}': {"}"}, ',': {","}, ';': {";"}, '`': {"`"},
}

func (l *lexer) token() error {
	t := l.at()
	if prefix, quote, ok := l.literal(); ok {
		return l.text(t, prefix, quote)
	}
	c, _ := utf8.DecodeRuneInString(l.src[l.pos:])
	switch {
	case c == '_' || unicode.IsLetter(c):
		t.kind, t.text = name, l.run(identifier)
		return l.add(t)
	case digit(c), c == '.' && l.pos+1 < len(l.src) && digit(rune(l.src[l.pos+1])):
		return l.number(t)
	}
	if c < utf8.RuneSelf {
		for _, o := range operators[byte(c)] {
			if strings.HasPrefix(l.src[l.pos:], o) {
				t.kind, t.text = op, o
				return l.operator(t)
			}
		}
	}
	return t.errorf("SyntaxError", "invalid character %q", c)
}

func digit(c rune) bool { return c >= '0' && c <= '9' }

// identifier tells what names are made of, in Starlark.
func identifier(c rune) bool { return c == '_' || digit(c) || unicode.IsLetter(c) }

func (l *lexer) run(ok func(rune) bool) string {
	from := l.pos
	for l.pos < len(l.src) {
		c, size := utf8.DecodeRuneInString(l.src[l.pos:])
		if !ok(c) {
			break
		}
		l.pos += size
	}
	return l.src[from:l.pos]
}

var opposite = map[string]string{")": "(", "]": "[", "}": "{", "(": ")", "[": "]", "{": "}"}

func (l *lexer) operator(t token) error {
	switch n := len(l.open); t.text {
	case "(", "[", "{":
		if n == maxOpen {
			return t.errorf("SyntaxError", "too many nested parentheses")
		}
		if n == 0 {
			l.first = l.pos
		}
		l.open = append(l.open, t)
	case ")", "]", "}":
		if n == 0 || l.open[n-1].text != opposite[t.text] {
			return t.errorf("SyntaxError", "unmatched '%s'", t.text)
		}
		l.open = l.open[:n-1]
	}
	l.pos += len(t.text)
	return l.add(t)
}
