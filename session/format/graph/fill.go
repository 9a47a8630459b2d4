package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// filling is what a node will hold.
type filling struct {
	n       *Node
	entries *[]Pair // where its pairs go; nil for a list
	up      *filling
	key     any // under which it stands in up
	keys    []*Node
	values  []func() *Node
}

// fill gives all nodes their contents.
func (m *merger) fill() error {
	for _, f := range m.todo {
		values := make([]*Node, len(f.values))
		for i, value := range f.values {
			if values[i] = value(); values[i] == nil {
				return f.up.errorf(f.key, errors.New("what it shares with another place is not there any more"))
			}
		}
		if f.entries == nil {
			m.items[f.n], f.n.Items = f.n.Items, values
			continue
		}
		pairs := make([]Pair, len(values))
		for i, v := range values {
			pairs[i] = Pair{f.keys[i], v}
		}
		*f.entries = pairs
	}
	for _, f := range m.todo {
		if err := m.d.settle(f.n, m.had); err != nil {
			return f.up.errorf(f.key, err)
		}
	}
	return nil
}

// had returns the items that a node had in the graph as it was.
func (m *merger) had(n *Node) []*Node {
	if items, ok := m.items[n]; ok {
		return items
	}
	return n.Items
}

// A placedError is an error at a place.
type placedError struct {
	place string
	err   error
}

func (e *placedError) Error() string { return e.place + ": " + e.err.Error() }
func (e *placedError) Unwrap() error { return e.err }

// errorf returns err with the place of key in f.
func (f *filling) errorf(key any, err error) error {
	const most = 12
	var placed *placedError
	if err == nil || f == nil || errors.As(err, &placed) {
		return err
	}
	keys := []string{KeyText(key)}
	for ; f.up != nil; f = f.up {
		keys = append(keys, KeyText(f.key))
	}
	slices.Reverse(keys)
	if n := len(keys); n > most {
		keys = append(keys[:most], fmt.Sprintf("... (%d levels down)", n))
	}
	return &placedError{strings.Join(keys, "/"), err}
}
