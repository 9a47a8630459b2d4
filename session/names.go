package session

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Name is what a key of the mapping is called in paths: its text. Where another
// key has the same, as 2 and "2" do, a text is called by it, and a key of another
// type by its type as well: integer(2). So is every integer of a mapping in which a
// text is written like one.
func (m *Map) Name(key any) string {
	plain := KeyName(key)
	if !m.Shadowed(key) {
		return plain
	}
	return m.typed(key, plain)
}

// NameIn is the name of a key that is in one of the mappings, or in both: with its
// type where another key of either has the same.
func NameIn(key any, trees ...*Map) string {
	if name, ok := typedName(key, trees...); ok {
		return name
	}
	return KeyName(key)
}

// typed is the name of a key with its type, which no other key has.
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

// shows reports whether a key that is an object is shown so.
func (m *Map) shows(name string) bool { return len(m.objectsShown(name)) > 0 }

// objectsShown are the keys that are objects and are shown so, in the order of the
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

// Named is the key that is called so, or that is with its type; ok is false where
// there is none.
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

// namedWithType is the key whose name with its type it is. What is in the brackets is
// its name without, and may have brackets as well.
func (m *Map) namedWithType(name string) (key any, ok bool) {
	before, closed := strings.CutSuffix(name, ")")
	if !closed {
		return nil, false
	}
	const mostBrackets = 64 // of a name; each is tried
	at := 0
	for range mostBrackets {
		i := strings.IndexByte(before[at:], '(')
		if i < 0 {
			break
		}
		at += i + 1
		for _, k := range m.called(before[at:]) {
			if strings.HasPrefix(name, TypeName(k)) && m.typed(k, KeyName(k)) == name {
				return k, true
			}
		}
	}
	return nil, false
}

// called are the keys of the mapping, but texts, that are called so without their type.
func (m *Map) called(plain string) []any {
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

// Shadowed reports whether another key of the mapping is called like the key, or for
// an integer, whether a text is written like any integer.
func (m *Map) Shadowed(key any) bool {
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

// alike is the number of an object among the keys that are shown like it, from 1.
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

// KeyName is what a key, or an index, is called where no other is called so.
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
		s := strconv.FormatFloat(k, 'g', -1, 64)
		if !strings.ContainsAny(s, ".eIN") { // not an integer's
			s += ".0"
		}
		return s
	}
	return fmt.Sprint(key)
}

// scalarsNamed are the keys that are no texts, bytes or objects and are called so.
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
