// Package memo holds the parts of a pickle that its opcodes refer to again.
package memo

import "sessh/session/format/graph"

// A Memo holds nodes by the numbers that a pickle stores them under. These may be any numbers;
// nearly all pickles count from 0 or 1. The zero Memo is empty.
type Memo struct {
	counted []*graph.Node // by numbers; the first may be missing
	others  map[uint64]*graph.Node
	size    int // the number of nodes
}

// Len returns the number of nodes.
func (m *Memo) Len() int { return m.size }

// Get returns the node with a number, or nil.
func (m *Memo) Get(number uint64) *graph.Node {
	if number < uint64(len(m.counted)) {
		return m.counted[number]
	}
	return m.others[number]
}

// Put stores a node, in place of another one with the number.
func (m *Memo) Put(number uint64, n *graph.Node) {
	if m.Get(number) == nil {
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
