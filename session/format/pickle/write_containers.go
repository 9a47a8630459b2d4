package pickle

import (
	"bytes"
	"fmt"

	"sessh/session/format/graph"
)

func (w *writer) sequence(n *graph.Node, fleeting bool) error {
	switch {
	case n.Form == "":
		w.empty(opEmptyList, opList)
		w.store(n, false)
		return w.items(n.Items, w.Python2)
	case n.Form == formTuple:
		return w.tuple(n, fleeting)
	case n.Form != formSet && n.Form != formFrozenset:
		return fmt.Errorf("a list of the form %q cannot be pickled", n.Form)
	case w.Protocol < 4 || w.madeSet(n) != nil:
		return w.oldSet(n)
	case n.Form == formSet:
		w.op(opEmptySet)
		w.store(n, false)
		return w.addItems(n.Items)
	}
	if err := w.marked(n.Items); err != nil {
		return err
	}
	if _, written := w.memo[n]; written {
		return w.finish(n, opPopMark)
	}
	w.op(opFrozenSet)
	return w.finish(n)
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
func (w *writer) marked(items []*graph.Node) error {
	w.op(opMark)
	for _, c := range items {
		if err := w.save(c); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) tuple(n *graph.Node, fleeting bool) error {
	size := len(n.Items)
	if size == 0 {
		w.empty(opEmptyTuple, opTuple)
		// Python, which has only one, does not number it.
		if w.shared[n] || w.layout != nil && w.layout.stored[n] {
			w.store(n, false)
		}
		return nil
	}
	end, pop := []byte{opTuple}, []byte{opPopMark}
	write := w.marked
	switch {
	case w.Protocol >= 2 && size <= 3:
		end, pop = []byte{opTuple1 + byte(size) - 1}, bytes.Repeat([]byte{opPop}, size)
		write = w.all
	case w.Protocol == 0:
		pop = bytes.Repeat([]byte{opPop}, size+1)
	}
	if err := write(n.Items); err != nil {
		return err
	}
	if _, written := w.memo[n]; written { // it is part of itself
		return w.finish(n, pop...)
	}
	w.write(end)
	w.store(n, fleeting)
	return nil
}

func (w *writer) all(items []*graph.Node) error {
	for _, c := range items {
		if err := w.save(c); err != nil {
			return err
		}
	}
	return nil
}

// batch is how many items Python sets with one opcode.
const batch = 1000

// items appends items to the list on top of the stack. The last one, alone in
// its batch, goes without a mark where Python walks an iterator.
func (w *writer) items(items []*graph.Node, iterator bool) error {
	for first := true; len(items) > 0; first = false {
		n := min(batch, len(items))
		if w.Protocol == 0 || len(items) == 1 && (first || iterator) {
			n = 1
			if err := w.save(items[0]); err != nil {
				return err
			}
			w.op(opAppend)
		} else {
			if err := w.marked(items[:n]); err != nil {
				return err
			}
			w.op(opAppends)
		}
		items = items[n:]
	}
	return nil
}

// addItems adds items to the set on top of the stack. As with dicts, Python
// sees that there are no more only after a full batch.
func (w *writer) addItems(items []*graph.Node) error {
	if len(items) == 0 {
		return nil
	}
	for n := batch; n == batch; {
		n = min(batch, len(items))
		if err := w.marked(items[:n]); err != nil {
			return err
		}
		w.op(opAddItems)
		items = items[n:]
	}
	return nil
}

func (w *writer) dict(n *graph.Node) error {
	if n.Form != "" {
		return fmt.Errorf("a map of the form %q cannot be pickled", n.Form)
	}
	w.empty(opEmptyDict, opDict)
	w.store(n, false)
	return w.pairs(n.Pairs, false)
}

// pairs sets entries in the dict on top of the stack.
func (w *writer) pairs(pairs []graph.Pair, iterator bool) error {
	if len(pairs) == 0 {
		return nil
	}
	if w.Protocol == 0 || len(pairs) == 1 {
		return w.singles(pairs)
	}
	for n := batch; n == batch; {
		n = min(batch, len(pairs))
		if iterator && n < 2 {
			return w.singles(pairs)
		}
		w.op(opMark)
		for _, p := range pairs[:n] {
			if err := w.pair(p); err != nil {
				return err
			}
		}
		w.op(opSetItems)
		pairs = pairs[n:]
	}
	return nil
}

// singles sets entries one by one.
func (w *writer) singles(pairs []graph.Pair) error {
	for _, p := range pairs {
		if err := w.pair(p); err != nil {
			return err
		}
		w.op(opSetItem)
	}
	return nil
}

func (w *writer) pair(p graph.Pair) error {
	if err := w.save(p.Key); err != nil {
		return err
	}
	return w.save(p.Value)
}
