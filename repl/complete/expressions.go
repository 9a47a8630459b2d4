package complete

import (
	"encoding/json"
	"strings"

	"sessh/repl/command"
	"sessh/repl/complete/expression"
	"sessh/repl/jq"
	"sessh/repl/syntax"
	"sessh/session/tree"
)

// isIdentifier reports whether a key can stand behind a dot without quotes.
func isIdentifier(key string) bool {
	for i, r := range key {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return key != ""
}

// expression offers what can stand at the end of a jq expression: keys of the sessions at
// the place that are known, and functions.
func (c *completer) expression(p *command.Parsed) {
	for _, f := range p.Flags {
		if name := strings.TrimLeft(f.Text, "-"); name == "name" || strings.HasPrefix(name, "type") { // it is a pattern
			return
		}
	}
	end, ok := expression.Find(c.word.Text, c.samples())
	if !ok {
		return
	}
	head := c.word.Text[:end.From]
	var all []option
	add := func(name, text string, about func() any) {
		all = append(all, option{name: name, text: c.requote(head + text), shown: name, about: about, partial: true})
	}
	for _, k := range keysOf(end.Values) {
		text := k.name
		if end.Quoted || !isIdentifier(text) {
			b, _ := json.Marshal(k.name) // of a text
			text = string(b)
		}
		if end.Quoted && strings.HasSuffix(head, "[") {
			text += "]"
		}
		add(k.name, text, k.about)
	}
	if end.Names && end.Typed != "" {
		for _, f := range jq.Functions() {
			text := f.Name
			if f.Args > 0 {
				text += "("
			}
			add(f.Name, text, nil)
		}
	}
	c.choose(end.Typed, all)
}

// keysOf returns the keys of some values, each once.
func keysOf(values []any) (all []inPlace) {
	met := make(map[string]bool)
	for _, v := range values {
		m, ok := v.(*tree.Map)
		if !ok {
			continue
		}
		for k, x := range m.All() {
			if name := m.Name(k); !met[name] {
				met[name] = true
				all = append(all, inPlace{name: name, about: func() any { return value{x} }})
			}
			if len(all) == maxWalked {
				return all
			}
		}
	}
	return all
}

// requote returns an argument as it is typed: in the quotes that it begins with, which stay
// open, or without any where it needs none.
func (c *completer) requote(text string) string {
	quote := c.word.Open
	if quote != '\'' && quote != '"' {
		if quote = 0; strings.ContainsAny(text, " \t\"'\\|;&<>") {
			quote = '\''
		}
	}
	switch {
	case quote == 0:
		return text
	case quote == '\'' && !strings.Contains(text, "'"):
		return "'" + text
	}
	return `"` + syntax.Escape(text)
}
