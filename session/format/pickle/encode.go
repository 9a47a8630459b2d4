package pickle

import (
	"encoding/binary"
	"errors"
	"fmt"

	"sessh/session/format/graph"
)

// Encode writes a pickle the way that info tells. It fails for what pickles
// have no way to hold, and names it. Globals keep their names: those of Python 2's
// modules, which Python 3 writes up to protocol 2 as well, mean nothing in
// protocol 3 and above.
func Encode(root *graph.Node, info Info) ([]byte, error) {
	if info.Protocol < 0 || info.Protocol > maxProtocol {
		return nil, fmt.Errorf("there is no protocol %d", info.Protocol)
	}
	if root == nil {
		return nil, errMissing
	}
	w := &writer{
		Info: info, shared: sharedNodes(root), memo: make(map[*graph.Node]uint64),
		open: make(map[*graph.Node]int), again: make(map[*graph.Node][]*graph.Node),
		origin:  make(map[*graph.Node]*graph.Node),
		globals: make(map[string]*graph.Node), frame: noFrame, cyclic: cyclic(root),
	}
	if info.Protocol >= 2 {
		w.op(opProto, byte(info.Protocol))
	}
	w.framing = info.Protocol >= 4
	if err := w.value(root, true); err != nil {
		return nil, err
	}
	w.op(opStop)
	w.commitFrame()
	if w.cyclic {
		if err := verify(root, w.out); err != nil {
			return nil, err
		}
	}
	if info.layout != nil {
		w.out = append(w.out, info.layout.tail...)
	}
	return w.out, nil
}

var (
	errMissing = errors.New("a value is missing in the graph")
	errTwice   = errors.New("the value is part of itself in too many ways")
)

// sharedNodes are those with several places; see [graph.Shared].
func sharedNodes(root *graph.Node) map[*graph.Node]bool {
	shared := make(map[*graph.Node]bool)
	for n, uses := range countUses(root) {
		if uses > 1 {
			shared[n] = true
		}
	}
	return shared
}

// writer is Python's pickler.
type writer struct {
	Info
	out     []byte
	shared  map[*graph.Node]bool
	memo    map[*graph.Node]uint64
	globals map[string]*graph.Node // that the graph itself does not show, by name
	depth   int
	path    []*graph.Node                 // what is being written, from the root down
	open    map[*graph.Node]int           // how often a node is on the path; of shared ones and objects
	again   map[*graph.Node][]*graph.Node // see recall.go, as origin
	origin  map[*graph.Node]*graph.Node

	cyclic  bool // whether anything is part of itself
	framing bool // see frame.go
	frame   int
}

// deepest bounds the recursion. Python's own pickler gives up earlier.
const deepest = 10_000

// mostTwice bounds the size of pickles in which something that is part of
// itself is written more than once.
const mostTwice = 64 << 20

func (w *writer) op(b ...byte) { w.write(b) }

func (w *writer) line(op byte, text string) {
	w.op(op)
	w.write([]byte(text))
	w.op('\n')
}

// save writes what leaves n on the stack.
func (w *writer) save(n *graph.Node) error { return w.value(n, false) }

// value is save for a node that nobody but its user knows in Python, where
// fleeting is set: cPickle leaves such a tuple out of the memo.
func (w *writer) value(n *graph.Node, fleeting bool) error {
	if n == nil {
		return errMissing
	}
	w.boundary()
	if i, ok := w.memo[n]; ok {
		w.get(i)
		return nil
	}
	if w.depth++; w.depth > deepest {
		return fmt.Errorf("the value is nested deeper than %d levels", deepest)
	}
	defer func() { w.depth-- }()
	if n.Compound() {
		if w.open[n] > 0 && len(w.out) > mostTwice {
			return errTwice
		}
		w.enter(n)
		defer w.leave(n)
	}
	switch n.Kind {
	case graph.Null:
		w.op(opNone)
	case graph.Bool:
		w.bool(n.Bool)
	case graph.Int:
		return w.int(n)
	case graph.Float:
		w.float(n.Float)
	case graph.Text:
		return w.text(n)
	case graph.Bytes:
		return w.bytes(n)
	case graph.List:
		return w.sequence(n, fleeting)
	case graph.Map:
		return w.dict(n)
	case graph.Object:
		return w.object(n)
	default:
		return fmt.Errorf("a %s cannot be pickled", n.Kind)
	}
	return nil
}

func (w *writer) get(i uint64) {
	switch {
	case w.Protocol == 0:
		w.line(opGet, fmt.Sprint(i))
	case i < 256:
		w.op(opBinGet, byte(i))
	default:
		w.op(opLongBinGet)
		w.write(binary.LittleEndian.AppendUint32(nil, uint32(i)))
	}
}

// store puts n in the memo, where it belongs there.
func (w *writer) store(n *graph.Node, fleeting bool) {
	if !w.stores(n, fleeting) {
		return
	}
	i := uint64(len(w.memo))
	if w.Protocol < 4 {
		i += w.first()
	}
	w.memo[n] = i
	switch {
	case w.Protocol == 0:
		w.line(opPut, fmt.Sprint(i))
	case w.Protocol >= 4:
		w.op(opMemoize)
	case i < 256:
		w.op(opBinPut, byte(i))
	default:
		w.op(opLongBinPut)
		w.write(binary.LittleEndian.AppendUint32(nil, uint32(i)))
	}
}

// stores reports whether n belongs in the memo. Where it is not known what the
// pickle did before, all do, but what cPickle would leave out.
func (w *writer) stores(n *graph.Node, fleeting bool) bool {
	switch {
	case w.shared[n]:
		return true
	case w.layout != nil && w.cyclic && n.Compound() && !isTuple(n):
		return true // it may be part of itself, by way of a tuple or a call
	case w.layout != nil:
		return w.layout.stored[n]
	case n.Form == formPersid || n.Form == formExt:
		return false
	}
	return !fleeting || !w.Python2
}

// first is the number of the first object in the memo.
func (w *writer) first() uint64 {
	switch {
	case w.layout != nil && len(w.layout.stored) > 0:
		return w.layout.first
	case w.Python2:
		return 1
	}
	return 0
}

// finish stores n, which its parts have just made on the stack. Where a part has n
// inside, it is in the memo already: that one counts, and pop takes this one
// off the stack.
func (w *writer) finish(n *graph.Node, pop ...byte) error {
	i, written := w.memo[n]
	if !written {
		w.store(n, false)
		return nil
	}
	if len(w.out) > mostTwice {
		return errTwice
	}
	w.write(pop)
	w.get(i)
	return nil
}
