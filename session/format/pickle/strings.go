package pickle

import (
	"bytes"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// text pushes strings of all sorts.
func (m *machine) text(op byte) error {
	switch op {
	case opString, opUnicode:
		return m.textLine(op)
	case opShortBinString:
		return m.counted(1, m.str)
	case opBinString:
		return m.counted(4, m.str)
	case opShortBinUnicode:
		return m.counted(1, m.unicode)
	case opBinUnicode:
		return m.counted(4, m.unicode)
	case opBinUnicode8:
		return m.counted(8, m.unicode)
	case opShortBinBytes:
		return m.counted(1, m.bytes)
	case opBinBytes:
		return m.counted(4, m.bytes)
	case opBinBytes8:
		return m.counted(8, m.bytes)
	case opByteArray8:
		return m.counted(8, m.bytearray)
	}
	return m.container(op)
}

// counted reads a string after its length in size bytes.
func (m *machine) counted(size int, push func([]byte) error) error {
	n, err := m.r.LittleEndian(size)
	if err != nil {
		return err
	}
	b, err := m.r.Take(n)
	if err != nil {
		return err
	}
	return push(b)
}

func (m *machine) textLine(op byte) error {
	line, err := m.r.Until('\n')
	if err != nil {
		return err
	}
	if op == opUnicode {
		b, err := unescapeUnicode(line)
		if err != nil {
			return m.r.Errorf("the unicode string cannot be read: %v", err)
		}
		if bytes.ContainsAny(line, "\x00\r\x1a") {
			m.info.layout.raw = true
		}
		return m.unicode(b)
	}
	n := len(line)
	if n < 2 || line[0] != line[n-1] || line[0] != '\'' && line[0] != '"' {
		return m.r.Errorf("a string without quotes")
	}
	b, err := unescape(line[1 : n-1])
	if err != nil {
		return m.r.Errorf("the string cannot be read: %v", err)
	}
	return m.str(b)
}

// str pushes a str of Python 2.
func (m *machine) str(b []byte) error {
	m.info.Python2 = true
	return m.pushText(rawKind(b), formStr, b)
}

// rawKind is the kind of bytes that are text if they can be.
func rawKind(b []byte) graph.Kind {
	if utf8.Valid(b) {
		return graph.Text
	}
	return graph.Bytes
}

func (m *machine) bytes(b []byte) error     { return m.pushText(graph.Bytes, formBytes, b) }
func (m *machine) bytearray(b []byte) error { return m.pushText(graph.Bytes, formBytearray, b) }

func (m *machine) pushText(k graph.Kind, form string, b []byte) error {
	n, err := m.r.New(k)
	if err != nil {
		return err
	}
	n.Form, n.Text = form, string(b)
	return m.push(n)
}

// unicode pushes a unicode string, given in UTF-8 that may have surrogates.
func (m *machine) unicode(b []byte) error {
	if utf8.Valid(b) {
		return m.pushText(graph.Text, formUnicode, b)
	}
	for rest := b; len(rest) > 0; {
		_, size := decodeRune(rest)
		if size == 0 {
			return m.r.Errorf("a unicode string is no UTF-8")
		}
		rest = rest[size:]
	}
	raw, err := m.r.New(graph.Bytes)
	if err != nil {
		return err
	}
	raw.Text = string(b)
	return m.object(formSurrogates, "unicode", raw)
}

// decodeRune is utf8.DecodeRune that takes surrogates as well; size is 0 for
// what is neither.
func decodeRune[T string | []byte](b T) (c rune, size int) {
	if len(b) >= 3 && b[0] == 0xed && b[1]&0xe0 == 0xa0 && b[2]&0xc0 == 0x80 {
		return 0xd000 | rune(b[1]&0x3f)<<6 | rune(b[2]&0x3f), 3
	}
	c, size = utf8.DecodeRuneInString(string(b[:min(len(b), utf8.UTFMax)]))
	if c == utf8.RuneError && size <= 1 {
		return 0, 0
	}
	return c, size
}

// appendRune is utf8.AppendRune that takes surrogates as well.
func appendRune(b []byte, c rune) []byte {
	if c >= 0xd800 && c <= 0xdfff {
		return append(b, 0xed, 0x80|byte(c>>6)&0x3f, 0x80|byte(c)&0x3f)
	}
	return utf8.AppendRune(b, c)
}
