package pickle

import (
	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
)

// makesPlain reports whether a call of a callable may stand for a set or for bytes.
func makesPlain(callable *graph.Node) bool {
	return forms.IsGlobal(callable, "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset",
		"_codecs.encode", "__builtin__.bytes", "builtins.bytes", "__builtin__.bytearray", "builtins.bytearray")
}

// onlyList returns the list that is the only argument of a call.
func onlyList(args *graph.Node) *graph.Node {
	if len(args.Items) != 1 || args.Items[0].Kind != graph.List || args.Items[0].Form != "" {
		return nil
	}
	return args.Items[0]
}

// settle does what has to wait until everything is read: it turns calls that stand
// for sets and bytes into these, and drops entries that a later one replaced.
func (m *machine) settle(root *graph.Node) {
	m.settleCalls(root)
	for _, n := range m.based {
		m.whole(n, n.Args[1])
	}
	k := newKeyer()
	for _, n := range m.maps {
		n.Items, n.Pairs = k.Distinct(n.Items), k.LastWins(n.Pairs, nil)
		if k.bad != nil {
			m.r.Abort(errUnhashable(k.bad, n))
		}
	}
	m.settleWriter()
}

// late reports whether something was added to a part of the arguments of a call
// after the call.
func (m *machine) late(part, call *graph.Node) bool { return m.filled[part] > m.called[call] }

// whole fails if an object was made of lists or dicts that changed later: it holds
// what they were then.
func (m *machine) whole(call, in *graph.Node) {
	changes := func(c *graph.Node) {
		if m.late(c, call) {
			m.r.Fail("an object is made of %s that changes later", what(c))
		}
	}
	for _, c := range in.Items {
		if c.Kind != graph.Map && (c.Kind != graph.List || c.Form != "") {
			continue
		}
		changes(c)
		for _, x := range c.Items { // an OrderedDict of Python 2 is made of lists in a list
			if x.Kind == graph.List && x.Form == "" && call.Form != forms.Reconstruct {
				changes(x)
			}
		}
	}
}

// settleWriter finds out who wrote the pickle: only cPickle numbers objects
// from 1. Python 3 has no longs, and writes an int that way above 32 bits.
func (m *machine) settleWriter() {
	if m.info.layout.first == 1 && m.info.Protocol <= 2 {
		m.info.Python2 = true
	}
	if m.info.Python2 {
		return
	}
	for _, n := range m.longs {
		if n.Int != int64(int32(n.Int)) {
			n.Form = ""
		}
	}
}

// settleCalls turns calls whose arguments nothing else refers to into values; what
// is shared or changed elsewhere has to stay a call.
func (m *machine) settleCalls(root *graph.Node) {
	if len(m.calls) == 0 {
		return
	}
	uses := graph.Places(root)
	for _, n := range m.calls {
		args := n.Args[1]
		if uses[n] == 0 || uses[args] != 1 || len(n.Items)+len(n.Pairs) > 0 || n.State != nil {
			continue
		}
		was := n.Args
		if !forms.IsGlobal(n.Args[0], "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset") {
			form, text, ok := callText(n.Args[0], args.Items, uses)
			if !ok {
				continue
			}
			n.Kind, n.Form, n.Text = graph.Bytes, form, text
		} else {
			l := onlyList(args)
			switch {
			case l == nil || uses[l] != 1:
				continue
			case m.late(l, n):
				m.r.Fail("a set is made of a list that changes later")
			}
			n.Form = forms.Frozenset
			if forms.IsGlobal(n.Args[0], "__builtin__.set", "builtins.set") {
				n.Form = forms.Set
			}
			n.Kind, n.Items = graph.List, l.Items
			m.maps = append(m.maps, n)
		}
		n.Class, n.Args = "", nil
		m.info.layout.made[n] = was
	}
}

// callText returns what _codecs.encode(text, 'latin1'), bytes(), bytearray(),
// bytearray(bytes) or bytearray(text, 'latin-1') make.
func callText(callable *graph.Node, args []*graph.Node, uses map[*graph.Node]int) (form, text string, ok bool) {
	form = forms.Bytes
	switch {
	case forms.IsGlobal(callable, "__builtin__.bytearray", "builtins.bytearray"):
		form = forms.Bytearray
		if len(args) == 1 && args[0].Kind == graph.Bytes && args[0].Form == forms.Bytes && own(args[0], uses) {
			return form, args[0].Text, true
		}
		if len(args) == 0 {
			return form, "", true
		}
	case !forms.IsGlobal(callable, "_codecs.encode"):
		return form, "", len(args) == 0
	}
	text, ok = encoded(args, uses)
	return form, text, ok
}

// own reports whether the text of n may be copied: it is short, or used once.
func own(n *graph.Node, uses map[*graph.Node]int) bool { return uses[n] == 1 || len(n.Text) <= 32 }

// encoded returns the text of (text, 'latin1') in that encoding.
func encoded(args []*graph.Node, uses map[*graph.Node]int) (string, bool) {
	if len(args) != 2 || args[0].Kind != graph.Text || args[0].Form != forms.Unicode || !own(args[0], uses) {
		return "", false
	}
	if args[1].Kind != graph.Text || args[1].Text != "latin1" && args[1].Text != "latin-1" {
		return "", false
	}
	return escape.Latin1(args[0].Text)
}
