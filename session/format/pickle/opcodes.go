package pickle

import (
	"strconv"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

// An opcode is an instruction of the machine: what Python calls it, the first
// protocol that has it, how its argument is read, and what it does.
type opcode struct {
	name     string
	protocol int
	argument func(r *graph.Reader) operand
	do       func(m *machine, a operand)
}

// An operand is the argument of an opcode: a number, or one or two strings.
type operand struct {
	n          uint64
	text, more []byte
}

func none(*graph.Reader) operand      { return operand{} }
func line(r *graph.Reader) operand    { return operand{text: r.Until('\n')} }
func lines(r *graph.Reader) operand   { return operand{text: r.Until('\n'), more: r.Until('\n')} }
func number1(r *graph.Reader) operand { return operand{n: r.LittleEndian(1)} }
func number2(r *graph.Reader) operand { return operand{n: r.LittleEndian(2)} }
func number4(r *graph.Reader) operand { return operand{n: r.LittleEndian(4)} }
func number8(r *graph.Reader) operand { return operand{n: r.LittleEndian(8)} }
func float8(r *graph.Reader) operand  { return operand{n: r.BigEndian(8)} }
func text1(r *graph.Reader) operand   { return operand{text: r.Take(r.LittleEndian(1))} }
func text4(r *graph.Reader) operand   { return operand{text: r.Take(r.LittleEndian(4))} }
func text8(r *graph.Reader) operand   { return operand{text: r.Take(r.LittleEndian(8))} }

// decimal reads a line with the number of an object in the memo.
func decimal(r *graph.Reader) operand {
	text := r.Until('\n')
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		r.Fail("%.40q is not the number of an object", text)
	}
	return operand{n: n}
}

// opcodes are all opcodes of Python, except the one that ends a pickle.
var opcodes = [256]opcode{
	opMark:    {"MARK", 0, none, (*machine).mark},
	opPop:     {"POP", 0, none, (*machine).drop},
	opPopMark: {"POP_MARK", 1, none, (*machine).dropToMark},
	opDup:     {"DUP", 0, none, (*machine).dup},
	opProto:   {"PROTO", 2, number1, (*machine).protocol},
	opFrame:   {"FRAME", 4, number8, (*machine).frame},

	opGet:        {"GET", 0, decimal, (*machine).get},
	opBinGet:     {"BINGET", 1, number1, (*machine).get},
	opLongBinGet: {"LONG_BINGET", 1, number4, (*machine).get},
	opPut:        {"PUT", 0, decimal, (*machine).put},
	opBinPut:     {"BINPUT", 1, number1, (*machine).put},
	opLongBinPut: {"LONG_BINPUT", 1, number4, (*machine).put},
	opMemoize:    {"MEMOIZE", 4, none, (*machine).memoize},

	opNone:     {"NONE", 0, none, (*machine).none},
	opNewTrue:  {"NEWTRUE", 2, none, func(m *machine, _ operand) { m.push(m.r.Bool(true)) }},
	opNewFalse: {"NEWFALSE", 2, none, func(m *machine, _ operand) { m.push(m.r.Bool(false)) }},
	opInt:      {"INT", 0, line, (*machine).intLine},
	opBinInt:   {"BININT", 1, number4, func(m *machine, a operand) { m.push(m.r.Int(int64(int32(a.n)))) }},
	opBinInt1:  {"BININT1", 1, number1, func(m *machine, a operand) { m.push(m.r.Int(int64(a.n))) }},
	opBinInt2:  {"BININT2", 1, number2, func(m *machine, a operand) { m.push(m.r.Int(int64(a.n))) }},
	opLong:     {"LONG", 0, line, (*machine).longLine},
	opLong1:    {"LONG1", 2, text1, (*machine).long},
	opLong4:    {"LONG4", 2, text4, (*machine).long},
	opFloat:    {"FLOAT", 0, line, (*machine).floatLine},
	opBinFloat: {"BINFLOAT", 1, float8, (*machine).float},

	opString:          {"STRING", 0, line, (*machine).strLine},
	opBinString:       {"BINSTRING", 1, text4, (*machine).str},
	opShortBinString:  {"SHORT_BINSTRING", 1, text1, (*machine).str},
	opUnicode:         {"UNICODE", 0, line, (*machine).unicodeLine},
	opBinUnicode:      {"BINUNICODE", 1, text4, (*machine).unicode},
	opShortBinUnicode: {"SHORT_BINUNICODE", 4, text1, (*machine).unicode},
	opBinUnicode8:     {"BINUNICODE8", 4, text8, (*machine).unicode},
	opBinBytes:        {"BINBYTES", 3, text4, (*machine).bytes},
	opShortBinBytes:   {"SHORT_BINBYTES", 3, text1, (*machine).bytes},
	opBinBytes8:       {"BINBYTES8", 4, text8, (*machine).bytes},
	opByteArray8:      {"BYTEARRAY8", 5, text8, (*machine).bytearray},

	opNextBuffer:     {"NEXT_BUFFER", 5, none, (*machine).buffer},
	opReadonlyBuffer: {"READONLY_BUFFER", 5, none, (*machine).buffer},

	opEmptyList:  {"EMPTY_LIST", 1, none, empty("")},
	opEmptyTuple: {"EMPTY_TUPLE", 1, none, empty(forms.Tuple)},
	opEmptySet:   {"EMPTY_SET", 4, none, empty(forms.Set)},
	opEmptyDict:  {"EMPTY_DICT", 1, none, func(m *machine, _ operand) { m.dict(nil) }},
	opList:       {"LIST", 0, none, marked("")},
	opTuple:      {"TUPLE", 0, none, marked(forms.Tuple)},
	opFrozenSet:  {"FROZENSET", 4, none, marked(forms.Frozenset)},
	opDict:       {"DICT", 0, none, func(m *machine, _ operand) { m.dict(m.sinceMark()) }},
	opTuple1:     {"TUPLE1", 2, none, tupleOf(1)},
	opTuple2:     {"TUPLE2", 2, none, tupleOf(2)},
	opTuple3:     {"TUPLE3", 2, none, tupleOf(3)},
	opAppend:     {"APPEND", 0, none, func(m *machine, _ operand) { m.extend(m.take(1), false) }},
	opAppends:    {"APPENDS", 1, none, func(m *machine, _ operand) { m.extend(m.sinceMark(), false) }},
	opAddItems:   {"ADDITEMS", 4, none, func(m *machine, _ operand) { m.extend(m.sinceMark(), true) }},
	opSetItem:    {"SETITEM", 0, none, func(m *machine, _ operand) { m.setItems(m.take(2)) }},
	opSetItems:   {"SETITEMS", 1, none, func(m *machine, _ operand) { m.setItems(m.sinceMark()) }},

	opGlobal:      {"GLOBAL", 0, lines, (*machine).globalLines},
	opStackGlobal: {"STACK_GLOBAL", 4, none, (*machine).stackGlobal},
	opReduce:      {"REDUCE", 0, none, (*machine).reduce},
	opNewObj:      {"NEWOBJ", 2, none, (*machine).newobj},
	opNewObjEx:    {"NEWOBJ_EX", 4, none, (*machine).newobjEx},
	opInst:        {"INST", 0, lines, (*machine).inst},
	opObj:         {"OBJ", 1, none, (*machine).obj},
	opBuild:       {"BUILD", 0, none, (*machine).build},
	opPersid:      {"PERSID", 0, line, (*machine).persid},
	opBinPersid:   {"BINPERSID", 1, none, func(m *machine, _ operand) { m.object(forms.Persid, "", m.pop()) }},
	opExt1:        {"EXT1", 2, number1, (*machine).extension},
	opExt2:        {"EXT2", 2, number2, (*machine).extension},
	opExt4:        {"EXT4", 2, number4, (*machine).extension},
}

// The opcodes, by their names in Python.
const (
	opMark           = '('
	opStop           = '.'
	opPop            = '0'
	opPopMark        = '1'
	opDup            = '2'
	opFloat          = 'F'
	opBinFloat       = 'G'
	opInt            = 'I'
	opBinInt         = 'J'
	opBinInt1        = 'K'
	opBinInt2        = 'M'
	opLong           = 'L'
	opNone           = 'N'
	opPersid         = 'P'
	opBinPersid      = 'Q'
	opReduce         = 'R'
	opString         = 'S'
	opBinString      = 'T'
	opShortBinString = 'U'
	opUnicode        = 'V'
	opBinUnicode     = 'X'
	opAppend         = 'a'
	opBuild          = 'b'
	opGlobal         = 'c'
	opDict           = 'd'
	opEmptyDict      = '}'
	opAppends        = 'e'
	opGet            = 'g'
	opBinGet         = 'h'
	opLongBinGet     = 'j'
	opInst           = 'i'
	opList           = 'l'
	opEmptyList      = ']'
	opObj            = 'o'
	opPut            = 'p'
	opBinPut         = 'q'
	opLongBinPut     = 'r'
	opSetItem        = 's'
	opTuple          = 't'
	opEmptyTuple     = ')'
	opSetItems       = 'u'

	opProto    = 0x80 // protocol 2
	opNewObj   = 0x81
	opExt1     = 0x82
	opExt2     = 0x83
	opExt4     = 0x84
	opTuple1   = 0x85
	opTuple2   = 0x86
	opTuple3   = 0x87
	opNewTrue  = 0x88
	opNewFalse = 0x89
	opLong1    = 0x8a
	opLong4    = 0x8b

	opBinBytes      = 'B' // protocol 3
	opShortBinBytes = 'C'

	opShortBinUnicode = 0x8c // protocol 4
	opBinUnicode8     = 0x8d
	opBinBytes8       = 0x8e
	opEmptySet        = 0x8f
	opAddItems        = 0x90
	opFrozenSet       = 0x91
	opNewObjEx        = 0x92
	opStackGlobal     = 0x93
	opMemoize         = 0x94
	opFrame           = 0x95

	opByteArray8     = 0x96 // protocol 5
	opNextBuffer     = 0x97
	opReadonlyBuffer = 0x98
)

const maxProtocol = 5
