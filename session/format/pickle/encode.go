package pickle

import (
	"encoding/binary"
	"errors"
	"fmt"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

// bounds are the limits for writing. Python's own pickler gives up earlier.
var bounds = graph.Bounds{Depth: 10_000}

// Encode writes a pickle as info says. It fails for a value that pickles cannot
// hold, and names it. Globals keep their names: those of Python 2's modules, which
// Python 3 writes up to protocol 2 as well, mean nothing in protocol 3 and above.
func Encode(root *graph.Node, info Info) ([]byte, error) {
	if info.Protocol < 0 || info.Protocol > maxProtocol {
		return nil, fmt.Errorf("there is no protocol %d", info.Protocol)
	}
	w := &writer{Info: info, shared: graph.Shared(root), cyclic: graph.Cyclic(root)}
	if !w.cyclic {
		return w.pickle(root)
	}
	out, failed := w.pickle(root)
	if failed == nil && reads(root, out) {
		return out, nil
	}
	w.sameParts = true
	if out, err := w.pickle(root); err == nil && reads(root, out) {
		return out, nil
	}
	if failed == nil {
		failed = errRing
	}
	return nil, failed
}

var (
	// errRing is the error for a graph that cannot be pickled without changing it.
	errRing  = errors.New("objects are made from one another in a ring: they cannot be written")
	errTwice = errors.New("the value is part of itself in too many ways")
)

// reads reports whether a pickle reads back as the graph that it was made of. Calls
// can be nested into rings that Python itself never writes, and for which there is
// no order of writing.
func reads(root *graph.Node, out []byte) bool {
	again, _, err := Decode(out, graph.Limits{})
	return err == nil && graph.Alike(root, again)
}

// writer writes like Python's pickler.
type writer struct {
	*graph.Writer
	Info
	shared  map[*graph.Node]bool
	memo    map[*graph.Node]uint64
	globals map[string]*graph.Node // that the graph itself does not show, by name
	open    map[*graph.Node]int    // how often a node is being written; of objects

	cyclic    bool // whether anything is part of itself
	sameParts bool // see arguments
	framing   bool // see write
	frame     int
}

// mostTwice bounds the size of pickles in which something that is part of
// itself is written more than once.
const mostTwice = 64 << 20

// pickle writes the whole.
func (w *writer) pickle(root *graph.Node) ([]byte, error) {
	w.memo, w.globals, w.open = make(map[*graph.Node]uint64), make(map[string]*graph.Node), make(map[*graph.Node]int)
	w.frame, w.framing = noFrame, false
	return graph.Write(bounds, func(g *graph.Writer) {
		w.Writer = g
		if w.Protocol >= 2 {
			w.op(opProto, byte(w.Protocol))
		}
		w.framing = w.Protocol >= 4
		w.value(root, true)
		w.op(opStop)
		w.commitFrame()
		if w.layout != nil {
			w.Out = append(w.Out, w.layout.tail...)
		}
	})
}

func (w *writer) op(b ...byte) { w.write(b) }

func (w *writer) line(op byte, text string) {
	w.op(op)
	w.write([]byte(text))
	w.op('\n')
}

// sized writes an opcode with a number of so many bytes.
func (w *writer) sized(op byte, n uint64, size int) {
	w.op(op)
	w.LittleEndian(n, size)
}

// save writes what leaves n on the stack.
func (w *writer) save(n *graph.Node) { w.value(n, false) }

func (w *writer) all(items []*graph.Node) {
	for _, c := range items {
		w.save(c)
	}
}

// value is save for a node; fleeting is set if nothing else refers to it in Python:
// cPickle leaves such a tuple out of the memo.
func (w *writer) value(n *graph.Node, fleeting bool) {
	w.Check(n)
	w.boundary()
	if i, ok := w.memo[n]; ok {
		w.get(i)
		return
	}
	w.Enter(n)
	switch n.Kind {
	case graph.Null:
		w.op(opNone)
	case graph.Bool:
		w.bool(n.Bool)
	case graph.Int:
		w.int(n)
	case graph.Float:
		w.float(n.Float)
	case graph.Text:
		w.text(n)
	case graph.Bytes:
		w.bytes(n)
	case graph.List:
		w.again(n)
		w.sequence(n, fleeting)
		w.open[n]--
	case graph.Map:
		w.dict(n)
	case graph.Object:
		w.again(n)
		w.object(n)
		w.open[n]--
	default:
		w.Fail("a %s cannot be pickled", n.Kind)
	}
	w.Leave(n)
}

// again begins a list or object that may already be written.
func (w *writer) again(n *graph.Node) {
	if !w.cyclic {
		return
	}
	if w.open[n] > 0 && len(w.Out) > mostTwice {
		w.Abort(errTwice)
	}
	w.open[n]++
}

func (w *writer) get(i uint64) {
	switch {
	case w.Protocol == 0:
		w.line(opGet, fmt.Sprint(i))
	case i < 256:
		w.op(opBinGet, byte(i))
	default:
		w.sized(opLongBinGet, i, 4)
	}
}

// store puts n into the memo if it belongs there.
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
		w.sized(opLongBinPut, i, 4)
	}
}

// stores reports whether n belongs in the memo. If it is not known what the pickle
// did before, all nodes do, except those that cPickle would leave out.
func (w *writer) stores(n *graph.Node, fleeting bool) bool {
	switch {
	case w.shared[n]:
		return true
	case w.layout != nil && w.cyclic && n.Compound() && !forms.IsTuple(n):
		return true // it may be part of itself, by way of a tuple or a call
	case w.layout != nil:
		return w.layout.stored[n]
	case n.Form == forms.Persid || n.Form == forms.Ext:
		return false
	}
	return !fleeting || !w.Python2
}

// first returns the number of the first object in the memo.
func (w *writer) first() uint64 {
	switch {
	case w.layout != nil && len(w.layout.stored) > 0:
		return w.layout.first
	case w.Python2:
		return 1
	}
	return 0
}

// finish stores n, which its parts have just made on the stack. If a part has n
// inside, n is already in the memo: that one counts, and pop takes this one off the
// stack.
func (w *writer) finish(n *graph.Node, pop ...byte) {
	i, written := w.memo[n]
	if !written {
		w.store(n, false)
		return
	}
	if len(w.Out) > mostTwice {
		w.Abort(errTwice)
	}
	w.write(pop)
	w.get(i)
}

// From protocol 4 on, a pickle comes in frames, which help when reading from a
// file: an opcode with the number of bytes that follow. A frame ends with the first
// opcode beyond 64 KiB; larger strings are between frames.
const (
	frameTarget = 64 << 10
	frameHeader = 9
	frameMin    = 4 // shorter ones go without
	noFrame     = -1
)

// write appends to the frame, and begins one if there is none.
func (w *writer) write(b []byte) {
	if w.framing && w.frame == noFrame {
		w.frame = len(w.Out)
		w.Out = append(w.Out, make([]byte, frameHeader)...)
	}
	w.Out = append(w.Out, b...)
}

// boundary notes that an object begins, so that a frame may end here.
func (w *writer) boundary() {
	if w.frame != noFrame && len(w.Out)-w.frame-frameHeader >= frameTarget {
		w.commitFrame()
	}
}

// commitFrame ends the frame.
func (w *writer) commitFrame() {
	if w.frame == noFrame {
		return
	}
	head := w.Out[w.frame:]
	if size := len(head) - frameHeader; size >= frameMin {
		head[0] = opFrame
		binary.LittleEndian.PutUint64(head[1:], uint64(size))
	} else {
		w.Out = append(w.Out[:w.frame], head[frameHeader:]...)
	}
	w.frame = noFrame
}

// payload writes a string with its header.
func (w *writer) payload(header []byte, s string) {
	framing := w.framing
	if len(s) >= frameTarget {
		w.commitFrame()
		w.framing = false
	}
	w.write(header)
	w.Out = append(w.Out, s...)
	w.framing = framing
}
