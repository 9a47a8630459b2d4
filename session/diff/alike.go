package diff

import (
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"sessh/session/tree"
)

// A manner is the way in which two lists or mappings are compared.
type manner uint8

const (
	apart manner = iota // they have nothing in common
	asMappings
	asLists
	asSets
)

// manner returns how to compare two values, each of which is a list or mapping, or a reference
// to one.
func (a *across) manner(old, new any) manner {
	o, n := tree.NodeOf(old), tree.NodeOf(new)
	_, oldIsMap := o.(*tree.Map)
	_, newIsMap := n.(*tree.Map)
	switch {
	case a.Exact && (isRef(old) != isRef(new) || oldIsMap != newIsMap || !tree.SameForm(o, n)):
		return apart
	case oldIsMap && newIsMap:
		return asMappings
	case isSet(o) || isSet(n):
		if oldIsMap || newIsMap {
			return apart
		}
		return asSets
	case isSequence(o) && isSequence(n):
		return asLists
	case size(o) == 0 || size(n) == 0:
		return asMappings
	}
	return apart
}

func isRef(v any) bool {
	_, is := v.(*tree.Ref)
	return is
}

// isSet reports whether the order of values does not matter.
func isSet(n tree.Node) bool {
	l, ok := n.(*tree.List)
	if !ok || l.Form() == nil {
		return false
	}
	word := l.Form().String()
	return word == "set" || word == "frozenset"
}

// isSequence reports whether it is a list, or a mapping with the keys 0, 1, 2, … in this order.
func isSequence(n tree.Node) bool {
	m, ok := n.(*tree.Map)
	if !ok {
		return true
	}
	var i int64
	for k := range m.All() {
		if k != any(i) {
			return false
		}
		i++
	}
	return true
}

func size(n tree.Node) int {
	switch n := n.(type) {
	case *tree.Map:
		return n.Len()
	case *tree.List:
		return n.Len()
	}
	return 0
}

// valuesOf returns the values of a list, or of a mapping in its order.
func valuesOf(n tree.Node) []any {
	switch n := n.(type) {
	case *tree.List:
		return n.Values()
	case *tree.Map:
		values := make([]any, 0, n.Len())
		for _, v := range n.All() {
			values = append(values, v)
		}
		return values
	}
	return nil
}

// mappingOf returns a mapping; an empty one for a list.
func mappingOf(n tree.Node) *tree.Map {
	if m, ok := n.(*tree.Map); ok {
		return m
	}
	return emptyMap
}

// equal reports whether two values do not differ. A pair that is met inside of itself is
// equal if nothing else differs: it is noted in trail, and forgotten if something does.
func (a *across) equal(old, new any, trail *[]pair, depth int) bool {
	var own []pair
	if !a.equalSoFar(old, new, &own, depth) {
		for _, p := range own {
			delete(a.equals, p)
		}
		return false
	}
	if trail != nil {
		*trail = append(*trail, own...)
	}
	return true
}

func (a *across) equalSoFar(old, new any, trail *[]pair, depth int) bool {
	if !a.goesOn(depth) {
		return false
	}
	if a.isUnknown(old) || a.isUnknown(new) {
		return true
	}
	o, n := tree.NodeOf(old), tree.NodeOf(new)
	if o == nil || n == nil {
		return a.sameScalars(old, new)
	}
	how := a.manner(old, new)
	if how == apart || size(o) != size(n) {
		return false
	}
	p := pair{o, n}
	if a.equals[p] {
		return true
	}
	a.equals[p] = true
	*trail = append(*trail, p)
	switch how {
	case asMappings:
		return a.equalMappings(mappingOf(o), mappingOf(n), trail, depth+1)
	case asLists:
		all := valuesOf(n)
		for i, x := range valuesOf(o) {
			if !a.equalSoFar(x, all[i], trail, depth+1) {
				return false
			}
		}
		return true
	}
	removed, _ := a.unmatched(valuesOf(o), valuesOf(n), trail, depth+1)
	return len(removed) == 0
}

func (a *across) equalMappings(old, new *tree.Map, trail *[]pair, depth int) bool {
	partners := a.partners(old, new)
	for k, o := range old.All() {
		key, ok := partners.of(k)
		if !ok {
			return false
		}
		if n, _ := new.Get(key); !a.equalSoFar(o, n, trail, depth) {
			return false
		}
	}
	return true
}

// sameScalars compares values of which at least one is no list or mapping.
func (a *across) sameScalars(old, new any) bool {
	if tree.Equal(old, new) {
		return true
	}
	if a.Exact {
		return false
	}
	switch o := spelled(old).(type) {
	case string:
		return o == spelled(new)
	case time.Time:
		n, ok := new.(time.Time)
		return ok && o.Equal(n)
	case *big.Float:
		n, ok := spelled(new).(*big.Float)
		return ok && o.Cmp(n) == 0
	}
	return false
}

// spelled returns a value without what depends on the framework: bytes that are text as a
// string, and a number as a *big.Float that holds all of it.
func spelled(v any) any {
	switch v := v.(type) {
	case tree.Bytes:
		if utf8.ValidString(string(v)) {
			return string(v)
		}
	case int64:
		return new(big.Float).SetInt64(v)
	case *big.Int:
		return new(big.Float).SetInt(v)
	case float64:
		if !math.IsNaN(v) {
			return big.NewFloat(v)
		}
	}
	return v
}

// spelling returns a text that equal values have in common.
func spelling(v any) string {
	switch v := spelled(v).(type) {
	case string:
		return "text " + v
	case *big.Float:
		f, _ := v.Float64()
		return strconv.FormatFloat(f+0, 'g', -1, 64) // without the sign of 0
	}
	return ""
}

// keyText returns the text by which keys are compared. It is that of a key as JSON would have
// it.
func keyText(k any) string {
	if p, ok := k.(interface{ Plain() any }); ok { // such as a symbol beside a text
		k = p.Plain()
	}
	const exact = 1 << 53
	if f, ok := k.(float64); ok && f == math.Trunc(f) && math.Abs(f) < exact {
		k = int64(f)
	}
	return tree.KeyName(k)
}
