package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/lazyregexp"
)

// A BooleanError is that of a truth value for a module that would read it as a text.
type BooleanError struct{ Value bool }

func (e *BooleanError) Error() string {
	return fmt.Sprintf("%v would be read as a text, for YAML::Syck and YAML know no truth values", e.Value)
}

// Encode writes a value for the module that how is: as it was read, where it still is the
// same.
func Encode(root *graph.Node, how any) ([]byte, error) {
	was, old := how.(document)
	by := was.by
	if module, ok := how.(Module); ok {
		by = module
	}
	text, err := encode(root, by)
	if old && err == nil {
		if before, _, err := Decode(was.text, by); err == nil {
			if same, err := encode(before, by); err == nil && bytes.Equal(same, text) {
				return was.text, nil
			}
		}
	}
	return text, err
}

func encode(root *graph.Node, by Module) ([]byte, error) {
	return graph.Write(graph.Bounds{Depth: deepest, Bytes: Longest, Cycle: "a value is part of itself, which is not written in YAML"}, func(g *graph.Writer) {
		w := &writer{g, by}
		w.Text("---")
		w.value(root, "\n")
	})
}

// writer writes YAML in blocks.
type writer struct {
	*graph.Writer
	by Module
}

// value writes a value after what it belongs to. line is the end of a line, with the
// indentation of what is in the value.
func (w *writer) value(n *graph.Node, line string) {
	w.Check(n)
	switch {
	case n.Kind == graph.Map && len(n.Pairs) == 0:
		w.Text(" {}\n")
	case n.Kind == graph.List && len(n.Items) == 0:
		w.Text(" []\n")
	case n.Kind == graph.Map:
		w.Text("\n")
		w.mapping(n, line, line[1:])
	case n.Kind == graph.List:
		w.Text("\n")
		w.list(n, line, line[1:])
	default:
		w.Text(" ")
		w.scalar(n)
		w.Text("\n")
	}
}

// mapping writes entries: the first after some text, the others on lines with an indentation.
func (w *writer) mapping(n *graph.Node, line, first string) {
	w.Enter(n)
	for _, p := range n.Pairs {
		w.Text(first)
		w.Check(p.Key)
		if p.Key.Kind != graph.Text {
			w.Fail("a key of type %s cannot be written in YAML", p.Key.Kind)
		}
		w.text(p.Key.Text)
		w.Text(":")
		inside := line + "  "
		if p.Value != nil && p.Value.Kind == graph.List {
			inside = line
		}
		w.value(p.Value, inside)
		first = line[1:]
	}
	w.Leave(n)
}

func (w *writer) list(n *graph.Node, line, first string) {
	w.Enter(n)
	for _, x := range n.Items {
		w.Text(first)
		w.Text("-")
		w.Check(x)
		switch {
		case x.Kind == graph.Map && len(x.Pairs) > 0:
			w.mapping(x, line+"  ", " ")
		case x.Kind == graph.List && len(x.Items) > 0:
			w.list(x, line+"  ", " ")
		default:
			w.value(x, line+"  ")
		}
		first = line[1:]
	}
	w.Leave(n)
}

func (w *writer) scalar(n *graph.Node) {
	switch n.Kind {
	case graph.Null:
		w.Text("~")
	case graph.Bool:
		if w.by == Syck {
			w.Abort(&BooleanError{n.Bool})
		}
		w.Text(strconv.FormatBool(n.Bool))
	case graph.Int:
		w.Text(n.Integer().String())
	case graph.Float:
		w.float(n)
	case graph.Text:
		w.text(n.Text)
	default:
		w.Fail("a value of type %s cannot be written in YAML", n.Kind)
	}
}

func (w *writer) float(n *graph.Node) {
	if f, err := strconv.ParseFloat(n.Form, 64); err == nil && f == n.Float && decimal.Get().MatchString(n.Form) {
		w.Text(n.Form)
		return
	}
	if math.IsNaN(n.Float) || math.IsInf(n.Float, 0) {
		w.Abort(errors.New("a float that is not a number is not written in YAML"))
	}
	text := strconv.FormatFloat(n.Float, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	w.Text(text)
}

var (
	bare  = lazyregexp.New(`^[\p{L}_][\p{L}\p{N}_./-]*( [\p{L}\p{N}_./-]+)*$`)
	words = lazyregexp.New(`(?i)^(true|false|null|yes|no|y|n|on|off)$`)
)

// text writes a text: without quotes where it cannot be anything else.
func (w *writer) text(s string) {
	switch {
	case !utf8.ValidString(s):
		w.Fail("a text that is no UTF-8 cannot be written in YAML")
	case bare.Get().MatchString(s) && !words.Get().MatchString(s) && !strings.Contains(s, "- "): // YAML takes that for a list
		w.Text(s)
	case s == "=" && w.by == Syck: // in quotes, YAML::Syck takes it for the text str
		w.Text(s)
	case !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		w.Text("'" + strings.ReplaceAll(s, "'", "''") + "'")
	case w.by == Syck && strings.ContainsFunc(s, isEscapedLong):
		w.Fail("a text with the character %U cannot be written for YAML::Syck", []rune(s[strings.IndexFunc(s, isEscapedLong):])[0])
	default:
		w.quoted(s)
	}
}

// isEscapedLong reports whether a character can only be written by an escape that stands for
// more than a byte of ASCII.
func isEscapedLong(r rune) bool { return r >= utf8.RuneSelf && !unicode.IsPrint(r) }

// quoted writes a text in double quotes.
func (w *writer) quoted(s string) {
	w.Text(`"`)
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.Text(`\` + string(r))
		case r == '\n':
			w.Text(`\n`)
		case r == '\t':
			w.Text(`\t`)
		case r < 0x100 && !unicode.IsPrint(r):
			w.Text(`\x` + hex(r, 2))
		case r < 0x10000 && !unicode.IsPrint(r):
			w.Text(`\u` + hex(r, 4))
		case !unicode.IsPrint(r):
			w.Text(`\U` + hex(r, 8))
		default:
			w.Text(string(r))
		}
	}
	w.Text(`"`)
}

func hex(r rune, digits int) string {
	text := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", digits-len(text)) + text
}
