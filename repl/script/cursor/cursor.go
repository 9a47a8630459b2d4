// Package cursor finds out what an unfinished statement asks for at its end: a name, an
// attribute of a value, or a key of one.
package cursor

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Kind is what can stand at the end.
type Kind uint8

const (
	Nothing   Kind = iota // nothing that is known: a text, a comment, a number
	Name                  // a name or a keyword
	Attribute             // of a value: what follows a dot
	Key                   // of a value: what follows a bracket
	Module                // that is imported, with its dots
	Member                // of a module, behind import
	Import                // the word, behind from and a module
)

// An End is the end of an unfinished statement. The value whose attribute or key it is about
// is reached from a name by steps.
type End struct {
	Kind  Kind
	From  int    // where what was typed begins, with its quote
	Typed string // a part of a name, or of the text of a key
	Quote string // of a key: the quote that it begins with; "": none
	Root  string // the name that the value is reached from; of a Member: the module
	Steps []Step
}

// A Step is .Attribute, or [Key] where that is "".
type Step struct {
	Attribute string
	Key       any // a string or an int64
}

// A token is a name, a number, a text or a sign.
type token struct {
	kind       byte // 'n', '0', 't' or the sign
	text       string
	start, end int
	open       string // of a text: the quote that is missing; "": none
}

// Find looks at the end of the source of a statement.
func Find(source string) End {
	tokens, ok := scan(source)
	if !ok {
		return End{}
	}
	n := len(tokens)
	if e, ok := findImport(source); ok && (n == 0 || tokens[n-1].open == "") {
		return e
	}
	last := token{kind: ' ', start: len(source), end: len(source)}
	if n > 0 && (tokens[n-1].end == len(source) || tokens[n-1].open != "") {
		last = tokens[n-1]
	}
	before := tokens // what is before that which was typed
	if last.kind == 'n' || last.kind == '0' || last.open != "" {
		before = tokens[:n-1]
	} else {
		last = token{start: len(source), end: len(source)}
	}
	e := End{From: last.start, Typed: last.text}
	sign := byte(0)
	if k := len(before); k > 0 {
		sign = before[k-1].kind
	}
	switch {
	case sign == '.' && last.kind != '0' && last.open == "":
		e.Kind = Attribute
	case sign == '[' && (last.open == "'" || last.open == `"` || last.kind != 'n' && last.open == ""):
		e.Kind, e.Quote = Key, last.open
	case last.open != "" || last.kind == '0':
		return End{}
	default:
		e.Kind = Name
		return e
	}
	if e.Root, e.Steps, ok = chain(before[:len(before)-1]); !ok {
		return End{}
	}
	return e
}

// chain returns the value that tokens end with: a name, with attributes and keys.
func chain(tokens []token) (root string, steps []Step, ok bool) {
	for {
		n := len(tokens)
		if n == 0 {
			return "", nil, false
		}
		switch last := tokens[n-1]; {
		case last.kind == ']' && n >= 4 && tokens[n-3].kind == '[':
			key, ok := tokens[n-2].key()
			if !ok {
				return "", nil, false
			}
			steps, tokens = append(steps, Step{Key: key}), tokens[:n-3]
		case last.kind != 'n' || Keywords[last.text]:
			return "", nil, false
		case n >= 2 && tokens[n-2].kind == '.':
			steps, tokens = append(steps, Step{Attribute: last.text}), tokens[:n-2]
		default:
			slices.Reverse(steps)
			return last.text, steps, true
		}
	}
}

// key returns the value of a literal.
func (t token) key() (any, bool) {
	switch t.kind {
	case 't':
		return t.text, true
	case '0':
		n, err := strconv.ParseInt(t.text, 10, 64)
		return n, err == nil
	}
	return nil, false
}

// scan splits a source into tokens; ok is false where it ends in a comment.
func scan(source string) (all []token, ok bool) {
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRuneInString(source[i:])
		t := token{kind: byte(r), start: i, end: i + size}
		switch {
		case r == '#':
			n := strings.IndexByte(source[i:], '\n')
			if n < 0 {
				return nil, false
			}
			i += n
			continue
		case unicode.IsSpace(r):
			i += size
			continue
		case r == '\'' || r == '"':
			t = text(source, i)
		case unicode.IsLetter(r) || r == '_':
			t = word(source, i, 'n')
			if next := t.end; next < len(source) && t.end-t.start <= 2 && (source[next] == '\'' || source[next] == '"') { // a prefix
				t = text(source, next)
				t.start = i
			}
		case r >= '0' && r <= '9':
			t = word(source, i, '0')
		case r >= utf8.RuneSelf:
			t.kind = ' '
		}
		all = append(all, t)
		i = t.end
	}
	return all, true
}

// word returns the name or number at i.
func word(source string, i int, kind byte) token {
	n := strings.IndexFunc(source[i:], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	if n < 0 {
		n = len(source) - i
	}
	return token{kind: kind, text: source[i : i+n], start: i, end: i + n}
}

// text returns the text in quotes at i. A text in single quotes ends with its line.
func text(source string, i int) token {
	t := token{kind: 't', start: i}
	quote := source[i : i+1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(source[i:], long) {
		quote = long
	}
	var b strings.Builder
	for i += len(quote); i < len(source); {
		switch rest := source[i:]; {
		case strings.HasPrefix(rest, quote):
			t.text, t.end = b.String(), i+len(quote)
			return t
		case rest[0] == '\n' && len(quote) == 1:
			t.text, t.end = b.String(), i
			return t
		case rest[0] == '\\' && len(rest) > 1:
			b.WriteString(escaped(rest[1]))
			i += 2
		default:
			b.WriteByte(rest[0])
			i++
		}
	}
	t.text, t.end, t.open = b.String(), len(source), quote
	return t
}

// escaped returns what a character means after a backslash; those with digits are not
// resolved.
func escaped(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	case '\\', '\'', '"':
		return string(c)
	}
	return `\` + string(rune(c))
}

// Keywords are those of Python.
var Keywords = map[string]bool{
	"and": true, "as": true, "assert": true, "break": true, "class": true, "continue": true, "def": true, "del": true, "elif": true, "else": true,
	"except": true, "False": true, "finally": true, "for": true, "from": true, "global": true, "if": true, "import": true, "in": true, "is": true,
	"lambda": true, "None": true, "nonlocal": true, "not": true, "or": true, "pass": true, "raise": true, "return": true, "True": true, "try": true,
	"while": true, "with": true, "yield": true,
}
