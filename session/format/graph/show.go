package graph

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/session/tree"
)

// A View describes how an object is shown; see [Show]. Nil fields are left out.
type View struct {
	Text    string // shown instead of everything else
	Node    *Node  // likewise: what the object wraps
	Class   string
	Args    []*Node // what it is made of
	Items   []*Node // what it holds as a list
	Entries []Pair  // what it holds as a mapping
	Fields  []Pair  // its properties
	State   *Node   // a mapping is more fields
}

// Show returns a value on one line of at most [LineLength] characters, in the notation
// of the package comment. If view is not nil, it returns the language's view of an
// object, or of a value with a Form; ok is false if the default is right.
func Show(n *Node, view func(n *Node) (v View, ok bool)) string {
	p := &printer{view: view, open: make(map[*Node]bool)}
	p.node(n)
	return p.line.String()
}

type printer struct {
	line line
	view func(*Node) (View, bool)
	open map[*Node]bool // what is being shown
}

func (p *printer) node(n *Node) {
	switch {
	case p.line.full():
	case n == nil:
		p.line.put("null")
	case p.open[n]:
		p.again(n)
	case n.Compound():
		p.open[n] = true
		p.compound(n)
		delete(p.open, n)
	default:
		if v, ok := p.viewed(n); ok {
			p.object(v)
			return
		}
		p.scalar(n)
	}
}

func (p *printer) viewed(n *Node) (View, bool) {
	if p.view == nil || n.Form == "" {
		return View{}, false
	}
	return p.view(n)
}

func (p *printer) compound(n *Node) {
	v, ok := p.viewed(n)
	switch {
	case ok:
		p.object(v)
	case n.Kind == Map:
		p.pairs(n.Pairs, p.node)
	case n.Kind == Object:
		p.object(View{Class: n.Class, Args: n.Args, Items: n.Items, Fields: n.Pairs, State: n.State})
	case n.Form == "tuple":
		p.items("(", n.Items, "")
		if len(n.Items) == 1 {
			p.line.put(",")
		}
		p.line.put(")")
	default:
		if strings.Trim(n.Form, "abcdefghijklmnopqrstuvwxyz") == "" { // a word, and no mark of the codec's
			p.line.put(n.Form)
		}
		p.items("[", n.Items, "]")
	}
}

// again stands for a value that is already being shown, and so is part of itself.
func (p *printer) again(n *Node) {
	switch {
	case n.Kind == Map:
		p.line.put("{...}")
	case n.Kind == Object:
		p.name(n.Class)
		p.line.put("{...}")
	case n.Form == "tuple":
		p.line.put("(...)")
	default:
		p.line.put("[...]")
	}
}

func (p *printer) object(v View) {
	switch {
	case v.Text != "":
		p.line.put(escape(beginning(v.Text), ""))
		return
	case v.Node != nil:
		p.node(v.Node)
		return
	}
	p.name(v.Class)
	if len(v.Args) > 0 {
		p.items("(", v.Args, ")")
	}
	if v.Items != nil {
		p.items("[", v.Items, "]")
	}
	if len(v.Entries) > 0 {
		p.pairs(v.Entries, p.node)
	}
	if v.State != nil && v.State.Kind == Map && v.State.Form == "" && !p.open[v.State] {
		v.Fields, v.State = append(v.Fields[:len(v.Fields):len(v.Fields)], v.State.Pairs...), nil
	}
	switch {
	case v.State != nil:
		p.line.put("{")
		p.node(v.State)
		p.line.put("}")
	case len(v.Fields) > 0 || len(v.Args)+len(v.Entries) == 0 && v.Items == nil:
		p.pairs(v.Fields, p.field)
	}
}

// name shows the name of a class or property, in quotes if it has unusual
// characters.
func (p *printer) name(s string) {
	odd := func(c rune) bool {
		return c == utf8.RuneError || !strconv.IsPrint(c) || strings.ContainsRune(` "{}[](),`, c)
	}
	if s = beginning(s); s == "" || strings.ContainsFunc(s, odd) {
		s = quote(s)
	}
	p.line.put(s)
}

func (p *printer) field(n *Node) {
	if n != nil && (n.Kind == Text || n.Kind == Bytes) {
		p.name(n.Text)
		return
	}
	p.node(n)
}

// items shows nodes as long as they fit: there may be millions.
func (p *printer) items(open string, items []*Node, end string) {
	p.line.put(open)
	for i := 0; i < len(items) && !p.line.full(); i++ {
		if i > 0 {
			p.line.put(", ")
		}
		p.node(items[i])
	}
	p.line.put(end)
}

func (p *printer) pairs(pairs []Pair, key func(*Node)) {
	p.line.put("{")
	for i := 0; i < len(pairs) && !p.line.full(); i++ {
		if i > 0 {
			p.line.put(", ")
		}
		key(pairs[i].Key)
		p.line.put(": ")
		p.node(pairs[i].Value)
	}
	p.line.put("}")
}

func (p *printer) scalar(n *Node) {
	switch n.Kind {
	case Bool:
		p.line.put(strconv.FormatBool(n.Bool))
	case Int:
		if n.Big != nil && n.Big.BitLen() > 16*LineLength {
			p.line.put(fmt.Sprintf("<integer of %d bits>", n.Big.BitLen()))
			return
		}
		p.line.put(n.Integer().String())
	case Float:
		p.line.put(tree.FloatText(n.Float))
	case Text:
		p.line.put(quote(n.Text))
	case Bytes:
		p.line.put("b" + quoteBytes(n.Text))
	case Time:
		p.line.put(n.Time.Format(time.RFC3339Nano))
	default:
		p.line.put("null")
	}
}

// quote returns a text as the shell shows it, as much of it as can be on a line.
func quote(s string) string { return `"` + escape(beginning(s), `"\`) + `"` }

// escape escapes control characters, what is not UTF-8, and the characters of also.
func escape(s, also string) string {
	b := make([]byte, 0, len(s))
	for i, c := range s {
		switch {
		case c == '\n':
			b = append(b, `\n`...)
		case c == '\t':
			b = append(b, `\t`...)
		case c == '\r':
			b = append(b, `\r`...)
		case c == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") || c < ' ' || c == 0x7f:
			b = fmt.Appendf(b, `\x%02x`, s[i])
		case c > 0xffff && !strconv.IsPrint(c):
			b = fmt.Appendf(b, `\U%08x`, c)
		case !strconv.IsPrint(c):
			b = fmt.Appendf(b, `\u%04x`, c)
		case strings.ContainsRune(also, c):
			b = utf8.AppendRune(append(b, '\\'), c)
		default:
			b = utf8.AppendRune(b, c)
		}
	}
	return string(b)
}

func quoteBytes(s string) string {
	b := []byte{'"'}
	for _, c := range []byte(s[:min(len(s), LineLength)]) {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x7f:
			b = fmt.Appendf(b, `\x%02x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
