package pickle

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
)

// plain reads what has no parts.
func (m *sketch) plain(op byte) bool {
	switch op {
	case opNone:
		return m.scalar(graph.Null)
	case opNewTrue, opNewFalse:
		return m.scalar(graph.Bool)
	case opBinInt:
		n, ok := m.little(4)
		return m.number(int64(int32(n)), ok)
	case opBinInt1:
		n, ok := m.little(1)
		return m.number(int64(n), ok)
	case opBinInt2:
		n, ok := m.little(2)
		return m.number(int64(n), ok)
	case opLong1:
		digits, ok := m.sized(1)
		return len(digits) <= 8 && m.scalar(graph.Int) && ok
	case opBinFloat:
		_, ok := m.s.Take(8)
		return m.scalar(graph.Float) && ok
	case opShortBinBytes:
		_, ok := m.sized(1)
		return m.scalar(graph.Bytes) && ok
	case opBinBytes:
		_, ok := m.sized(4)
		return m.scalar(graph.Bytes) && ok
	case opShortBinUnicode:
		return m.unicode(1)
	case opBinUnicode:
		return m.unicode(4)
	case opShortBinString:
		return m.str(1)
	case opBinString:
		return m.str(4)
	}
	return false
}

func (m *sketch) unicode(size int) bool {
	text, ok := m.sized(size)
	return ok && utf8.Valid(text) && m.push(part{text: text, kind: graph.Text})
}

func (m *sketch) str(size int) bool {
	text, ok := m.sized(size)
	return ok && m.push(part{text: text, kind: graph.Text})
}

// line reads what protocol 0 writes on a line.
func (m *sketch) line(op byte) bool {
	text, ok := m.s.Until('\n')
	if !ok || len(text) == 0 {
		return false
	}
	var err error
	switch op {
	case opInt:
		if string(text) == "00" || string(text) == "01" {
			return m.scalar(graph.Bool)
		}
		n, ok := sketchInt(text)
		return m.number(n, ok)
	case opLong:
		_, ok := sketchInt(bytes.TrimSuffix(text, []byte("L")))
		return m.scalar(graph.Int) && ok
	case opFloat:
		_, err = strconv.ParseFloat(string(text), 64)
		return m.scalar(graph.Float) && err == nil && len(bytes.Trim(text, "0123456789+-.eE")) == 0
	case opString:
		n := len(text)
		if n < 2 || text[0] != text[n-1] || text[0] != '\'' && text[0] != '"' {
			return false
		}
		text, err = escape.Unescape(text[1 : n-1])
	default:
		if text, err = escape.UnescapeUnicode(text); !utf8.Valid(text) {
			return false
		}
	}
	return err == nil && m.push(part{text: text, kind: graph.Text})
}

// sketchInt reads an integer that is written as it usually is.
func sketchInt(text []byte) (n int64, ok bool) {
	const longest = 18
	digits := bytes.TrimPrefix(text, []byte("-"))
	if len(digits) == 0 || len(digits) > longest || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	if len(digits) < len(text) {
		n = -n
	}
	return n, true
}
