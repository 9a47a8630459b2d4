package pickle

import (
	"slices"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/memo"
)

// Decode reads a pickle. What follows its end is kept in Info, since Python ignores
// it. Errors name the opcode's offset.
func Decode(data []byte, l graph.Limits) (*graph.Node, Info, error) {
	m := &machine{
		called: make(map[*graph.Node]int), filled: make(map[*graph.Node]int),
		info: Info{layout: &layout{
			stored: make(map[*graph.Node]bool), made: make(map[*graph.Node][]*graph.Node), rebuilt: make(map[*graph.Node]bool),
		}},
	}
	root, err := graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		m.r = r
		root := m.run()
		r.CheckDepth(root)
		m.settle(root)
		return root
	})
	if err != nil {
		return nil, Info{}, err
	}
	return root, m.info, nil
}

// machine is Python's unpickling machine, with nodes for objects.
type machine struct {
	r     *graph.Reader
	stack []*graph.Node
	marks []int // heights of the stack
	memo  memo.Memo
	info  Info

	called map[*graph.Node]int // where objects were made, in bytes from the start
	filled map[*graph.Node]int // where lists and dicts were made, or added to last

	// These are looked at again at the end; see settle.
	calls []*graph.Node // that may be shown as what they make
	based []*graph.Node // objects that may begin with a list or a dict
	maps  []*graph.Node // dicts and sets
	longs []*graph.Node
}

func (m *machine) run() *graph.Node {
	for {
		m.r.Mark()
		op := m.r.Byte()
		if op == opStop {
			break
		}
		o := &opcodes[op]
		if o.do == nil {
			m.r.Fail("%q is not an opcode", op)
		}
		m.info.Protocol = max(m.info.Protocol, o.protocol)
		o.do(m, o.argument(m.r))
	}
	root := m.pop()
	m.info.layout.tail = slices.Clone(m.r.Take(uint64(m.r.Len())))
	return root
}

func (m *machine) push(n *graph.Node) { m.stack = append(m.stack, n) }

// fence returns the height below which the stack must not be touched.
func (m *machine) fence() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

func (m *machine) top() *graph.Node {
	if len(m.stack) <= m.fence() {
		m.r.Fail("the stack is empty")
	}
	return m.stack[len(m.stack)-1]
}

func (m *machine) pop() *graph.Node {
	n := m.top()
	m.stack = m.stack[:len(m.stack)-1]
	return n
}

// take takes n objects off the stack. The result is part of the stack, valid until
// the next push.
func (m *machine) take(n int) []*graph.Node {
	from := len(m.stack) - n
	if from < m.fence() {
		m.r.Fail("%d objects are needed, and fewer are on the stack", n)
	}
	items := m.stack[from:]
	m.stack = m.stack[:from]
	return items
}

// sinceMark is take for all that came after the last mark.
func (m *machine) sinceMark() []*graph.Node {
	k := len(m.marks)
	if k == 0 {
		m.r.Fail("no mark was set")
	}
	from := m.marks[k-1]
	items := m.stack[from:]
	m.marks, m.stack = m.marks[:k-1], m.stack[:from]
	return items
}

func (m *machine) protocol(a operand) {
	if a.n > maxProtocol {
		m.r.Fail("protocol %d is not known", a.n)
	}
	m.info.Protocol = max(m.info.Protocol, int(a.n))
}

func (m *machine) frame(a operand) { m.r.Room(a.n, 1) }

// mostMarks bounds the marks that are set at a time. A value needs a few for each level of
// nesting.
const mostMarks = 100_000

func (m *machine) mark(operand) {
	if len(m.marks) == mostMarks {
		m.r.Fail("more than %d marks are set at a time", mostMarks)
	}
	m.marks = append(m.marks, len(m.stack))
}

// drop takes the top of the stack off, which may be a mark.
func (m *machine) drop(operand) {
	if k := len(m.marks); k > 0 && m.marks[k-1] == len(m.stack) {
		m.marks = m.marks[:k-1]
		return
	}
	m.pop()
}

func (m *machine) dropToMark(operand) { m.sinceMark() }
func (m *machine) dup(operand)        { m.push(m.r.Again(m.top())) }

func (m *machine) get(a operand) {
	n := m.memo.Get(a.n)
	if n == nil {
		m.r.Fail("nothing is stored as number %d", a.n)
	}
	m.push(m.r.Again(n))
}

// put stores the top of the stack under a number. It may be any number.
func (m *machine) put(a operand) {
	n := m.top()
	if m.memo.Len() == 0 {
		m.info.layout.first = min(a.n, 1)
	}
	if m.info.layout.stored[n] {
		m.r.Again(n)
	}
	m.memo.Put(a.n, n)
	m.info.layout.stored[n] = true
}

func (m *machine) memoize(operand) { m.put(operand{n: uint64(m.memo.Len())}) }

func (m *machine) buffer(operand) {
	m.r.Fail("out-of-band buffers are not supported: they are not part of the pickle")
}
