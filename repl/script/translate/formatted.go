package translate

import "strings"

// piece is text in an f-string, or where tokens is set an expression.
type piece struct {
	text       string
	tokens     []token
	conversion byte
	spec       []piece
}

// formatted reads what is between the quotes of an f-string.
type formatted struct {
	at  token
	raw bool
	src string
	i   int
	err error
}

func (f *formatted) fail(text string) {
	if f.err == nil {
		f.err = f.at.errorf("SyntaxError", "f-string: %s", text)
	}
	f.i = len(f.src)
}

// pieces reads to the end, or inside of a format to the brace that ends it.
func (f *formatted) pieces(depth int) (out []piece, lacks string) {
	if depth > 2 {
		f.fail("expressions nested too deeply")
	}
	out = []piece{}
	var b strings.Builder
	flush := func() {
		if b.Len() == 0 {
			return
		}
		text, missing, err := f.unescaped(b.String())
		if err != nil && f.err == nil {
			f.err = err
		}
		if missing != "" {
			lacks = missing
		}
		out = append(out, piece{text: text})
		b.Reset()
	}
	for f.i < len(f.src) {
		c := f.src[f.i]
		double := f.i+1 < len(f.src) && f.src[f.i+1] == c && depth == 0
		switch {
		case (c == '{' || c == '}') && double:
			b.WriteByte(c)
			f.i += 2
		case c == '{':
			flush()
			f.i++
			shown, p, missing := f.value(depth)
			if missing != "" {
				lacks = missing
			}
			if shown != "" {
				out = append(out, piece{text: shown})
			}
			out = append(out, p)
		case c == '}' && depth > 0:
			flush()
			return out, lacks
		case c == '}':
			f.fail("single '}' is not allowed")
		case c == '\\' && !f.raw && f.i+1 < len(f.src):
			if f.src[f.i+1] == 'N' {
				lacks = `\N{...} in a string`
			}
			b.WriteString(f.src[f.i : f.i+2])
			f.i += 2
		default:
			b.WriteByte(c)
			f.i++
		}
	}
	flush()
	return out, lacks
}

// value reads an expression with what follows it. shown is its source, where = asks
// for that.
func (f *formatted) value(depth int) (shown string, p piece, lacks string) {
	from := f.i
	end := f.expression()
	source := f.src[from:end]
	if strings.Contains(source, "\\") {
		f.fail("expression part cannot include a backslash")
		return
	}
	if strings.TrimSpace(source) == "" {
		f.fail("empty expression not allowed")
		return
	}
	f.i = end
	if f.next("=") {
		for f.i < len(f.src) && f.src[f.i] == ' ' {
			f.i++
		}
		shown, p.conversion = f.src[from:f.i], 'r'
	}
	lines, err := lex("(" + source + ")")
	if err != nil || len(lines) != 1 {
		f.fail("invalid syntax")
		return
	}
	tokens := lines[0].tokens
	for i := range tokens {
		tokens[i].line, tokens[i].col, tokens[i].end = f.at.line, f.at.col, 0
	}
	p.tokens = tokens[1 : len(tokens)-1]
	if f.next("!") {
		if f.i >= len(f.src) || strings.IndexByte("rsa", f.src[f.i]) < 0 {
			f.fail("invalid conversion character: expected 's', 'r', or 'a'")
			return
		}
		p.conversion = f.src[f.i]
		f.i++
	}
	if f.next(":") {
		if shown != "" && p.conversion == 'r' {
			p.conversion = 0
		}
		p.spec, lacks = f.pieces(depth + 1)
	}
	if !f.next("}") {
		f.fail("expecting '}'")
	}
	return shown, p, lacks
}

func (f *formatted) next(s string) bool {
	ok := strings.HasPrefix(f.src[f.i:], s)
	if ok {
		f.i += len(s)
	}
	return ok
}

// expression returns where the expression that begins at i ends.
func (f *formatted) expression() int {
	depth := 0
	quote := ""
	for i := f.i; i < len(f.src); i++ {
		c, rest := f.src[i], f.src[i:]
		switch {
		case quote != "":
			if strings.HasPrefix(rest, quote) {
				i += len(quote) - 1
				quote = ""
			}
		case c == '\'' || c == '"':
			quote = rest[:1]
			if strings.HasPrefix(rest, strings.Repeat(quote, 3)) {
				quote = rest[:3]
			}
			i += len(quote) - 1
		case c == '(' || c == '[' || c == '{':
			depth++
		case depth > 0:
			if c == ')' || c == ']' || c == '}' {
				depth--
			}
		case c == '}' || c == ':':
			return i
		case c == '!' && !strings.HasPrefix(rest, "!="):
			return i
		case c == '=' && !strings.HasPrefix(rest, "==") && i > 0 && strings.IndexByte("=!<>", f.src[i-1]) < 0:
			return i
		}
	}
	return len(f.src)
}

// unescaped reads the escape sequences of text.
func (f *formatted) unescaped(s string) (text, lacks string, err error) {
	if f.raw || !strings.Contains(s, "\\") {
		return s, "", nil
	}
	l, t := &lexer{src: s, line: 1}, f.at
	var b strings.Builder
	for l.pos < len(s) {
		if s[l.pos] != '\\' || l.pos+1 == len(s) {
			l.copy(&b, 1)
			continue
		}
		if err := l.escape(&b, &t); err != nil {
			return "", "", err
		}
	}
	return b.String(), t.lacks, nil
}
