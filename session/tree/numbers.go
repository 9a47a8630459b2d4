package tree

import (
	"strconv"
	"strings"
)

// numbers counts the keys of a mapping that are integers, strings that read like an integer,
// and objects.
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

// IntegerNamed returns the integer whose text is name; ok is false if there is none.
func IntegerNamed(name string) (i int64, ok bool) {
	if name == "" || name[0] != '-' && (name[0] < '0' || name[0] > '9') {
		return 0, false
	}
	i, err := strconv.ParseInt(name, 10, 64)
	return i, err == nil && strconv.FormatInt(i, 10) == name
}

// KeyFor returns the key with a name or, if there is none, the one to set under it: an integer if
// the name reads like one and all keys of the mapping are integers, else a string. integer(2)
// and string(2) are an integer and a string in any mapping.
func (m *Map) KeyFor(name string) any {
	if k, ok := m.Named(name); ok {
		return k
	}
	if i, ok := IntegerNamed(name); ok && m.numbers.integers > 0 && m.numbers.integers == m.count {
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

// ExplicitName returns the name with which [Map.KeyFor] finds an integer, or a string that reads
// like one, in any mapping. Other keys have none.
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

// Ambiguous reports whether key is a string that reads like an integer, and the mapping has
// integer keys.
func (m *Map) Ambiguous(key any) bool {
	text, ok := key.(string)
	if !ok || m.numbers.integers == 0 {
		return false
	}
	_, ok = IntegerNamed(text)
	return ok
}
