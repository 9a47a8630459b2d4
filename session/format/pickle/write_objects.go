package pickle

import (
	"fmt"
	"strings"

	"sessh/session/format/graph"
)

// arity is how many Args the forms of objects have.
func arity(form string) int {
	switch form {
	case formNewobjEx:
		return 3
	case formGlobal, formReduce, formReconstruct, formNewobj, formObj, formInst:
		return 2
	case formPersid, formExt, formSurrogates:
		return 1
	}
	return 0
}

func (w *writer) object(n *graph.Node) error {
	count := arity(n.Form)
	if count == 0 || len(n.Args) != count {
		return fmt.Errorf("%s of the form %q cannot be pickled", what(n), n.Form)
	}
	for _, a := range n.Args {
		if a == nil {
			return errMissing
		}
	}
	if built(n) {
		return w.instance(n)
	}
	switch n.Form {
	case formGlobal:
		return w.globalName(n)
	case formPersid:
		return w.persistent(n)
	case formExt:
		return w.extension(n)
	}
	for rest := n.Args[0].Text; rest != ""; {
		_, size := decodeRune(rest)
		if size == 0 {
			return fmt.Errorf("the text %.60q is no UTF-8", n.Args[0].Text)
		}
		rest = rest[size:]
	}
	return w.unicode(n, n.Args[0].Text)
}

// instance writes an object with what it holds.
func (w *writer) instance(n *graph.Node) error {
	if !isTuple(n.Args[1]) {
		return fmt.Errorf("%s is made of %s, and no tuple", what(n), what(n.Args[1]))
	}
	if err := w.create(n, w.arguments(n)); err != nil {
		return err
	}
	if _, written := w.memo[n]; written {
		if err := w.finish(n, opPop); err != nil || w.layout == nil || !w.layout.rebuilt[n] {
			return err
		}
		return w.states(n)
	}
	w.store(n, false)
	if err := w.objectItems(n.Items); err != nil {
		return err
	}
	if err := w.pairs(n.Pairs, true); err != nil {
		return err
	}
	return w.states(n)
}

// states gives the object on top of the stack what n has as its state.
func (w *writer) states(n *graph.Node) error {
	states := []*graph.Node{n.State}
	switch {
	case n.State == nil:
		return nil
	case n.State.Kind == graph.List && n.State.Form == formBuilds:
		states = n.State.Items
	}
	for _, s := range states {
		if err := w.save(s); err != nil {
			return err
		}
		w.op(opBuild)
	}
	return nil
}

// create writes what makes the object of the args.
func (w *writer) create(n *graph.Node, args []*graph.Node) error {
	switch n.Form {
	case formObj:
		w.op(opMark)
		if err := w.save(args[0]); err != nil {
			return err
		}
		if err := w.all(args[1].Items); err != nil {
			return err
		}
		w.op(opObj)
		return nil
	case formInst:
		if err := w.marked(args[1].Items); err != nil {
			return err
		}
		return w.names(opInst, args[0])
	}
	if err := w.save(args[0]); err != nil {
		return err
	}
	if err := w.value(args[1], true); err != nil {
		return err
	}
	switch n.Form {
	case formNewobj:
		w.op(opNewObj)
	case formNewobjEx:
		if args[2].Kind != graph.Map {
			return fmt.Errorf("%s is made of %s, and no dict", what(n), what(args[2]))
		}
		if err := w.save(args[2]); err != nil {
			return err
		}
		w.op(opNewObjEx)
	default:
		w.op(opReduce)
	}
	return nil
}

// objectItems appends items to an object. Those of the form additems are added.
func (w *writer) objectItems(items []*graph.Node) error {
	from := 0
	for i, c := range items {
		if c == nil || c.Kind != graph.List || c.Form != formAdditems {
			continue
		}
		if err := w.items(items[from:i], true); err != nil {
			return err
		}
		if err := w.marked(c.Items); err != nil {
			return err
		}
		w.op(opAddItems)
		from = i + 1
	}
	return w.items(items[from:], true)
}

// globalName writes a global. From protocol 4 on its names are strings on the
// stack, unless they were read from lines.
func (w *writer) globalName(n *graph.Node) error {
	if n.Args[0].Kind != graph.Text || n.Args[1].Kind != graph.Text {
		return fmt.Errorf("the name of %s is no text", what(n))
	}
	if w.Protocol < 4 || n.Args[0].Form == "" {
		if err := w.names(opGlobal, n); err != nil {
			return err
		}
	} else {
		if err := w.all(n.Args); err != nil {
			return err
		}
		w.op(opStackGlobal)
	}
	w.store(n, false)
	return nil
}

// names writes an opcode that is followed by the names of a global.
func (w *writer) names(op byte, global *graph.Node) error {
	if global.Form != formGlobal || len(global.Args) != 2 {
		return fmt.Errorf("%s is no class", what(global))
	}
	for _, a := range global.Args {
		if a == nil || strings.Contains(a.Text, "\n") {
			return fmt.Errorf("the name of %s has a newline, which protocol %d cannot hold", what(global), w.Protocol)
		}
	}
	w.line(op, global.Args[0].Text)
	w.write([]byte(global.Args[1].Text + "\n"))
	return nil
}

func (w *writer) persistent(n *graph.Node) error {
	id := n.Args[0]
	if id.Form != formPersid || id.Compound() {
		if err := w.save(id); err != nil {
			return err
		}
		w.op(opBinPersid)
	} else {
		if strings.Contains(id.Text, "\n") {
			return fmt.Errorf("the persistent id %.60q has a newline", id.Text)
		}
		w.line(opPersid, id.Text)
	}
	w.store(n, false)
	return nil
}

func (w *writer) extension(n *graph.Node) error {
	switch code := n.Args[0].Int; {
	case n.Args[0].Kind != graph.Int || code < 1 || code > 0x7fffffff:
		return fmt.Errorf("%s is no number of an extension", what(n.Args[0]))
	case code < 1<<8:
		w.op(opExt1, byte(code))
	case code < 1<<16:
		w.op(opExt2, byte(code), byte(code>>8))
	default:
		w.op(opExt4, byte(code), byte(code>>8), byte(code>>16), byte(code>>24))
	}
	w.store(n, false)
	return nil
}
