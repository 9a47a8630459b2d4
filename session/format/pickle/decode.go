package pickle

import (
	"slices"

	"sessh/session/format/graph"
)

// Decode reads a pickle. What stands behind its end is kept in Info, for
// Python does not look at it. Errors name the opcode's offset.
func Decode(data []byte, l graph.Limits) (*graph.Node, Info, error) {
	m := newMachine(data, l)
	root, err := m.run()
	if err != nil {
		return nil, Info{}, err
	}
	if err := m.r.CheckDepth(root); err != nil {
		return nil, Info{}, err
	}
	if err := m.settle(root); err != nil {
		return nil, Info{}, err
	}
	return root, m.info, nil
}

// machine is Python's unpickling machine, with nodes for objects.
type machine struct {
	r      *graph.Reader
	digits int
	stack  []*graph.Node
	marks  []int // heights of the stack
	memo   map[uint64]*graph.Node
	info   Info

	// What is looked at again at the end; see settle.
	calls []*graph.Node // that may be shown as what they make
	based []*graph.Node // objects that may begin with a list or a dict
	maps  []*graph.Node // dicts and sets
	longs []*graph.Node
}

func newMachine(data []byte, l graph.Limits) *machine {
	digits := l.Digits
	if digits == 0 {
		digits = defaultDigits
	}
	return &machine{
		r: graph.NewReader(data, l), digits: digits, memo: make(map[uint64]*graph.Node),
		info: Info{layout: &layout{
			stored: make(map[*graph.Node]bool), made: make(map[*graph.Node][]*graph.Node),
			rebuilt: make(map[*graph.Node]bool), called: make(map[*graph.Node]int), filled: make(map[*graph.Node]int),
		}},
	}
}

func (m *machine) run() (*graph.Node, error) {
	for {
		m.r.Mark()
		op, err := m.r.Byte()
		if err != nil {
			return nil, err
		}
		m.info.Protocol = max(m.info.Protocol, protocolOf(op))
		if op == opStop {
			break
		}
		if err := m.step(op); err != nil {
			return nil, err
		}
	}
	root, err := m.pop()
	if err != nil {
		return nil, err
	}
	if n := m.r.Len(); n > 0 {
		tail, _ := m.r.Take(uint64(n)) // there are as many
		m.info.layout.tail = slices.Clone(tail)
	}
	return root, nil
}

// step does what concerns the machine itself.
func (m *machine) step(op byte) error {
	switch op {
	case opProto:
		return m.protocol()
	case opFrame:
		n, err := m.r.LittleEndian(8)
		if err != nil {
			return err
		}
		return m.r.Room(n, 1)
	case opMark:
		m.marks = append(m.marks, len(m.stack))
		return nil
	case opPop:
		if k := len(m.marks); k > 0 && m.marks[k-1] == len(m.stack) {
			m.marks = m.marks[:k-1]
			return nil
		}
		_, err := m.pop()
		return err
	case opPopMark:
		_, err := m.sinceMark()
		return err
	case opDup:
		n, err := m.top()
		if err != nil {
			return err
		}
		return m.push(n)
	case opGet, opBinGet, opLongBinGet:
		return m.get(op)
	case opPut, opBinPut, opLongBinPut, opMemoize:
		return m.put(op)
	case opNextBuffer, opReadonlyBuffer:
		return m.r.Errorf("out-of-band buffers are not supported: they are not part of the pickle")
	}
	return m.scalar(op)
}

func (m *machine) protocol() error {
	p, err := m.r.Byte()
	if err != nil {
		return err
	}
	if p > maxProtocol {
		return m.r.Errorf("protocol %d is not known", p)
	}
	m.info.Protocol = max(m.info.Protocol, int(p))
	return nil
}

func (m *machine) push(n *graph.Node) error {
	m.stack = append(m.stack, n)
	return nil
}

// fence is the height below which the stack must not be touched.
func (m *machine) fence() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

func (m *machine) top() (*graph.Node, error) {
	if len(m.stack) <= m.fence() {
		return nil, m.r.Errorf("the stack is empty")
	}
	return m.stack[len(m.stack)-1], nil
}

func (m *machine) pop() (*graph.Node, error) {
	n, err := m.top()
	if err == nil {
		m.stack = m.stack[:len(m.stack)-1]
	}
	return n, err
}

// sinceMark takes all off the stack that came after the last mark. The result
// is part of the stack, valid until the next push.
func (m *machine) sinceMark() ([]*graph.Node, error) {
	k := len(m.marks)
	if k == 0 {
		return nil, m.r.Errorf("no mark was set")
	}
	from := m.marks[k-1]
	items := m.stack[from:]
	m.marks, m.stack = m.marks[:k-1], m.stack[:from]
	return items, nil
}
