package pickle

import (
	"encoding/binary"
	"strings"
	"sync"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
	"sessh/session/format/serial"
)

// Sketch reads a pickle as far as its names; see [serial.Sketch]. It knows what Python writes of
// plain data and dates, none of it in two places but texts.
func Sketch(s *serial.Sketch) (*graph.Node, error) {
	m := sketches.Get().(*sketch)
	m.s = s
	root, ok := m.run()
	m.end()
	if !ok {
		return nil, serial.ErrUnusual
	}
	return root, nil
}

var sketches = sync.Pool{New: func() any { return new(sketch) }}

// end gives the machine back, unless it has become large.
func (m *sketch) end() {
	const large = 1024 // parts
	m.s, m.stack, m.marks, m.memo = nil, m.stack[:0], m.marks[:0], m.memo[:0]
	if cap(m.stack)+cap(m.memo) <= large {
		sketches.Put(m)
	}
}

// sketch is the unpickling machine.
type sketch struct {
	s     *serial.Sketch
	stack []part
	marks []int
	memo  []part
}

// A part is what is on the stack.
type part struct {
	n     *graph.Node // nil for a text, an integer, or a global
	text  []byte      // of a text, or the module of a global
	name  []byte      // of a global
	num   int64
	kind  graph.Kind // Object for a global
	depth int
}

func (m *sketch) push(p part) bool {
	m.stack = append(m.stack, p)
	return m.s.Look()
}

func (m *sketch) scalar(k graph.Kind) bool { return m.push(part{n: m.s.Scalar(k), kind: k}) }

func (m *sketch) number(n int64, ok bool) bool { return m.push(part{num: n, kind: graph.Int}) && ok }

func (m *sketch) compound(k graph.Kind) bool { return m.push(part{n: m.s.New(k), kind: k, depth: 1}) }

// little reads an unsigned integer of some bytes.
func (m *sketch) little(size int) (n uint64, ok bool) {
	var all [8]byte
	digits, ok := m.s.Take(size)
	copy(all[:], digits)
	return binary.LittleEndian.Uint64(all[:]), ok
}

// sized reads bytes behind their number.
func (m *sketch) sized(size int) ([]byte, bool) {
	n, ok := m.little(size)
	if !ok || n > uint64(len(m.s.Rest())) {
		return nil, false
	}
	return m.s.Take(int(n))
}

// run reads the opcodes up to the end.
func (m *sketch) run() (*graph.Node, bool) {
	for !m.s.End() {
		op := m.s.Byte()
		if op == opStop {
			if len(m.stack) != 1 || len(m.marks) > 0 || !m.s.End() {
				return nil, false
			}
			return m.node(m.stack[0])
		}
		if !m.do(op) {
			return nil, false
		}
	}
	return nil, false
}

func (m *sketch) do(op byte) bool {
	switch op {
	case opProto:
		n, ok := m.little(1)
		return ok && n <= maxProtocol
	case opFrame:
		n, ok := m.little(8)
		return ok && n <= uint64(len(m.s.Rest()))
	case opMark:
		m.marks = append(m.marks, len(m.stack))
		return m.s.Look()
	case opEmptyDict:
		return m.compound(graph.Map)
	case opEmptyList:
		return m.compound(graph.List)
	case opEmptyTuple:
		return m.tuple(nil)
	case opTuple, opList, opDict, opAppends, opSetItems:
		if len(m.marks) == 0 {
			return false
		}
		from := m.marks[len(m.marks)-1]
		m.marks = m.marks[:len(m.marks)-1]
		return m.collect(op, from)
	case opAppend, opTuple1:
		return m.collect(op, len(m.stack)-1)
	case opSetItem, opTuple2:
		return m.collect(op, len(m.stack)-2)
	case opTuple3:
		return m.collect(op, len(m.stack)-3)
	case opGlobal, opStackGlobal, opReduce:
		return m.call(op)
	case opMemoize, opPut, opGet, opBinPut, opBinGet, opLongBinPut, opLongBinGet:
		return m.memoized(op)
	case opInt, opFloat, opUnicode, opString, opLong:
		return m.line(op)
	}
	return m.plain(op)
}

// decimal reads a line with the number of an object in the memo.
func (m *sketch) decimal() (uint64, bool) {
	text, ok := m.s.Until('\n')
	n, isInt := sketchInt(text)
	return uint64(n), ok && isInt && n >= 0
}

// memoized does what has to do with the memo.
func (m *sketch) memoized(op byte) (ok bool) {
	n, ok := uint64(len(m.memo)), true
	switch op {
	case opMemoize:
		ok = n == 0 || m.memo[0].kind != graph.Null
	case opPut, opGet:
		n, ok = m.decimal()
	case opBinPut, opBinGet:
		n, ok = m.little(1)
	case opLongBinPut, opLongBinGet:
		n, ok = m.little(4)
	}
	if op == opGet || op == opBinGet || op == opLongBinGet {
		if !ok || n >= uint64(len(m.memo)) || m.memo[n].n != nil || m.memo[n].kind == graph.Null {
			return false
		}
		return m.push(m.memo[n])
	}
	if n == 1 && len(m.memo) == 0 { // cPickle counts from 1
		m.memo = append(m.memo, part{})
	}
	if !ok || n != uint64(len(m.memo)) || len(m.stack) <= m.fence() {
		return false
	}
	m.memo = append(m.memo, m.stack[len(m.stack)-1])
	return true
}

// fence returns the height below which the stack must not be touched.
func (m *sketch) fence() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

// collect puts what is on the stack from a height into a tuple, or into the list or dict below.
func (m *sketch) collect(op byte, from int) bool {
	if from < m.fence() {
		return false
	}
	parts := m.stack[from:]
	m.stack = m.stack[:from]
	switch op {
	case opTuple, opTuple1, opTuple2, opTuple3:
		return m.tuple(parts)
	case opList:
		to := part{n: m.s.New(graph.List), kind: graph.List, depth: 1}
		return m.items(&to, parts) && m.push(to)
	case opDict:
		to := part{n: m.s.New(graph.Map), kind: graph.Map, depth: 1}
		return m.pairs(&to, parts) && m.push(to)
	}
	if len(m.stack) <= m.fence() {
		return false
	}
	to := &m.stack[len(m.stack)-1]
	if op == opAppend || op == opAppends {
		return to.n != nil && to.n.Kind == graph.List && to.n.Form == "" && m.items(to, parts)
	}
	return to.n != nil && to.n.Kind == graph.Map && m.pairs(to, parts)
}

const deepest = 100

// pairs puts keys and values in turn into a dict.
func (m *sketch) pairs(to *part, parts []part) bool {
	if len(parts)%2 != 0 {
		return false
	}
	for i := 0; i < len(parts); i += 2 {
		key, known := m.key(parts[i])
		value, ok := m.node(parts[i+1])
		if !known || !ok || !m.s.Put(to.n, key, value) {
			return false
		}
		to.depth = max(to.depth, parts[i+1].depth+1)
	}
	return to.depth <= deepest
}

func (m *sketch) items(to *part, parts []part) bool {
	for _, p := range parts {
		item, ok := m.node(p)
		if !ok {
			return false
		}
		to.n.Items = append(to.n.Items, item)
		to.depth = max(to.depth, p.depth+1)
	}
	return to.depth <= deepest
}

func (m *sketch) tuple(parts []part) bool {
	t := part{n: m.s.New(graph.List), kind: graph.List, depth: 1}
	t.n.Form = forms.Tuple
	return m.items(&t, parts) && m.push(t)
}

// node returns the node of a part that is a value.
func (m *sketch) node(p part) (n *graph.Node, ok bool) {
	switch {
	case p.n != nil:
		return p.n, true
	case p.kind == graph.Object:
		return nil, false
	}
	return m.s.Scalar(p.kind), true
}

// key returns the node of a key.
func (m *sketch) key(p part) (n *graph.Node, ok bool) {
	switch {
	case p.n == nil && p.kind == graph.Text:
		return m.s.Name(p.text), true
	case p.n == nil && p.kind == graph.Int:
		return m.s.Number(p.num), true
	}
	return nil, false
}

// call reads a global, or calls one that makes a date, or bytes of a text.
func (m *sketch) call(op byte) bool {
	if op == opGlobal {
		module, ok1 := m.s.Until('\n')
		name, ok2 := m.s.Until('\n')
		return ok1 && ok2 && m.push(part{text: module, name: name, kind: graph.Object})
	}
	from := len(m.stack) - 2
	if from < m.fence() {
		return false
	}
	f, arg := m.stack[from], m.stack[from+1]
	m.stack = m.stack[:from]
	if op == opStackGlobal {
		return f.n == nil && f.kind == graph.Text && arg.n == nil && arg.kind == graph.Text &&
			m.push(part{text: f.text, name: arg.text, kind: graph.Object})
	}
	if f.n != nil || f.kind != graph.Object || arg.n == nil || arg.n.Form != forms.Tuple {
		return false
	}
	if string(f.text) == "_codecs" && string(f.name) == "encode" {
		return m.scalar(graph.Bytes)
	}
	if string(f.text) != "datetime" || strings.Contains(string(f.name), ".") || len(f.name) == 0 || len(f.name) > longestName || !utf8.Valid(f.name) {
		return false
	}
	n := m.s.New(graph.Object)
	n.Class = "datetime." + string(f.name)
	return m.push(part{n: n, kind: graph.Object, depth: arg.depth + 1})
}
