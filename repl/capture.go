package repl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sessh/repl/lines"
	"sessh/repl/syntax"
	"sessh/session/format/lazyregexp"
	"sessh/session/marked"
)

// In a walkthrough, _ is what the last example printed, and $NAME in a line of the shell stands
// for the value of a name that a statement has bound:
//
//	sessh> get /Shop/s1/user/token
//	"..."
//	>>> token = _
//	sessh> get /Tokens/$token/owner
//
// $$NAME stands for $NAME. A name that is not bound stands for itself, with its $.

var captured = lazyregexp.New(`\$\$?([A-Za-z_]\w*)`)

// withCaptured returns a line of a walkthrough with values in the place of names.
func (sh *Shell) withCaptured(line string) string {
	if sh.statements == nil || !strings.Contains(line, "$") {
		return line
	}
	l := sh.lines.Classify(line)
	if l.Kind != lines.Command {
		return line
	}
	value := len(line) // where the text begins that a command takes as it stands
	if c := l.Parsed.Cmd; c != nil && c.Rest > 0 && len(l.Parsed.Args) > c.Rest {
		value = l.Parsed.Args[c.Rest].Start
	}
	var b strings.Builder
	from := 0
	for _, m := range captured.Get().FindAllStringIndex(line, -1) {
		name := strings.TrimLeft(line[m[0]:m[1]], "$")
		v, ok := sh.statements.Value(name)
		if !ok {
			continue
		}
		b.WriteString(line[from:m[0]])
		from = m[1]
		switch before := line[:m[0]]; {
		case strings.HasPrefix(line[m[0]:], "$$"):
			b.WriteString("$" + name)
		case m[0] == value && strings.TrimSpace(line[m[1]:]) == "": // the whole value
			b.WriteString(asJSON(v))
		case m[0] > value && quoted(before[value:]):
			text := asJSON(plainText(v))
			b.WriteString(text[1 : len(text)-1])
		case m[0] > value:
			b.WriteString(plainText(v))
		case quoted(before):
			b.WriteString(withinQuotes(plainText(v)))
		default:
			b.WriteString(syntax.Quote(plainText(v)))
		}
	}
	b.WriteString(line[from:])
	return b.String()
}

// quoted reports whether a text ends inside double quotes.
func quoted(text string) bool {
	inside := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			inside = !inside
		case text[i] == '\\' && inside:
			i++
		}
	}
	return inside
}

// withinQuotes returns a name as it is typed inside double quotes.
func withinQuotes(name string) string {
	if text := syntax.Quote(name); strings.HasPrefix(text, `"`) {
		return text[1 : len(text)-1]
	}
	return syntax.Escape(name)
}

// plainText returns a text as it is, and any other value as JSON.
func plainText(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return asJSON(v)
}

func asJSON(v any) string {
	var b bytes.Buffer
	if err := marked.Write(&b, v); err == nil {
		return b.String()
	}
	text, _ := json.Marshal(fmt.Sprint(v))
	return string(text)
}
