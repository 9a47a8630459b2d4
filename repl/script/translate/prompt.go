package translate

import (
	"errors"
	"strings"
)

// Incomplete reports whether the lines typed so far need more: a bracket or a
// string is open, or a block goes on until an empty line ends it. A block on one
// line is complete, although Python's prompt waits for an empty line after it.
func Incomplete(src string) bool {
	var nodes []*node
	err := func() (err error) {
		defer caught(&err)
		nodes = parse(src)
		return nil
	}()
	if e, ok := errors.AsType[*Error](err); ok {
		return e.unfinished()
	}
	if len(nodes) == 0 {
		return false
	}
	last := nodes[len(nodes)-1]
	if last.word == "" {
		return false
	}
	if oneLine := last.body[0].inline; oneLine && last.word != "try" && last.word != "except" {
		return false
	}
	return strings.TrimSpace(src[strings.LastIndexByte(src, '\n')+1:]) != ""
}

// Looks reports whether a line reads like a statement and not like words side by
// side. It is true for the first line of a longer statement, and for statements
// that cannot be translated.
func Looks(src string) bool { return looks(src, 3) }

func looks(src string, tries int) bool {
	_, err := Python(src)
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Name == "NotSupported" || e.tooLong || e.unfinished() && completed(src, e, tries)
	}
	lines, err := lex(src)
	if err != nil || len(lines) == 0 {
		return false
	}
	tokens := lines[0].tokens
	if len(tokens) == 1 {
		return tokens[0].kind != name || IsKeyword(tokens[0].text)
	}
	return !option(tokens)
}

// completed reports whether src becomes a statement when its missing end is added.
func completed(src string, e *Error, tries int) bool {
	if tries == 0 {
		return true
	}
	for _, c := range e.completed {
		if e.Name == "IndentationError" || strings.HasPrefix(strings.TrimSpace(src), "@") { // add what is below
			c = strings.TrimRight(src, "\n") + "\n" + c
		}
		if looks(c, tries-1) || looks(c+": pass", 0) {
			return true
		}
		first, _, _ := strings.Cut(strings.TrimSpace(c), " ")
		if first == "def" || first == "class" || first == "from" {
			return true // their brackets hold no expression
		}
	}
	return len(e.completed) == 0
}

// option reports whether a line begins like a command with an option or a path:
// a name and, after a blank, an operator that touches what follows.
func option(tokens []token) bool {
	a, b := tokens[0], tokens[1]
	if len(tokens) < 3 || a.kind != name || IsKeyword(a.text) || a.text == "print" || b.kind != op || a.end == b.col {
		return false
	}
	return tokens[2].col == b.end && (b.text == "." || arithmetic.has(b.text))
}

// Open reports whether a bracket or a string is open at the end of a statement that
// comes line by line, in time proportional to its length. The zero value is ready to
// use.
type Open struct {
	brackets []byte
	quote    string // of the string that is open; "": none is
	wrong    bool   // the source cannot be read
}

// Add adds a line.
func (o *Open) Add(line string) {
	for i := 0; i < len(line); {
		if o.quote != "" {
			i += o.inText(line[i:])
			continue
		}
		switch c := line[i]; c {
		case '#':
			return
		case '\'', '"':
			o.quote = line[i : i+1]
			if triple := strings.Repeat(o.quote, 3); strings.HasPrefix(line[i:], triple) {
				o.quote = triple
			}
			i += len(o.quote)
			continue
		case '(', '[', '{':
			o.brackets = append(o.brackets, c)
		case ')', ']', '}':
			n := len(o.brackets) - 1
			if n < 0 || opposite(string(c)) != string(o.brackets[n]) {
				o.wrong = true
				return
			}
			o.brackets = o.brackets[:n]
		}
		i++
	}
	o.wrong = o.wrong || len(o.quote) == 1
}

// inText returns how many bytes of the open string to read at once.
func (o *Open) inText(rest string) int {
	switch {
	case strings.HasPrefix(rest, o.quote):
		n := len(o.quote)
		o.quote = ""
		return n
	case rest[0] == '\\':
		return 2
	}
	return 1
}

// IsOpen reports whether a bracket or a string is open. It is false if the source cannot
// be read; [Incomplete] knows more.
func (o *Open) IsOpen() bool { return !o.wrong && (len(o.brackets) > 0 || o.quote != "") }

// IsKeyword reports whether a word is a keyword of Python.
func IsKeyword(word string) bool {
	switch word {
	case "and", "or", "not", "in", "is", "if", "else", "elif", "for", "while", "lambda", "def", "return", "pass", "break", "continue", "del",
		"import", "from", "as", "assert", "raise", "try", "except", "finally", "with", "class", "global", "nonlocal", "yield", "async", "await":
		return true
	}
	return false
}
