package marked

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"sessh/session/tree"
)

// unmark reads a marked form. An object with a single name in $ that is none
// stays what it is.
func unmark(m *tree.Map) (any, error) {
	if m.Len() != 1 {
		return m, nil
	}
	mark, v := only(m)
	if !strings.HasPrefix(mark, "$") {
		return m, nil
	}
	var read func(string) (any, error)
	switch mark {
	case "$map":
		if l, ok := v.(*tree.List); ok {
			return unpair(l)
		}
		return nil, errors.New("$map is not a list of pairs")
	case "$bytes":
		read = readBytes
	case "$string":
		read = readString
	case "$time":
		read = readTime
	case "$float":
		read = readFloat
	default:
		return m, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("%s is not text", mark)
	}
	x, err := read(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", mark, err)
	}
	return x, nil
}

// only returns the one name of an object, and its value.
func only(m *tree.Map) (name string, value any) {
	for k, v := range m.All() {
		name, value = k.(string), v
	}
	return name, value
}

func unpair(l *tree.List) (any, error) {
	m := tree.NewMap()
	for _, p := range l.All() {
		pair, ok := p.(*tree.List)
		if !ok || pair.Len() != 2 {
			return nil, errors.New("$map is not a list of pairs")
		}
		k, _ := pair.At(0)
		v, _ := pair.At(1)
		if m.Has(k) {
			return nil, fmt.Errorf("$map: the key %v comes twice", k)
		}
		if err := pair.Set(1, nil); err != nil { // the value is free, and not copied
			return nil, err
		}
		if err := m.Set(k, v); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func readBytes(s string) (any, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return tree.Bytes(b), err
}

func readString(s string) (any, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return string(b), err
}

func readTime(s string) (any, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return nil, err
	}
	return tree.Of(t)
}

func readFloat(s string) (any, error) {
	switch s {
	case "nan":
		return math.NaN(), nil
	case "inf":
		return math.Inf(1), nil
	case "-inf":
		return math.Inf(-1), nil
	}
	return nil, fmt.Errorf("%q is not inf, -inf or nan", s)
}
