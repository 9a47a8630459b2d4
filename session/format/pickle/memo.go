package pickle

import (
	"strconv"

	"sessh/session/format/graph"
)

// get pushes what is stored under a number.
func (m *machine) get(op byte) error {
	i, err := m.number(op)
	if err != nil {
		return err
	}
	n := m.memo[i]
	if n == nil {
		return m.r.Errorf("nothing is stored as number %d", i)
	}
	return m.push(n)
}

// put stores the top of the stack under a number.
func (m *machine) put(op byte) error {
	i, err := m.number(op)
	if err != nil {
		return err
	}
	n, err := m.top()
	if err != nil {
		return err
	}
	if len(m.memo) == 0 {
		m.info.layout.first = min(i, 1)
	}
	m.memo[i] = n
	m.info.layout.stored[n] = true
	return nil
}

// number reads the number that follows an opcode. It may be any: the
// memo is a map.
func (m *machine) number(op byte) (uint64, error) {
	switch op {
	case opMemoize:
		return uint64(len(m.memo)), nil
	case opBinGet, opBinPut:
		return m.r.LittleEndian(1)
	case opLongBinGet, opLongBinPut:
		return m.r.LittleEndian(4)
	}
	line, err := m.r.Until('\n')
	if err != nil {
		return 0, err
	}
	i, err := strconv.ParseUint(string(line), 10, 64)
	if err != nil {
		return 0, m.r.Errorf("%.40q is no number of an object", line)
	}
	return i, nil
}

// list pushes a list of the form.
func (m *machine) list(form string, items []*graph.Node) error {
	n, err := m.r.New(graph.List)
	if err != nil {
		return err
	}
	n.Form, n.Items = form, items
	if form == formSet || form == formFrozenset {
		m.maps = append(m.maps, n)
	}
	m.info.layout.filled[n] = m.r.Offset()
	return m.push(n)
}
