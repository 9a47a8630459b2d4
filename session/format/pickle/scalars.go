package pickle

import (
	"bytes"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"sessh/session/format/graph"
)

// defaultDigits is graph's own default.
const defaultDigits = 20_000

// scalar pushes what has no parts.
func (m *machine) scalar(op byte) error {
	switch op {
	case opNone:
		n, err := m.r.New(graph.Null)
		if err != nil {
			return err
		}
		return m.push(n)
	case opNewTrue, opNewFalse:
		return m.bool(op == opNewTrue)
	case opInt:
		return m.intLine()
	case opLong:
		return m.longLine()
	case opBinInt1:
		return m.int(1)
	case opBinInt2:
		return m.int(2)
	case opBinInt:
		return m.int(4)
	case opLong1:
		return m.long(1)
	case opLong4:
		return m.long(4)
	case opFloat:
		return m.floatLine()
	case opBinFloat:
		bits, err := m.r.BigEndian(8)
		if err != nil {
			return err
		}
		return m.float(math.Float64frombits(bits))
	}
	return m.text(op)
}

func (m *machine) bool(b bool) error {
	n, err := m.r.New(graph.Bool)
	if err != nil {
		return err
	}
	n.Bool = b
	return m.push(n)
}

func (m *machine) int(size int) error {
	v, err := m.r.LittleEndian(size)
	if err != nil {
		return err
	}
	n, err := m.r.New(graph.Int)
	if err != nil {
		return err
	}
	n.Int = int64(v)
	if size == 4 {
		n.Int = int64(int32(v))
	}
	return m.push(n)
}

// intLine reads an int in decimal, or a bool, which protocols 0 and 1 write as 00 or 01.
func (m *machine) intLine() error {
	line, err := m.r.Until('\n')
	if err != nil {
		return err
	}
	if s := string(line); s == "00" || s == "01" {
		return m.bool(s == "01")
	}
	n, err := m.decimal(line)
	if err != nil {
		return err
	}
	return m.push(n)
}

func (m *machine) longLine() error {
	line, err := m.r.Until('\n')
	if err != nil {
		return err
	}
	n, err := m.decimal(bytes.TrimSuffix(line, []byte("L")))
	if err != nil {
		return err
	}
	return m.pushLong(n)
}

// decimal refuses leading zeros: Python would take the number for octal.
func (m *machine) decimal(line []byte) (*graph.Node, error) {
	digits := bytes.TrimLeft(line, "+-")
	if len(digits) > 1 && digits[0] == '0' {
		return nil, m.r.Errorf("the integer %.40q begins with a zero", line)
	}
	return m.r.Decimal(line)
}

// long reads an integer in two's complement, after its length in size bytes.
func (m *machine) long(size int) error {
	length, err := m.r.LittleEndian(size)
	if err != nil {
		return err
	}
	b, err := m.r.Take(length)
	if err != nil {
		return err
	}
	if float64(len(b)) > float64(m.digits)/math.Log10(256)+1 {
		return m.r.Errorf("an integer of %d bytes is too long", len(b))
	}
	n, err := m.r.New(graph.Int)
	if err != nil {
		return err
	}
	v := twosComplement(b)
	if v.IsInt64() {
		n.Int = v.Int64()
	} else {
		n.Big = v
	}
	return m.pushLong(n)
}

func twosComplement(little []byte) *big.Int {
	b := slices.Clone(little)
	slices.Reverse(b)
	v := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return v
}

func (m *machine) pushLong(n *graph.Node) error {
	if n.Big == nil {
		n.Form = formLong
		m.longs = append(m.longs, n)
	}
	return m.push(n)
}

func (m *machine) float(f float64) error {
	n, err := m.r.New(graph.Float)
	if err != nil {
		return err
	}
	n.Float = f
	return m.push(n)
}

func (m *machine) floatLine() error {
	line, err := m.r.Until('\n')
	if err != nil {
		return err
	}
	s := string(line)
	// Go reads some notations that Python does not.
	if strings.Trim(s, "0123456789+-.eE") != "" {
		switch strings.ToLower(strings.TrimLeft(s, "+-")) {
		case "inf", "infinity":
		case "nan":
			s = "nan" // a sign is lost: Go has none
		default:
			return m.r.Errorf("%.40q is no float", line)
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return m.r.Errorf("%.40q is no float", line)
	}
	if s != reprFloat(f) && s == float17(f) {
		m.info.layout.digits17 = true
	}
	return m.float(f)
}
