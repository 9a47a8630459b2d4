package tree

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"time"
)

// Bytes is a value of raw bytes, as opposed to text.
type Bytes string

// An Object is a value of a type that sessh does not know: an instance of an application's
// class, for example. It is shown and carried, but never built.
type Object interface {
	// Display returns the object in one line of text.
	Display() string
	// EqualObject reports whether other is the same value.
	EqualObject(other any) bool
}

// Of returns v in the form in which sessions hold it: one of
//
//	nil, bool, int64, *big.Int, float64, string, Bytes, time.Time, *List, *Map
//
// or an [Object]. An integer is an int64 if it fits, else a *big.Int, which must not be changed.
// Of converts all Go types of integers, floats and strings, []byte, []any, and map[string]any,
// whose keys are sorted. It copies a *Map or *List that is part of a session, and returns
// others as they are. It fails for other types.
func Of(v any) (any, error) { return convert(v, 0) }

// maxDepth bounds the nesting of values.
const maxDepth = 1000

func convert(v any, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("value is nested deeper than %d levels", maxDepth)
	}
	switch v := v.(type) {
	case nil, bool, int64, float64, string, Bytes, Object:
		return v, nil
	case int:
		return int64(v), nil
	case []byte:
		return Bytes(v), nil
	case *big.Int:
		if v == nil {
			return nil, nil
		}
		return shrink(v), nil
	case time.Time:
		return convertTime(v)
	case *Map:
		return convertNode(v, v == nil)
	case *List:
		return convertNode(v, v == nil)
	case []any:
		l := NewList()
		for _, x := range v {
			x, err := convert(x, depth+1)
			if err != nil {
				return nil, err
			}
			l.insert(len(l.values), x)
		}
		return l, nil
	case map[string]any:
		m := NewMap()
		for _, k := range sortedKeys(v) {
			x, err := convert(v[k], depth+1)
			if err != nil {
				return nil, err
			}
			m.put(k, x)
		}
		return m, nil
	}
	return convertReflected(reflect.ValueOf(v))
}

func convertNode(v Node, isNil bool) (any, error) {
	switch {
	case isNil:
		return nil, nil
	case v.location().free():
		return v, nil
	}
	return Clone(v), nil
}

// convertTime drops what a stored time does not have: the monotonic reading and the name of the
// zone.
func convertTime(t time.Time) (any, error) {
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("time of the year %d is out of range", y)
	}
	_, offset := t.Zone()
	if offset%60 != 0 || offset == 0 {
		return t.UTC().Round(0), nil
	}
	return t.Round(0).In(time.FixedZone("", offset)), nil
}

func convertReflected(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return shrink(new(big.Int).SetUint64(v.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.String:
		return v.String(), nil
	}
	return nil, fmt.Errorf("a session cannot hold a %s", v.Type())
}

// shrink returns n as an int64 if it fits.
func shrink(n *big.Int) any {
	if n.IsInt64() {
		return n.Int64()
	}
	return n
}

// convertKey returns k in the form in which mappings hold keys.
func convertKey(k any) (any, error) {
	switch k := k.(type) {
	case string, int64, nil, bool, Bytes:
		return k, nil
	case float64:
		if math.IsNaN(k) {
			return nil, errors.New("NaN cannot be a key: it would never be found again")
		}
		return k, nil
	case *Map, *List, time.Time, *big.Int, []byte:
		return nil, fmt.Errorf("a %T cannot be a key", k)
	}
	if reflect.TypeOf(k).Comparable() {
		if _, ok := k.(Object); ok {
			return k, nil
		}
	}
	v, err := convertReflected(reflect.ValueOf(k))
	if err != nil {
		return nil, fmt.Errorf("a %T cannot be a key", k)
	}
	switch v.(type) {
	case int64, float64, *big.Int:
		return convertKey(v)
	}
	return v, nil
}

// Equal reports whether a and b are the same value. The order of the keys of mappings does not
// matter. An integer never equals a float, NaN equals itself, and -0.0 does not equal 0.0.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case *Map:
		b, ok := b.(*Map)
		return ok && (a == b || a.equal(b))
	case *List:
		b, ok := b.(*List)
		return ok && (a == b || a.equal(b))
	case float64:
		b, ok := b.(float64)
		return ok && math.Float64bits(a) == math.Float64bits(b)
	case *big.Int:
		b, ok := b.(*big.Int)
		return ok && a.Cmp(b) == 0
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b) && sameOffset(a, b)
	case Object:
		return a.EqualObject(b)
	}
	switch b.(type) {
	case *Map, *List, Object:
		return false
	}
	return a == b
}

func sameOffset(a, b time.Time) bool {
	_, x := a.Zone()
	_, y := b.Zone()
	return x == y
}

// TypeName returns the word for v's type in listings and messages.
func TypeName(v any) string {
	if word := formText(v); word != "" {
		return word
	}
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case int64, *big.Int:
		return "integer"
	case float64:
		return "float"
	case string:
		return "string"
	case Bytes:
		return "bytes"
	case time.Time:
		return "time"
	case *List:
		return "list"
	case *Map:
		return "mapping"
	case Object:
		return "object"
	}
	return fmt.Sprintf("%T", v)
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
