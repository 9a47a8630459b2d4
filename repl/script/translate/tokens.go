package translate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is why source cannot be translated. Name is the name of Python's
// exception, or "NotSupported" for what Python has and this has not.
type Error struct {
	Line, Column int // counted from 1
	Name, Text   string
	unfinished   bool // more source could make it right
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Name, e.Text)
}

type kind uint8

const (
	name kind = iota
	number
	text // a literal of characters or bytes
	op
)

// token is one token of the source.
type token struct {
	kind      kind
	text      string
	line, col int
	value     string // of a text: what it stands for
	bytes     bool   // of a text: bytes
	raw       bool   // in the output, written as it is
}

func (t token) is(s string) bool { return t.kind != text && t.text == s }

func (t token) errorf(kind, format string, args ...any) *Error {
	return &Error{Line: t.line, Column: t.col, Name: kind, Text: fmt.Sprintf(format, args...)}
}

func (t token) notSupported(what string) *Error {
	verb := "is"
	first, _, _ := strings.Cut(what, " ")
	if strings.HasSuffix(what, "s") || strings.HasSuffix(first, "s") {
		verb = "are"
	}
	return t.errorf("NotSupported", "%s %s not supported", what, verb)
}

func (t token) invalid() *Error { return t.errorf("SyntaxError", "invalid syntax") }

// line is one logical line.
type line struct {
	indent int
	tokens []token
}

// lexer takes source apart.
type lexer struct {
	src       string
	pos       int
	line, bol int // the line number, and where it begins
	open      []token
	lines     []line
	now       *line
}

const maxOpen = 200

// lex returns the logical lines of the source.
func lex(src string) ([]line, error) {
	l := &lexer{src: strings.ReplaceAll(src, "\r\n", "\n"), line: 1}
	for l.pos < len(l.src) {
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	if n := len(l.open); n > 0 {
		e := l.open[n-1].errorf("SyntaxError", "'%s' was never closed", l.open[n-1].text)
		e.unfinished = true
		return nil, e
	}
	return slices.DeleteFunc(l.lines, func(x line) bool { return len(x.tokens) == 0 }), nil
}

func (l *lexer) at() token { return token{line: l.line, col: l.pos - l.bol + 1} }

func (l *lexer) next() error {
	if l.now == nil && len(l.open) == 0 {
		l.indent()
		if l.pos >= len(l.src) {
			return nil
		}
	}
	switch c := l.src[l.pos]; {
	case c == '\n':
		l.newline()
	case c == ' ' || c == '\t' || c == '\f' || c == '\r':
		l.pos++
	case c == '#':
		l.pos += strings.IndexByte(l.src[l.pos:]+"\n", '\n')
	case c == '\\':
		return l.continued()
	default:
		return l.token()
	}
	return nil
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
		case '\n', '#', '\r':
			return
		}
		break
	}
	if l.pos < len(l.src) {
		l.lines = append(l.lines, line{indent: width})
		l.now = &l.lines[len(l.lines)-1]
	}
}

func (l *lexer) newline() {
	l.pos++
	l.line++
	l.bol = l.pos
	if len(l.open) == 0 {
		l.now = nil
	}
}

func (l *lexer) continued() error {
	rest := l.src[l.pos+1:]
	if rest == "" || rest == "\n" {
		e := l.at().errorf("SyntaxError", "unexpected end of the statement after a line continuation")
		e.unfinished = true
		return e
	}
	if rest[0] != '\n' {
		return l.at().errorf("SyntaxError", "unexpected character after a line continuation")
	}
	l.pos += 2
	l.line++
	l.bol = l.pos
	return nil
}

func (l *lexer) add(t token) {
	if l.now == nil { // inside of brackets there is always a line
		l.lines = append(l.lines, line{})
		l.now = &l.lines[len(l.lines)-1]
	}
	l.now.tokens = append(l.now.tokens, t)
}

var operators = []string{
	"**=", "//=", ">>=", "<<=", "...", "!=", "<>", "==", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
	"**", "//", "<<", ">>", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=", "`",
}

func (l *lexer) token() error {
	t := l.at()
	if prefix, quote, ok := l.literal(); ok {
		return l.text(t, prefix, quote)
	}
	c, _ := utf8.DecodeRuneInString(l.src[l.pos:])
	switch {
	case c == '_' || unicode.IsLetter(c):
		t.kind, t.text = name, l.run(func(c rune) bool {
			return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.M, c)
		})
		l.add(t)
		return nil
	case c >= '0' && c <= '9', c == '.' && l.pos+1 < len(l.src) && l.src[l.pos+1] >= '0' && l.src[l.pos+1] <= '9':
		return l.number(t)
	}
	for _, o := range operators {
		if strings.HasPrefix(l.src[l.pos:], o) {
			t.kind, t.text = op, o
			l.pos += len(o)
			return l.operator(t)
		}
	}
	return t.errorf("SyntaxError", "invalid character %q", c)
}

func (l *lexer) run(ok func(rune) bool) string {
	from := l.pos
	for l.pos < len(l.src) {
		c, size := utf8.DecodeRuneInString(l.src[l.pos:])
		if !ok(c) || c == utf8.RuneError && size == 1 {
			break
		}
		l.pos += size
	}
	return l.src[from:l.pos]
}

var closing = map[string]string{")": "(", "]": "[", "}": "{"}

func (l *lexer) operator(t token) error {
	switch t.text {
	case "(", "[", "{":
		if len(l.open) == maxOpen {
			return t.errorf("SyntaxError", "too many nested parentheses")
		}
		l.open = append(l.open, t)
	case ")", "]", "}":
		n := len(l.open)
		if n == 0 || l.open[n-1].text != closing[t.text] {
			return t.errorf("SyntaxError", "unmatched '%s'", t.text)
		}
		l.open = l.open[:n-1]
	case "`":
		return t.notSupported("backticks")
	case ":=":
		return t.notSupported("assignment expressions")
	case "...":
		return t.notSupported("the ellipsis literal")
	case "@", "@=":
		if len(l.now.tokens) == 0 {
			return t.notSupported("decorators")
		}
		return t.notSupported("matrix multiplication")
	}
	l.add(t)
	return nil
}

// number reads a number, in the way in which Starlark writes it.
func (l *lexer) number(t token) error {
	s := l.run(func(c rune) bool { return c == '_' || c == '.' || unicode.IsDigit(c) || unicode.IsLetter(c) })
	if strings.HasSuffix(strings.ToLower(s), "e") && l.pos < len(l.src) && (l.src[l.pos] == '+' || l.src[l.pos] == '-') && !strings.HasPrefix(strings.ToLower(s), "0x") {
		l.pos++
		s += l.src[l.pos-1:l.pos] + l.run(unicode.IsDigit)
	}
	s = strings.ReplaceAll(s, "_", "")
	hex := strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X")
	switch low := strings.ToLower(s); {
	case !hex && strings.HasSuffix(low, "j"):
		return t.notSupported("complex numbers")
	case strings.HasSuffix(low, "l"):
		s = s[:len(s)-1]
	}
	if len(s) > 1 && s[0] == '0' && strings.Trim(s, "01234567") == "" {
		s = strings.TrimLeft(s, "0")
		if s != "" {
			s = "0o" + s
		} else {
			s = "0"
		}
	}
	if bad := strings.Trim(s, "0123456789abcdefABCDEFxXoO.+-"); bad != "" {
		return t.errorf("SyntaxError", "invalid number %s", s)
	}
	t.kind, t.text = number, s
	l.add(t)
	return nil
}
