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

// token is one token of the source.
type token struct {
	kind      kind
	bytes     bool // of a string: it is one of bytes
	line, col int32
	end       int32  // the column behind it; 0: it spans lines
	text      string // of a string: what it holds
	lacks     string // of a literal that is not supported: what it is
	pieces    []piece
}

func (t token) is(s string) bool { return t.kind != text && t.text == s }

func (t token) opens() bool { return t.kind == op && (t.text == "(" || t.text == "[" || t.text == "{") }
func (t token) shuts() bool { return t.kind == op && (t.text == ")" || t.text == "]" || t.text == "}") }

// named reports whether the token is a name and not a keyword.
func (t token) named() bool { return t.kind == name && !IsKeyword(t.text) }

// begins reports whether the token can begin a value: a literal, a name or a bracket.
func (t token) begins() bool { return t.kind == number || t.kind == text || t.named() || t.opens() }

// line is one logical line.
type line struct {
	indent int
	tokens []token
}

// first returns the first token of a line; t if it has none yet.
func (l *line) first(t token) token {
	if len(l.tokens) > 0 {
		return l.tokens[0]
	}
	return t
}

// lexer splits source into tokens.
type lexer struct {
	src     string
	pos     int
	line    int
	mark    int // a position on the line whose column is known
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
		return nil, token{line: int32(1 + strings.Count(l.src[:i], "\n")), col: 1}.errorf("SyntaxError", "the source is not UTF-8")
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

// maxTokens bounds the length of a source.
const maxTokens = 1 << 18

// room returns an error if one more token is too many.
func (l *lexer) room(t token) error {
	if l.tokens++; l.tokens > maxTokens {
		e := l.now.first(t).errorf("SyntaxError", "a statement of more than %d words is too long", maxTokens)
		e.tooLong = true
		return e
	}
	return nil
}

// pair returns an opening bracket with something inside and the closing one.
func pair(open string) string { return open + "0" + opposite(open) }

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

// at returns a token at the position of the lexer.
func (l *lexer) at() token {
	l.markCol += utf8.RuneCountInString(l.src[l.mark:l.pos])
	l.mark = l.pos
	return token{line: int32(l.line), col: int32(l.markCol)}
}

// newline counts the line that ended before the position of the lexer.
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

// indent reads the blanks that a logical line begins with, and skips empty lines.
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
		l.mark, l.markCol = l.pos, width+1
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

// begun are the operators by their first character, the longer ones first.
var begun = [utf8.RuneSelf][]string{
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
		for _, o := range begun[c] {
			if strings.HasPrefix(l.src[l.pos:], o) {
				t.kind, t.text = op, o
				return l.operator(t)
			}
		}
	}
	return t.errorf("SyntaxError", "invalid character %q", c)
}

func digit(c rune) bool { return c >= '0' && c <= '9' }

// identifier reports whether names may contain c.
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

// opposite returns the bracket that belongs to another one.
func opposite(bracket string) string {
	const all = "()[]{}"
	return all[strings.Index(all, bracket)^1:][:1]
}

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
		if n == 0 || l.open[n-1].text != opposite(t.text) {
			return t.errorf("SyntaxError", "unmatched '%s'", t.text)
		}
		l.open = l.open[:n-1]
	}
	l.pos += len(t.text)
	return l.add(t)
}
