package session

import (
	"strconv"
	"strings"
)

// numbers counts the keys of a mapping that are integers, the texts that are
// written like one, and the keys that are objects.
type numbers struct{ integers, texts, objects int32 }

func (n *numbers) add(key any, by int32) {
	switch k := key.(type) {
	case int64:
		n.integers += by
	case Object:
		n.objects += by
	case string:
		if _, ok := IntegerNamed(k); ok {
			n.texts += by
		}
	}
}

// IntegerNamed is the integer key that has the name.
func IntegerNamed(name string) (i int64, ok bool) {
	if name == "" || name[0] != '-' && (name[0] < '0' || name[0] > '9') {
		return 0, false
	}
	i, err := strconv.ParseInt(name, 10, 64)
	return i, err == nil && strconv.FormatInt(i, 10) == name
}

// KeyFor is the key that is called so, or where there is none, the one that would be
// set: an integer where all keys of the mapping are integers and the name is written
// like one, else a text. integer(2) and string(2) are the one and the other anywhere.
func (m *Map) KeyFor(name string) any {
	if k, ok := m.Named(name); ok {
		return k
	}
	if i, ok := IntegerNamed(name); ok && m.numbers.integers > 0 && int(m.numbers.integers) == m.count {
		return i
	}
	word, rest, _ := strings.Cut(name, "(")
	if text, closed := strings.CutSuffix(rest, ")"); closed {
		switch i, ok := IntegerNamed(text); {
		case ok && word == "integer":
			return i
		case ok && word == "string":
			return text
		}
	}
	return name
}

// ExplicitName is the name that says of an integer, or of a text that is written like
// one, which of them it is: [Map.KeyFor] takes it anywhere. Other keys have none.
func ExplicitName(key any) (name string, ok bool) {
	switch k := key.(type) {
	case int64:
		return "integer(" + strconv.FormatInt(k, 10) + ")", true
	case string:
		if _, ok := IntegerNamed(k); ok {
			return "string(" + k + ")", true
		}
	}
	return "", false
}

// Ambiguous reports whether the key is a text that is written like an integer, in a
// mapping that has integers among its keys.
func (m *Map) Ambiguous(key any) bool {
	text, ok := key.(string)
	if !ok || m.numbers.integers == 0 {
		return false
	}
	_, ok = IntegerNamed(text)
	return ok
}
