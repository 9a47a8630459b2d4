package object

import (
	"fmt"
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
)

// Repr shows a value as [graph.Show] does. A global is shown by its name, and objects of
// Python's own classes with their values: datetime.date(2026-01-02).
func Repr(n *graph.Node) string { return graph.Show(n, view) }

func view(n *graph.Node) (v graph.View, ok bool) {
	if n.Kind == graph.Bytes && n.Form == forms.Bytearray {
		return graph.View{Class: forms.Bytearray, Args: []*graph.Node{{Kind: graph.Bytes, Text: n.Text}}}, true
	}
	if n.Kind != graph.Object || !forms.WellMade(n) {
		return v, false
	}
	switch n.Form {
	case forms.Surrogates:
		return graph.View{Text: surrogates(n.Args[0].Text)}, true
	case forms.Global:
		return graph.View{Text: n.Class}, true
	case forms.Persid:
		return graph.View{Class: "persistent", Args: n.Args}, true
	case forms.Ext:
		return graph.View{Class: "extension", Args: n.Args}, true
	}
	if n.Class == "decimal.Decimal" && n.Form == forms.Reduce && n.State == nil {
		return graph.View{Class: "Decimal", Args: n.Args[1].Items}, true
	}
	if text, ok := known(n); ok {
		return graph.View{Text: text}, true
	}
	v.Class = n.Class
	if v.Class == "" {
		v.Class = n.Form
	}
	v.State = forms.Visible(n.State)
	if entries := forms.DictItems(n); entries != nil {
		v.Entries = *entries
	}
	if v.Items = n.Items; len(n.Items) == 1 && n.Items[0] != nil && n.Items[0].Form == forms.Additems {
		v.Items = n.Items[0].Items
	}
	args := n.Args[1].Items
	switch {
	case n.Form == forms.Reconstruct: // class, base, value
		if len(args) == 3 && forms.IsKind(args[2], graph.List) && args[2].Form == "" {
			v.Items = args[2].Items
		} else if len(args) == 3 && !forms.IsKind(args[2], graph.Null) && forms.DictItems(n) == nil {
			v.Args = args[2:]
		}
	case len(v.Items)+len(v.Entries) > 0 || v.State != nil:
	case len(n.Args) > 2 && len(n.Args[2].Pairs) > 0:
		v.Args = append(args[:len(args):len(args)], n.Args[2])
	default:
		v.Args = args
	}
	return v, true
}

// surrogates returns a text with lone surrogates.
func surrogates(s string) string {
	b := []byte{'"'}
	for len(s) > 0 {
		c, size := escape.DecodeRune(s)
		if size == 3 && c >= 0xd800 && c <= 0xdfff {
			b = fmt.Appendf(b, `\u%04x`, c)
		} else {
			b = append(b, s[:max(size, 1)]...)
		}
		s = s[max(size, 1):]
	}
	return string(append(b, '"'))
}

// known shows objects of Python's own classes; ok is false for all others, and if
// the parts are not as Python makes them.
func known(n *graph.Node) (text string, ok bool) {
	if n.Class == "uuid.UUID" {
		text, ok = uuid(n)
		return "UUID(" + text + ")", ok
	}
	m, ok := momentOf(n)
	if !ok {
		return "", false
	}
	text = m.Format(m.kind.layout)
	if m.fold {
		text += " fold=1"
	}
	if m.zone != nil {
		text += " " + zone(m.zone)
	}
	return n.Class + "(" + text + ")", true
}

// uuid returns a UUID as it is usually written. Its state is a number.
func uuid(n *graph.Node) (text string, ok bool) {
	if n.State == nil {
		return "", false
	}
	for _, e := range n.State.Pairs {
		if e.Key == nil || !forms.IsKind(e.Value, graph.Int) || e.Key.Text != "int" {
			continue
		}
		v := e.Value.Integer()
		if v.Sign() < 0 || v.BitLen() > 128 {
			return "", false
		}
		s := fmt.Sprintf("%032x", v)
		return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-"), true
	}
	return "", false
}
