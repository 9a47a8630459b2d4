package pickle

import (
	"strings"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
)

func (w *writer) object(n *graph.Node) {
	if forms.Arity(n.Form) == 0 || forms.Arity(n.Form) != len(n.Args) {
		w.Fail("%s of the form %q cannot be pickled", what(n), n.Form)
	}
	for _, a := range n.Args {
		w.Check(a)
	}
	switch n.Form {
	case forms.Global:
		w.globalName(n)
	case forms.Persid:
		w.persistent(n)
	case forms.Ext:
		w.extension(n)
	case forms.Surrogates:
		if !escape.ValidWithSurrogates(n.Args[0].Text) {
			w.Fail("the text %.60q is not UTF-8", n.Args[0].Text)
		}
		w.unicode(n, n.Args[0].Text)
	default:
		w.instance(n)
	}
}

// instance writes an object with what it holds.
func (w *writer) instance(n *graph.Node) {
	if !forms.IsTuple(n.Args[1]) {
		w.Fail("%s is made of %s, not a tuple", what(n), what(n.Args[1]))
	}
	w.create(n, w.arguments(n))
	if _, written := w.memo[n]; written {
		w.finish(n, opPop)
		if w.layout != nil && w.layout.rebuilt[n] {
			w.states(n)
		}
		return
	}
	w.store(n, false)
	w.objectItems(n.Items)
	w.pairs(n.Pairs, true)
	w.states(n)
}

// states gives the object on top of the stack what n has as its state.
func (w *writer) states(n *graph.Node) {
	states := []*graph.Node{n.State}
	switch {
	case n.State == nil:
		return
	case n.State.Kind == graph.List && n.State.Form == forms.Builds:
		states = n.State.Items
	}
	for _, s := range states {
		w.save(s)
		w.op(opBuild)
	}
}

// create writes what makes the object of the args.
func (w *writer) create(n, args *graph.Node) {
	class := n.Args[0]
	switch n.Form {
	case forms.Obj:
		w.op(opMark)
		w.save(class)
		w.all(args.Items)
		w.op(opObj)
		return
	case forms.Inst:
		w.marked(args.Items)
		w.names(opInst, class)
		return
	}
	w.save(class)
	w.value(args, true)
	switch n.Form {
	case forms.Newobj:
		w.op(opNewObj)
	case forms.NewobjEx:
		if n.Args[2].Kind != graph.Map {
			w.Fail("%s is made of %s, not a dict", what(n), what(n.Args[2]))
		}
		w.save(n.Args[2])
		w.op(opNewObjEx)
	default:
		w.op(opReduce)
	}
}

// objectItems appends items to an object. Those of the form additems are added.
func (w *writer) objectItems(items []*graph.Node) {
	from := 0
	for i, c := range items {
		if c == nil || c.Kind != graph.List || c.Form != forms.Additems {
			continue
		}
		w.items(items[from:i], true)
		w.marked(c.Items)
		w.op(opAddItems)
		from = i + 1
	}
	w.items(items[from:], true)
}

// globalName writes a global. From protocol 4 on its names are strings on the
// stack, unless they were read from lines.
func (w *writer) globalName(n *graph.Node) {
	if n.Args[0].Kind != graph.Text || n.Args[1].Kind != graph.Text {
		w.Fail("the name of %s is not text", what(n))
	}
	if w.Protocol < 4 || n.Args[0].Form == "" {
		w.names(opGlobal, n)
	} else {
		w.all(n.Args)
		w.op(opStackGlobal)
	}
	w.store(n, false)
}

// names writes an opcode that is followed by the names of a global.
func (w *writer) names(op byte, global *graph.Node) {
	if global.Form != forms.Global || len(global.Args) != 2 {
		w.Fail("%s is not a class", what(global))
	}
	for _, a := range global.Args {
		if a == nil || strings.Contains(a.Text, "\n") {
			w.Fail("the name of %s has a newline, which protocol %d cannot hold", what(global), w.Protocol)
		}
	}
	w.line(op, global.Args[0].Text)
	w.write([]byte(global.Args[1].Text + "\n"))
}

func (w *writer) persistent(n *graph.Node) {
	id := n.Args[0]
	if id.Form != forms.Persid || id.Compound() {
		w.save(id)
		w.op(opBinPersid)
	} else {
		if strings.Contains(id.Text, "\n") {
			w.Fail("the persistent id %.60q has a newline", id.Text)
		}
		w.line(opPersid, id.Text)
	}
	w.store(n, false)
}

func (w *writer) extension(n *graph.Node) {
	code := n.Args[0].Int
	switch {
	case n.Args[0].Kind != graph.Int || code < 1 || code > 0x7fffffff:
		w.Fail("%s is not the number of an extension", what(n.Args[0]))
	case code < 1<<8:
		w.sized(opExt1, uint64(code), 1)
	case code < 1<<16:
		w.sized(opExt2, uint64(code), 2)
	default:
		w.sized(opExt4, uint64(code), 4)
	}
	w.store(n, false)
}
