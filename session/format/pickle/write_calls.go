package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// oldBytes writes bytes for protocols that have no way to hold them.
func (w *writer) oldBytes(n *graph.Node) error {
	if made := w.madeText(n); made != nil {
		return w.call(n, made[0], made[1])
	}
	if n.Text == "" {
		return w.call(n, w.builtin("bytes"), tuple())
	}
	text := &graph.Node{Kind: graph.Text, Form: formUnicode, Text: fromLatin1(n.Text)}
	return w.call(n, w.global("_codecs", "encode"), tuple(text, w.latin1()))
}

func (w *writer) bytearray(n *graph.Node) error {
	if made := w.madeText(n); made != nil {
		return w.call(n, made[0], made[1])
	}
	switch {
	case w.Protocol >= 5:
		header := []byte{opByteArray8, 0, 0, 0, 0, 0, 0, 0, 0}
		for i := range 8 {
			header[1+i] = byte(len(n.Text) >> (8 * i))
		}
		w.payload(header, n.Text)
		w.store(n, false)
		return nil
	case n.Text == "":
		return w.call(n, w.builtin("bytearray"), tuple())
	case !w.Python2:
		return w.call(n, w.builtin("bytearray"), tuple(&graph.Node{Kind: graph.Bytes, Form: formBytes, Text: n.Text}))
	}
	text := &graph.Node{Kind: graph.Text, Form: formUnicode, Text: fromLatin1(n.Text)}
	return w.call(n, w.builtin("bytearray"), tuple(text, w.latin1()))
}

// madeText is the call that bytes were made by, if they are the same still.
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
		text, ok = latin1(args[0].Text)
	}
	if !ok || text != n.Text {
		return nil
	}
	return made
}

// oldSet writes a set for protocols that have no way to hold them.
func (w *writer) oldSet(n *graph.Node) error {
	items := &graph.Node{Kind: graph.List, Items: n.Items}
	args := tuple(items)
	made := w.madeSet(n)
	if made == nil {
		return w.call(n, w.builtin(n.Form), args)
	}
	list := made[1].Items[0]
	if _, begun := w.memo[list]; !begun {
		return w.call(n, made[0], made[1])
	}
	// The set is part of itself. This is the inner one, which counts; it
	// needs a list of its own, for the outer one's is not full yet.
	w.shared[items] = w.layout.stored[list]
	w.shared[args] = w.layout.stored[made[1]]
	return w.call(n, made[0], args)
}

// madeSet is the call that a set was made by, if it is the same still.
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
func (w *writer) call(n, callable, args *graph.Node) error {
	if err := w.save(callable); err != nil {
		return err
	}
	if err := w.value(args, true); err != nil {
		return err
	}
	w.op(opReduce)
	return w.finish(n, opPop)
}

func tuple(items ...*graph.Node) *graph.Node {
	return &graph.Node{Kind: graph.List, Form: formTuple, Items: items}
}

// builtin is the global of one of Python's own types.
func (w *writer) builtin(name string) *graph.Node {
	if w.Protocol < 3 {
		return w.global("__builtin__", name)
	}
	return w.global("builtins", name)
}

// global is a global that is no part of the graph, the same each time.
func (w *writer) global(module, name string) *graph.Node {
	full := module + "." + name
	n := w.globals[full]
	if n == nil {
		text := func(s string) *graph.Node { return &graph.Node{Kind: graph.Text, Form: formUnicode, Text: s} }
		n = &graph.Node{
			Kind: graph.Object, Form: formGlobal, Class: full, Args: []*graph.Node{text(module), text(name)},
		}
		w.globals[full] = n
		w.shared[n] = true
	}
	return n
}

// latin1 is the name of the encoding, the same each time.
func (w *writer) latin1() *graph.Node {
	const name = "latin1"
	n := w.globals[name]
	if n == nil {
		n = &graph.Node{Kind: graph.Text, Form: formUnicode, Text: name}
		w.globals[name] = n
		w.shared[n] = true
	}
	return n
}
