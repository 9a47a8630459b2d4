package sparse

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// Pickle reads a pickle of dicts, lists, texts, numbers, booleans and None, as most sessions are.
// ok is false for any other, and for one that cannot be decoded. All places are read, whatever is
// wanted: finding the end of a value takes reading it.
func Pickle(data []byte, _ *Want, a *Arena) (v *Value, ok bool) {
	m := &pickleMachine{arena: a, data: data}
	m.stack, m.memo, m.marks = m.room.stack[:0], m.room.memo[:0], m.room.marks[:0]
	for !m.failed {
		op := m.byte()
		if op == opStop {
			break
		}
		m.do(op)
	}
	if m.failed || len(m.stack) != 1 || len(m.marks) > 0 || m.at != len(m.data) || m.compounds > maxCompounds && deeper(m.stack[0], maxCompounds) {
		return nil, false
	}
	return m.stack[0], true
}

const (
	maxCompounds = 100 // levels of nesting; there cannot be more of them than lists and dicts
)

// The opcodes of such pickles, by their names in Python.
const (
	opMark            = '('
	opStop            = '.'
	opBinFloat        = 'G'
	opBinInt          = 'J'
	opBinInt1         = 'K'
	opBinInt2         = 'M'
	opNone            = 'N'
	opBinUnicode      = 'X'
	opAppend          = 'a'
	opEmptyDict       = '}'
	opAppends         = 'e'
	opBinGet          = 'h'
	opLongBinGet      = 'j'
	opEmptyList       = ']'
	opBinPut          = 'q'
	opLongBinPut      = 'r'
	opSetItem         = 's'
	opSetItems        = 'u'
	opProto           = 0x80
	opNewTrue         = 0x88
	opNewFalse        = 0x89
	opShortBinUnicode = 0x8c
	opMemoize         = 0x94
	opFrame           = 0x95

	maxProtocol = 5
)

type pickleMachine struct {
	arena     *Arena
	data      []byte
	at        int
	stack     []*Value
	memo      []*Value
	marks     []int
	compounds int
	failed    bool
	room      struct { // for small pickles
		stack, memo [64]*Value
		marks       [16]int
	}
}

func (m *pickleMachine) do(op byte) {
	switch op {
	case opProto:
		m.failed = m.failed || m.byte() > maxProtocol
	case opFrame:
		if n := m.take(8); n != nil && binary.LittleEndian.Uint64(n) > uint64(len(m.data)-m.at) {
			m.failed = true
		}
	case opMark:
		m.marks = append(m.marks, len(m.stack))
	case opMemoize:
		m.put(uint32(len(m.memo)))
	case opBinPut:
		m.put(uint32(m.byte()))
	case opLongBinPut:
		m.put(m.number4())
	case opBinGet:
		m.get(uint32(m.byte()))
	case opLongBinGet:
		m.get(m.number4())
	case opEmptyDict, opEmptyList:
		m.compound(op)
	case opAppend, opAppends:
		m.extend(m.items(op == opAppend, 1))
	case opSetItem, opSetItems:
		m.setItems(m.items(op == opSetItem, 2))
	default:
		m.scalar(op)
	}
}

// scalar pushes what has no parts.
func (m *pickleMachine) scalar(op byte) {
	switch op {
	case opNone:
		m.push(Null)
	case opNewTrue, opNewFalse:
		m.push(Bool).Bool = op == opNewTrue
	case opBinInt:
		m.push(Int).Int = int64(int32(m.number4()))
	case opBinInt1:
		m.push(Int).Int = int64(m.byte())
	case opBinInt2:
		if b := m.take(2); b != nil {
			m.push(Int).Int = int64(binary.LittleEndian.Uint16(b))
		}
	case opBinFloat:
		if b := m.take(8); b != nil {
			m.float(math.Float64frombits(binary.BigEndian.Uint64(b)))
		}
	case opShortBinUnicode:
		m.text(m.take(int(m.byte())))
	case opBinUnicode:
		m.text(m.take(int(m.number4())))
	default:
		m.failed = true
	}
}

func (m *pickleMachine) float(f float64) {
	if math.IsNaN(f) {
		m.push(Unknown)
		return
	}
	m.push(Float).Float = f
}

func (m *pickleMachine) text(b []byte) {
	if m.failed || !utf8.Valid(b) {
		m.failed = true
		return
	}
	m.push(Text).Text = b
}

func (m *pickleMachine) compound(op byte) {
	m.compounds++
	if op == opEmptyList {
		m.push(List)
	} else {
		m.push(Map)
	}
}

func (m *pickleMachine) push(k Kind) *Value {
	v := m.arena.New(k)
	m.stack = append(m.stack, v)
	return v
}

// top returns the value on top of the stack, above the last mark; nil if there is none.
func (m *pickleMachine) top() *Value {
	floor := 0
	if k := len(m.marks); k > 0 {
		floor = m.marks[k-1]
	}
	if len(m.stack) <= floor {
		m.failed = true
		return nil
	}
	return m.stack[len(m.stack)-1]
}

// put stores the top under a number, which must be the next one.
func (m *pickleMachine) put(i uint32) {
	v := m.top()
	if v == nil || int(i) != len(m.memo) {
		m.failed = true
		return
	}
	m.memo = append(m.memo, v)
}

// get pushes a text again. A list or dict would have two places.
func (m *pickleMachine) get(i uint32) {
	if m.failed || int(i) >= len(m.memo) || m.memo[i].Kind != Text {
		m.failed = true
		return
	}
	m.push(Text).Text = m.memo[i].Text
}

// items takes one entry of n values off the stack, or all since the last mark.
func (m *pickleMachine) items(one bool, n int) []*Value {
	floor := 0
	if k := len(m.marks); k > 0 {
		floor = m.marks[k-1]
		if !one {
			m.marks = m.marks[:k-1]
		}
	} else if !one {
		m.failed = true
	}
	from := floor
	if one {
		from = len(m.stack) - n
	}
	if m.failed || from < floor {
		m.failed = true
		return nil
	}
	taken := m.stack[from:]
	m.stack = m.stack[:from]
	return taken
}

func (m *pickleMachine) extend(items []*Value) {
	l := m.top()
	if m.failed || l.Kind != List {
		m.failed = true
		return
	}
	for _, v := range items {
		l.Add(nil, v)
	}
	l.Len += len(items)
}

func (m *pickleMachine) setItems(items []*Value) {
	d := m.top()
	if m.failed || d.Kind != Map || len(items)%2 != 0 || d.Len+len(items)/2 > maxMembers {
		m.failed = true
		return
	}
	for i := 0; i < len(items); i += 2 {
		k, v := items[i], items[i+1]
		if k.Kind != Text || d.Named(string(k.Text)) != nil {
			m.failed = true
			return
		}
		d.Add(k.Text, v)
		d.Len++
	}
}

// deeper reports whether a value is nested more than so many times.
func deeper(v *Value, levels int) bool {
	if levels == 0 {
		return true
	}
	for x := v.First(); x != nil; x = x.Next() {
		if deeper(x, levels-1) {
			return true
		}
	}
	return false
}

func (m *pickleMachine) byte() byte {
	if m.at == len(m.data) {
		m.failed = true
		return opStop
	}
	m.at++
	return m.data[m.at-1]
}

// take returns the next n bytes; nil if there are fewer.
func (m *pickleMachine) take(n int) []byte {
	if m.failed || n < 0 || n > len(m.data)-m.at {
		m.failed = true
		return nil
	}
	m.at += n
	return m.data[m.at-n : m.at]
}

func (m *pickleMachine) number4() uint32 {
	b := m.take(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}
