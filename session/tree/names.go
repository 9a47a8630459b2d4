package tree

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Name returns the name of a key of the mapping in paths: its text. If another key has the
// same text, as 2 and "2" do, a string has that name, and a key of another type has a name
// with its type: integer(2). So has every integer in a mapping with a string that reads like
// an integer.
func (m *Map) Name(key any) string {
	plain := KeyName(key)
	if !m.shadowed(key) {
		return plain
	}
	return m.typed(key, plain)
}

// NameIn returns the name of a key that is in one or more of the mappings: with its type if
// another key in any of them has the same text.
func NameIn(key any, trees ...*Map) string {
	if name, ok := TypedName(key, trees...); ok {
		return name
	}
	return KeyName(key)
}

// typed returns the name of a key with its type, which no other key has.
func (m *Map) typed(key any, plain string) string {
	word := TypeName(key)
	if o, ok := key.(Object); ok {
		if n := m.alike(o); n > 1 {
			word += "#" + strconv.Itoa(n)
		}
	}
	for {
		name := word + "(" + plain + ")"
		if !m.Has(name) && !m.Has(Bytes(name)) && !m.shows(name) {
			return name
		}
		word += "+"
	}
}

// shows reports whether an object among the keys is displayed as name.
func (m *Map) shows(name string) bool { return len(m.objectsShown(name)) > 0 }

// objectsShown returns the keys that are objects displayed as name, in the order of the
// mapping.
func (m *Map) objectsShown(name string) []Object {
	if m.numbers.objects == 0 {
		return nil
	}
	if m.shown == nil {
		m.shown = make(map[string][]Object)
		for k := range m.All() {
			if o, ok := k.(Object); ok {
				m.shown[o.Display()] = append(m.shown[o.Display()], o)
			}
		}
	}
	return m.shown[name]
}

// Named returns the key with a name, with or without its type; ok is false if there is none.
func (m *Map) Named(name string) (key any, ok bool) {
	if m.Has(name) {
		return name, true
	}
	for _, k := range scalarsNamed(name) {
		if m.Has(k) {
			return k, true
		}
	}
	if m.Has(Bytes(name)) {
		return Bytes(name), true
	}
	for _, o := range m.objectsShown(name) {
		if m.Name(o) == name {
			return o, true
		}
	}
	return m.namedWithType(name)
}

// namedWithType returns the key whose name with its type it is. The part in parentheses is the
// key's text, which may have parentheses itself.
func (m *Map) namedWithType(name string) (key any, ok bool) {
	before, closed := strings.CutSuffix(name, ")")
	if !closed {
		return nil, false
	}
	const mostBrackets = 64 // to try as the beginning of the text
	at := 0
	for range mostBrackets {
		i := strings.IndexByte(before[at:], '(')
		if i < 0 {
			break
		}
		at += i + 1
		for _, k := range m.withText(before[at:]) {
			if strings.HasPrefix(name, TypeName(k)) && m.typed(k, KeyName(k)) == name {
				return k, true
			}
		}
	}
	return nil, false
}

// withText returns the keys of the mapping, except strings, that have a text.
func (m *Map) withText(plain string) []any {
	var keys []any
	for _, k := range append(scalarsNamed(plain), Bytes(plain)) {
		if m.Has(k) {
			keys = append(keys, k)
		}
	}
	for _, o := range m.objectsShown(plain) {
		keys = append(keys, o)
	}
	return keys
}

// shadowed reports whether another key of the mapping has the same text as key; for an integer,
// whether a string reads like any integer.
func (m *Map) shadowed(key any) bool {
	name := KeyName(key)
	switch key := key.(type) {
	case string:
		return false
	case Object:
		return m.Has(name) || m.Has(Bytes(name)) || m.hasScalar(name) || m.alike(key) > 1
	case Bytes:
		return m.Has(name) || m.hasScalar(name)
	case int64:
		return m.numbers.texts > 0
	}
	return m.Has(name)
}

func (m *Map) hasScalar(name string) bool {
	for _, k := range scalarsNamed(name) {
		if m.Has(k) {
			return true
		}
	}
	return false
}

// alike returns the number of an object among those displayed like it, counted from 1.
func (m *Map) alike(o Object) int {
	n := 0
	for _, k := range m.objectsShown(o.Display()) {
		n++
		if any(k) == any(o) {
			break
		}
	}
	return n
}

// KeyName returns the text of a key or index: its name if no other key has the same text.
func KeyName(key any) string {
	switch k := key.(type) {
	case nil:
		return "null"
	case string:
		return k
	case Bytes:
		return string(k)
	case Object:
		return k.Display()
	case float64:
		return FloatText(k)
	}
	return fmt.Sprint(key)
}

// scalarsNamed returns the null, bool, integer or float that has a text.
func scalarsNamed(name string) []any {
	var key any
	switch name {
	case "null":
	case "true", "false":
		key = name == "true"
	default:
		if i, err := strconv.ParseInt(name, 10, 64); err == nil {
			key = i
		} else if f, err := strconv.ParseFloat(name, 64); err == nil && !math.IsNaN(f) {
			key = f
		} else {
			return nil
		}
	}
	if KeyName(key) != name {
		return nil
	}
	return []any{key}
}
