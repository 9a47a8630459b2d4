package pickle

import (
	"encoding/binary"
	"slices"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
)

// oldBytes writes bytes for protocols without opcodes for them.
func (w *writer) oldBytes(n *graph.Node) {
	made := w.madeText(n)
	switch {
	case made != nil:
		w.call(n, made[0], made[1])
	case n.Text == "":
		w.call(n, w.builtin("bytes"), tuple())
	default:
		w.call(n, w.global("_codecs", "encode"), tuple(unicodeOf(n), w.latin1()))
	}
}

func (w *writer) bytearray(n *graph.Node) {
	made := w.madeText(n)
	switch {
	case made != nil:
		w.call(n, made[0], made[1])
	case w.Protocol >= 5:
		w.payload(binary.LittleEndian.AppendUint64([]byte{opByteArray8}, uint64(len(n.Text))), n.Text)
		w.store(n, false)
	case n.Text == "":
		w.call(n, w.builtin("bytearray"), tuple())
	case w.Python2:
		w.call(n, w.builtin("bytearray"), tuple(unicodeOf(n), w.latin1()))
	default:
		w.call(n, w.builtin("bytearray"), tuple(&graph.Node{Kind: graph.Bytes, Form: forms.Bytes, Text: n.Text}))
	}
}

// unicodeOf returns the text whose Latin-1 encoding the bytes are.
func unicodeOf(n *graph.Node) *graph.Node {
	return &graph.Node{Kind: graph.Text, Form: forms.Unicode, Text: escape.FromLatin1(n.Text)}
}

// madeText returns the call that bytes were made by, if they are still the same.
func (w *writer) madeText(n *graph.Node) []*graph.Node {
	if w.layout == nil || w.layout.made[n] == nil {
		return nil
	}
	made := w.layout.made[n]
	args, text, ok := made[1].Items, "", true
	switch {
	case len(args) > 0 && args[0].Kind == graph.Bytes:
		text = args[0].Text
	case len(args) > 0:
		text, ok = escape.Latin1(args[0].Text)
	}
	if !ok || text != n.Text {
		return nil
	}
	return made
}

// oldSet writes a set for protocols without opcodes for sets.
func (w *writer) oldSet(n *graph.Node) {
	made := w.madeSet(n)
	if made == nil {
		w.call(n, w.builtin(n.Form), tuple(&graph.Node{Kind: graph.List, Items: n.Items}))
		return
	}
	args := made[1]
	if _, begun := w.memo[args.Items[0]]; begun { // the set is part of itself
		args = w.fresh(args, false)
	}
	w.call(n, made[0], args)
}

// madeSet returns the call that a set was made by, if it is still the same.
func (w *writer) madeSet(n *graph.Node) []*graph.Node {
	if w.layout == nil || w.layout.made[n] == nil {
		return nil
	}
	made := w.layout.made[n]
	if l := onlyList(made[1]); l == nil || !slices.Equal(l.Items, n.Items) {
		return nil
	}
	return made
}

// call writes n as what a callable makes of a tuple.
func (w *writer) call(n, callable, args *graph.Node) {
	w.save(callable)
	w.value(args, true)
	w.op(opReduce)
	w.finish(n, opPop)
}

// arguments returns those that an object is to be made with.
//
// Some objects are made of what they hold, by a call: a dict's subclass in protocol 0,
// say. Where such an object is part of what it holds, it is written again inside
// itself, and the innermost is the one that counts. Its arguments are being written at
// that moment, so that fetching them from the memo would call it with half of them.
// Python makes new ones for each call, of a dict and of lists as well, unless the
// object holds the very list: [writer.sameParts].
func (w *writer) arguments(n *graph.Node) *graph.Node {
	if w.open[n] < 2 {
		return n.Args[1]
	}
	return w.fresh(n.Args[1], n.Class == "collections.OrderedDict") // of Python 2: lists in a list
}

// fresh copies a tuple of arguments, and the lists and dicts in it that nothing else
// holds; deep: the lists in those, too.
func (w *writer) fresh(args *graph.Node, deep bool) *graph.Node {
	x := &graph.Node{Kind: graph.List, Form: args.Form, Items: slices.Clone(args.Items), Pairs: args.Pairs}
	w.shared[x] = !forms.IsTuple(args) || w.stores(args, true)
	if w.sameParts || args.Form == "" && !deep {
		return x
	}
	for i, c := range x.Items {
		if c.Form == "" && (c.Kind == graph.List || c.Kind == graph.Map) && !w.shared[c] {
			x.Items[i] = w.fresh(c, deep && forms.IsTuple(args))
			x.Items[i].Kind = c.Kind
		}
	}
	return x
}

func tuple(items ...*graph.Node) *graph.Node {
	return &graph.Node{Kind: graph.List, Form: forms.Tuple, Items: items}
}

// builtin returns the global of one of Python's own types.
func (w *writer) builtin(name string) *graph.Node {
	if w.Protocol < 3 {
		return w.global("__builtin__", name)
	}
	return w.global("builtins", name)
}

// global returns a global that is not part of the graph, the same each time.
func (w *writer) global(module, name string) *graph.Node {
	full := module + "." + name
	n := w.globals[full]
	if n == nil {
		text := func(s string) *graph.Node { return &graph.Node{Kind: graph.Text, Form: forms.Unicode, Text: s} }
		n = &graph.Node{
			Kind: graph.Object, Form: forms.Global, Class: full, Args: []*graph.Node{text(module), text(name)},
		}
		w.globals[full], w.shared[n] = n, true
	}
	return n
}

// latin1 returns the name of the encoding, the same each time.
func (w *writer) latin1() *graph.Node {
	const name = "latin1"
	n := w.globals[name]
	if n == nil {
		n = &graph.Node{Kind: graph.Text, Form: forms.Unicode, Text: name}
		w.globals[name], w.shared[n] = n, true
	}
	return n
}
