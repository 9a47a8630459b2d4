package marked

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session/tree"
)

// Reads passes the value that a text begins with, if it is certain that it is read as v, and
// returns what follows. It knows values as [Append] writes them, without blanks and in the order of
// the mapping, but no marked forms. Of anything else it says no, and only [Decode] can say.
func Reads(text []byte, v any) (rest []byte, ok bool) { return reads(text, v, 0) }

// ReadsText is [Reads] for a text.
func ReadsText(text []byte, s string) (rest []byte, ok bool) { return readsText(text, s) }

func reads(text []byte, v any, depth int) (rest []byte, ok bool) {
	switch v := v.(type) {
	case nil:
		return bytes.CutPrefix(text, []byte("null"))
	case bool:
		return bytes.CutPrefix(text, strconv.AppendBool(nil, v))
	case string:
		return readsText(text, v)
	case int64:
		var digits [20]byte
		rest, ok := bytes.CutPrefix(text, strconv.AppendInt(digits[:0], v, 10))
		return rest, ok && numeral(rest) == 0
	case *big.Int, float64:
		return readsNumber(text, v)
	case *tree.List:
		if v.Form() == nil && depth < maxDepth {
			return readsList(text, v, depth+1)
		}
	case *tree.Map:
		if v.Form() == nil && depth < maxDepth {
			return readsMap(text, v, depth+1)
		}
	}
	return nil, false
}

// readsText takes only what is written without escapes.
func readsText(text []byte, s string) (rest []byte, ok bool) {
	if len(text) < len(s)+2 || text[0] != '"' || text[len(s)+1] != '"' || string(text[1:len(s)+1]) != s || !utf8.ValidString(s) {
		return nil, false
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return nil, false
		}
	}
	return text[len(s)+2:], true
}

func readsNumber(text []byte, v any) (rest []byte, ok bool) {
	n := numeral(text)
	if !json.Valid(text[:n]) {
		return nil, false
	}
	x, err := number(string(text[:n]))
	return text[n:], err == nil && tree.Equal(v, x)
}

// numeral returns the number of bytes at the beginning of a text that numbers are written with.
func numeral(text []byte) int {
	n := 0
	for n < len(text) && (text[n] >= '0' && text[n] <= '9' || bytes.IndexByte([]byte("+-.eE"), text[n]) >= 0) {
		n++
	}
	return n
}

func readsList(text []byte, l *tree.List, depth int) (rest []byte, ok bool) {
	before := byte('[')
	for _, v := range l.All() {
		if text, ok = readsByte(text, before); !ok {
			return nil, false
		}
		if text, ok = reads(text, v, depth); !ok {
			return nil, false
		}
		before = ','
	}
	if l.Len() == 0 {
		return bytes.CutPrefix(text, []byte("[]"))
	}
	return readsByte(text, ']')
}

// readsMap takes only names in their order, so that none comes twice.
func readsMap(text []byte, m *tree.Map, depth int) (rest []byte, ok bool) {
	before := byte('{')
	for k, v := range m.All() {
		name, isText := k.(string)
		if text, ok = readsByte(text, before); !ok || !isText || strings.HasPrefix(name, "$") {
			return nil, false
		}
		if text, ok = readsText(text, name); !ok {
			return nil, false
		}
		if text, ok = readsByte(text, ':'); !ok {
			return nil, false
		}
		if text, ok = reads(text, v, depth); !ok {
			return nil, false
		}
		before = ','
	}
	if m.Len() == 0 {
		return bytes.CutPrefix(text, []byte("{}"))
	}
	return readsByte(text, '}')
}

func readsByte(text []byte, c byte) (rest []byte, ok bool) {
	if len(text) == 0 || text[0] != c {
		return nil, false
	}
	return text[1:], true
}
