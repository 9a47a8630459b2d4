package pickle

import (
	"bytes"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

func (w *writer) sequence(n *graph.Node, fleeting bool) {
	switch {
	case n.Form == "":
		w.empty(opEmptyList, opList)
		w.store(n, false)
		w.items(n.Items, w.Python2)
	case n.Form == forms.Tuple:
		w.tuple(n, fleeting)
	case n.Form != forms.Set && n.Form != forms.Frozenset:
		w.Fail("a list of the form %q cannot be pickled", n.Form)
	case w.Protocol < 4 || w.madeSet(n) != nil:
		w.oldSet(n)
	case n.Form == forms.Set:
		w.op(opEmptySet)
		w.store(n, false)
		w.addItems(n.Items)
	default:
		w.marked(n.Items)
		if _, written := w.memo[n]; !written {
			w.op(opFrozenSet)
		}
		w.finish(n, opPopMark)
	}
}

// empty writes an empty list or dict.
func (w *writer) empty(binary, text byte) {
	if w.Protocol > 0 {
		w.op(binary)
		return
	}
	w.op(opMark, text)
}

// marked writes a mark and items.
func (w *writer) marked(items []*graph.Node) {
	w.op(opMark)
	w.all(items)
}

func (w *writer) tuple(n *graph.Node, fleeting bool) {
	size := len(n.Items)
	if size == 0 {
		w.empty(opEmptyTuple, opTuple)
		// Python, which has only one, does not number it.
		if w.shared[n] || w.layout != nil && w.layout.stored[n] {
			w.store(n, false)
		}
		return
	}
	short := w.Protocol >= 2 && size <= 3
	if !short {
		w.op(opMark)
	}
	w.all(n.Items)
	_, written := w.memo[n] // it is part of itself
	switch {
	case written && short:
		w.finish(n, bytes.Repeat([]byte{opPop}, size)...)
	case written && w.Protocol == 0:
		w.finish(n, bytes.Repeat([]byte{opPop}, size+1)...)
	case written:
		w.finish(n, opPopMark)
	case short:
		w.op(opTuple1 + byte(size) - 1)
		w.store(n, fleeting)
	default:
		w.op(opTuple)
		w.store(n, fleeting)
	}
}

// batch is the number of items that Python sets with one opcode.
const batch = 1000

// items appends items to the list on top of the stack. The last one, alone in
// its batch, goes without a mark where Python walks an iterator.
func (w *writer) items(items []*graph.Node, iterator bool) {
	for first := true; len(items) > 0; first = false {
		n := min(batch, len(items))
		if w.Protocol == 0 || len(items) == 1 && (first || iterator) {
			n = 1
			w.save(items[0])
			w.op(opAppend)
		} else {
			w.marked(items[:n])
			w.op(opAppends)
		}
		items = items[n:]
	}
}

// addItems adds items to the set on top of the stack. As with dicts, Python notices
// the end only after a full batch.
func (w *writer) addItems(items []*graph.Node) {
	if len(items) == 0 {
		return
	}
	for n := batch; n == batch; {
		n = min(batch, len(items))
		w.marked(items[:n])
		w.op(opAddItems)
		items = items[n:]
	}
}

func (w *writer) dict(n *graph.Node) {
	if n.Form != "" {
		w.Fail("a map of the form %q cannot be pickled", n.Form)
	}
	w.empty(opEmptyDict, opDict)
	w.store(n, false)
	w.pairs(n.Pairs, false)
}

// pairs sets entries in the dict on top of the stack.
func (w *writer) pairs(pairs []graph.Pair, iterator bool) {
	if len(pairs) == 0 {
		return
	}
	if w.Protocol == 0 || len(pairs) == 1 {
		w.singles(pairs)
		return
	}
	for n := batch; n == batch; {
		n = min(batch, len(pairs))
		if iterator && n < 2 {
			w.singles(pairs)
			return
		}
		w.op(opMark)
		for _, p := range pairs[:n] {
			w.pair(p)
		}
		w.op(opSetItems)
		pairs = pairs[n:]
	}
}

// singles sets entries one by one.
func (w *writer) singles(pairs []graph.Pair) {
	for _, p := range pairs {
		w.pair(p)
		w.op(opSetItem)
	}
}

func (w *writer) pair(p graph.Pair) {
	w.save(p.Key)
	w.save(p.Value)
}
