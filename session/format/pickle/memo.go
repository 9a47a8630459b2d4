package pickle

import "sessh/session/format/graph"

// A memo holds nodes by the numbers that a pickle stores them under. These may be any numbers;
// nearly all pickles count from 0 or 1.
type memo struct {
	counted []*graph.Node // by numbers; the first may be missing
	others  map[uint64]*graph.Node
	size    int
}

// get returns the node with a number, or nil.
func (m *memo) get(number uint64) *graph.Node {
	if number < uint64(len(m.counted)) {
		return m.counted[number]
	}
	return m.others[number]
}

// put stores a node, in place of another one with the number.
func (m *memo) put(number uint64, n *graph.Node) {
	if m.get(number) == nil {
		m.size++
	}
	switch count := uint64(len(m.counted)); {
	case number < count:
		m.counted[number] = n
	case number == count:
		m.counted = append(m.counted, n)
		delete(m.others, number)
	case number == 1 && count == 0:
		m.counted = append(m.counted, nil, n)
	default:
		if m.others == nil {
			m.others = make(map[uint64]*graph.Node)
		}
		m.others[number] = n
	}
}
