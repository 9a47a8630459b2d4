package php

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sessh/session"
	"sessh/session/format/graph"
	"sessh/session/format/igbinary"
	"sessh/session/format/msgpack"
	"sessh/session/format/phpserialize"
	"sessh/session/format/plain"
)

// A serializer is a value of PHP's setting session.serialize_handler.
type serializer struct {
	name   string
	codec  *graph.Codec
	begins func(value []byte) bool // whether it may have written a value, at a glance
	marked bool                    // a value that begins so is by no other, if by any
}

// serializers are those that are known; the first is PHP's usual one.
var serializers = []*serializer{
	own(phpserialize.PHP), own(phpserialize.PHPBinary), own(phpserialize.PHPSerialize),
	{
		name: "igbinary", marked: true,
		begins: func(value []byte) bool {
			return bytes.HasPrefix(value, []byte{0, 0, 0, 1}) || bytes.HasPrefix(value, []byte{0, 0, 0, 2})
		},
		codec: &graph.Codec{
			Name: "igbinary", Dialect: dialect,
			Decode: func(value []byte) (*graph.Node, any, error) {
				n, o, err := igbinary.Decode(value, graph.Limits{})
				return mapping(n, ""), o, err
			},
			Encode: func(root *graph.Node, how any) ([]byte, error) {
				if err := partsReferences(root); err != nil {
					return nil, err
				}
				o, ok := how.(igbinary.Options)
				if !ok {
					o.Version = 2
				}
				return igbinary.Encode(root, o)
			},
		},
	},
	{
		name: "msgpack", marked: true,
		begins: func(value []byte) bool {
			return len(value) > 0 && (value[0]&0xf0 == 0x80 || value[0]&0xf0 == 0x90 || value[0] >= 0xdc && value[0] <= 0xdf)
		},
		codec: &graph.Codec{
			Name: "msgpack", Dialect: dialect,
			Decode: func(value []byte) (*graph.Node, any, error) {
				n, err := msgpack.DecodePHP(value, graph.Limits{})
				return mapping(n, msgpack.FormArray), nil, err
			},
			Encode: func(root *graph.Node, _ any) ([]byte, error) { return msgpack.EncodePHP(root) },
		},
	},
	{
		name: "JSON", marked: true, codec: plain.JSON,
		begins: func(value []byte) bool { return bytes.HasPrefix(value, []byte("{")) },
	},
}

// own is one of PHP's own.
func own(s phpserialize.Serializer) *serializer {
	return &serializer{
		name: string(s), begins: s.Begins,
		codec: &graph.Codec{
			Name: string(s), Dialect: dialect,
			Decode: func(value []byte) (*graph.Node, any, error) {
				n, err := phpserialize.DecodeSession(value, s, graph.Limits{})
				if err == nil && phpserialize.Unset(n) {
					err = errors.New("none of its variables has a value")
				}
				return n, nil, err
			},
			Encode: func(root *graph.Node, _ any) ([]byte, error) {
				if err := partsReferences(root); err != nil {
					return nil, err
				}
				return phpserialize.EncodeSession(root, s)
			},
		},
	}
}

// dialect is how PHP's values become those of a session: what is a reference
// is not told apart from what is none.
var dialect = &graph.Dialect{
	Repr:     phpserialize.Repr,
	Usual:    func(n *graph.Node) bool { return n.Kind == graph.List || n.Kind == graph.Map },
	Distinct: func(n *graph.Node) bool { return strings.HasSuffix(n.Form, "&") },
	Bare: func(form string) string {
		form, _, _ = strings.Cut(form, "=") // igbinary's copies
		return strings.TrimSuffix(form, "&")
	},
}

// mapping is a session as a mapping, where its names are 0, 1, 2, … or there are
// none: it is an array like any other.
func mapping(n *graph.Node, form string) *graph.Node {
	if n == nil || n.Kind != graph.List {
		return n
	}
	for i, v := range n.Items {
		n.Pairs = append(n.Pairs, graph.Pair{Key: graph.NewInt(int64(i)), Value: v})
	}
	n.Kind, n.Items = graph.Map, nil
	if n.Form == "" {
		n.Form = form
	}
	return n
}

// serializerNamed is the serializer of that name, the usual one for "".
func serializerNamed(name string) (*serializer, error) {
	if name == "" {
		return serializers[0], nil
	}
	i := slices.IndexFunc(serializers, func(s *serializer) bool { return s.name == name })
	if i < 0 {
		return nil, fmt.Errorf("PHP has no serializer %q that is known", name)
	}
	return serializers[i], nil
}

// partsReferences fails for a session with an object in several places of which some
// are references (&): which of them are one variable is not kept through an edit.
func partsReferences(root *graph.Node) error {
	places, referred := make(map[*graph.Node]int), make(map[*graph.Node]bool)
	met := make(map[*graph.Node]bool)
	var walk func(n *graph.Node)
	walk = func(n *graph.Node) {
		if n.Kind == graph.Object {
			places[n]++
		}
		if met[n] || !n.Compound() {
			return
		}
		met[n] = true
		for _, c := range slices.Concat(n.Args, n.Items) {
			walk(c)
		}
		for _, p := range n.Pairs {
			referred[p.Value] = referred[p.Value] || strings.HasSuffix(p.Key.Form, "&")
			walk(p.Value)
		}
	}
	walk(root)
	for n, many := range places {
		if many > 1 && referred[n] {
			return fmt.Errorf("an object of the class %.100s is in several places, and some of them are references (&), which an edit does not keep", n.Class)
		}
	}
	return nil
}

func (s *serializer) failed(err error) error {
	return fmt.Errorf("it is written by the serializer %s, and cannot be read: %w", s.name, err)
}

// A reading is what a value is to one of the serializers.
type reading struct {
	by   *serializer
	data *session.Map
}

// readingsOf are what the serializers read that can read the whole value.
func readingsOf(value []byte) []reading {
	var all []reading
	for _, s := range serializers {
		if !s.begins(value) {
			continue
		}
		if m, err := s.codec.Map(value); err == nil {
			all = append(all, reading{s, m})
		}
	}
	return all
}

// furthest is the serializer that reads most of a value that none can read, and why
// it reads no further; nil where a value begins like one of none.
func furthest(value []byte) (by *serializer, why error) {
	best := -1
	for _, s := range serializers {
		if !s.begins(value) {
			continue
		}
		var at *graph.Error
		if _, err := s.codec.Map(value); errors.As(err, &at) && at.Offset > best {
			by, why, best = s, err, at.Offset
		}
	}
	return by, why
}
