package pickle

import (
	"math"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// remember notes calls that settle may look through.
func (m *machine) remember(n *graph.Node) {
	if isGlobal(n.Args[0], "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset",
		"_codecs.encode", "__builtin__.bytes", "builtins.bytes", "__builtin__.bytearray", "builtins.bytearray") {
		m.calls = append(m.calls, n)
	}
}

// onlyList is the list that is the only argument of a call.
func onlyList(args *graph.Node) *graph.Node {
	if len(args.Items) != 1 || args.Items[0].Kind != graph.List || args.Items[0].Form != "" {
		return nil
	}
	return args.Items[0]
}

// settle does what can be done only when all is read: it makes sets and bytes
// of the calls that stand for them, and drops entries that a later one replaced.
func (m *machine) settle(root *graph.Node) error {
	if err := m.settleCalls(root); err != nil {
		return err
	}
	for _, n := range m.based {
		if err := m.whole(n, n.Args[1]); err != nil {
			return err
		}
	}
	k := newKeyer()
	for _, n := range m.maps {
		if k.unique(n); k.bad != nil {
			return errUnhashable(k.bad, n)
		}
	}
	m.settleWriter()
	return nil
}

// whole fails where an object was made of lists or dicts that were not yet what they
// became: it holds what they were then.
func (m *machine) whole(call, in *graph.Node) error {
	for _, c := range in.Items {
		switch {
		case c.Kind != graph.Map && (c.Kind != graph.List || c.Form != ""):
			continue
		case m.late(c, call):
			return m.r.Errorf("an object is made of %s that changes later", what(c))
		}
		for _, x := range c.Items { // an OrderedDict of Python 2 is made of lists in a list
			if x.Kind == graph.List && x.Form == "" && call.Form != formReconstruct && m.late(x, call) {
				return m.r.Errorf("an object is made of %s that changes later", what(x))
			}
		}
	}
	return nil
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

// settleCalls looks through the calls of whose arguments nobody else holds a
// part: what is shared or changed elsewhere has to stay what it is.
func (m *machine) settleCalls(root *graph.Node) error {
	if len(m.calls) == 0 {
		return nil
	}
	uses := countUses(root)
	for _, n := range m.calls {
		args := n.Args[1]
		if uses[n] == 0 || uses[args] != 1 || len(n.Items)+len(n.Pairs) > 0 || n.State != nil {
			continue
		}
		was := n.Args
		switch l := onlyList(args); {
		case isGlobal(n.Args[0], "_codecs.encode", "__builtin__.bytes", "builtins.bytes"):
			if !makeBytes(n, uses) {
				continue
			}
		case isGlobal(n.Args[0], "__builtin__.bytearray", "builtins.bytearray"):
			if !makeBytearray(n, uses) {
				continue
			}
		case l == nil || uses[l] != 1:
			continue
		case m.late(l, n):
			return m.r.Errorf("a set is made of a list that changes later")
		default:
			n.Form = formFrozenset
			if isGlobal(n.Args[0], "__builtin__.set", "builtins.set") {
				n.Form = formSet
			}
			n.Kind, n.Items = graph.List, l.Items
			m.maps = append(m.maps, n)
		}
		n.Class, n.Args = "", nil
		m.info.layout.made[n] = was
	}
	return nil
}

func (m *machine) late(part, call *graph.Node) bool {
	late, _ := m.info.layout.late(part, call)
	return late
}

// countUses counts the places of each node.
func countUses(root *graph.Node) map[*graph.Node]int {
	uses := map[*graph.Node]int{root: 1}
	stack := []*graph.Node{root}
	visit := func(n *graph.Node) {
		if n == nil {
			return
		}
		if uses[n]++; uses[n] == 1 {
			stack = append(stack, n)
		}
	}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, c := range n.Args {
			visit(c)
		}
		for _, c := range n.Items {
			visit(c)
		}
		for _, p := range n.Pairs {
			visit(p.Key)
			visit(p.Value)
		}
		visit(n.State)
	}
	return uses
}

// makeBytes makes bytes of _codecs.encode(text, 'latin1') or bytes().
func makeBytes(n *graph.Node, uses map[*graph.Node]int) bool {
	args, text := n.Args[1].Items, ""
	if isGlobal(n.Args[0], "_codecs.encode") {
		if len(args) != 2 {
			return false
		}
		var ok bool
		if text, ok = encoded(args, uses); !ok {
			return false
		}
	} else if len(args) > 0 {
		return false
	}
	n.Kind, n.Form, n.Text = graph.Bytes, formBytes, text
	return true
}

// makeBytearray makes a bytearray of bytearray(text, 'latin-1'),
// bytearray(bytes) or bytearray().
func makeBytearray(n *graph.Node, uses map[*graph.Node]int) bool {
	args, text := n.Args[1].Items, ""
	switch len(args) {
	case 0:
	case 1:
		if args[0].Kind != graph.Bytes || args[0].Form != formBytes || !own(args[0], uses) {
			return false
		}
		text = args[0].Text
	default:
		var ok bool
		if text, ok = encoded(args, uses); !ok {
			return false
		}
	}
	n.Kind, n.Form, n.Text = graph.Bytes, formBytearray, text
	return true
}

// own reports whether the text of n may be copied: it is short, or used once.
func own(n *graph.Node, uses map[*graph.Node]int) bool { return uses[n] == 1 || len(n.Text) <= 32 }

// encoded is the text of (text, 'latin1') in that encoding.
func encoded(args []*graph.Node, uses map[*graph.Node]int) (string, bool) {
	if len(args) != 2 || args[0].Kind != graph.Text || args[0].Form != formUnicode || !own(args[0], uses) {
		return "", false
	}
	if args[1].Kind != graph.Text || args[1].Text != "latin1" && args[1].Text != "latin-1" {
		return "", false
	}
	return latin1(args[0].Text)
}

// latin1 encodes a text; ok is false where it has other characters.
func latin1(s string) (encoded string, ok bool) {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > math.MaxUint8 {
			return "", false
		}
		b = append(b, byte(c))
	}
	return string(b), true
}

// fromLatin1 is the text that latin1 encodes to s.
func fromLatin1(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		b = utf8.AppendRune(b, rune(s[i]))
	}
	return string(b)
}
