// Package php is the format of PHP's sessions as the extension memcached keeps
// them (session.save_handler = memcached).
//
// A session is stored under the prefix memc.sess.key. and its id, in one of
// PHP's serializers, which is found out from its bytes: php, php_binary,
// php_serialize, igbinary, msgpack or JSON. A session without variables has no
// bytes in php_binary, as in php, and is taken for one of php; so is a new one.
// While a request uses a session the extension keeps a lock beside it: such a
// session is not written.
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
	"sessh/session/format/itemkey"
	"sessh/session/format/msgpack"
	"sessh/session/format/packed"
	"sessh/session/format/phpserialize"
	"sessh/session/format/plain"
)

// Container is the name of the container of all sessions.
const Container = "php"

const (
	prefix     = "memc.sess.key."
	lockPrefix = prefix + "lock."
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "php".
func (Format) Name() string { return "php" }

// Describe tells about the format in a line.
func (Format) Describe() string {
	return "PHP's sessions of the extension memcached: php, php_binary, php_serialize, igbinary, msgpack, JSON; read and written"
}

// Containers is [Container].
func (Format) Containers() []string { return []string{Container} }

// Flat is true: a session holds its variables.
func (Format) Flat() bool { return true }

// Restarts is false: an edit is no visit of the session's user.
func (Format) Restarts() bool { return false }

// Key is the key of the item of a session.
func (Format) Key(container, id string) (string, error) {
	if container != Container {
		return "", fmt.Errorf("the sessions of PHP are in the container %s, not in %s", Container, container)
	}
	return itemkey.Of(prefix, id)
}

// LockKey is the key of the item that is there while a request uses the session.
func (Format) LockKey(_, id string) string { return lockPrefix + id }

// Parse tells the id of a key.
func (Format) Parse(key string) (container, id string, exact, ok bool) {
	id, ok = strings.CutPrefix(key, prefix)
	if !ok || id == "" || strings.HasPrefix(key, lockPrefix) {
		return "", "", false, false
	}
	return Container, id, true, true
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	c, err := codecOf(value, flags)
	if err != nil {
		return nil, err
	}
	m, err := c.Map(value)
	if err != nil {
		return nil, fmt.Errorf("it is written by the serializer %s, and cannot be read: %w", c.Name, err)
	}
	return &session.Record{Data: m, Timeout: session.TTLUnknown}, nil
}

// Encode writes a session in the serializer that it was read in; a new one in
// php, which is PHP's usual one.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	if was == nil {
		value, err := codecs[0].Rewrite(r.Data, nil)
		return value, 0, err
	}
	c, err := codecOf(was.Value, was.Flags)
	if err != nil {
		return nil, 0, err
	}
	value, err := c.Rewrite(r.Data, was.Value)
	return value, was.Flags, err
}

// dialect is how PHP's values become those of a session: what is a reference
// is not told apart from what is none.
var dialect = &graph.Dialect{
	Repr:  phpserialize.Repr,
	Usual: func(n *graph.Node) bool { return n.Kind == graph.List || n.Kind == graph.Map },
}

// emptyList tells of a session without variables that it was written as a list.
const emptyList = "empty list"

// codecs are the serializers; the first is PHP's usual one.
var codecs = []*graph.Codec{
	serializer(phpserialize.PHP), serializer(phpserialize.PHPBinary), serializer(phpserialize.PHPSerialize),
	{
		Name: "igbinary", Dialect: dialect,
		Decode: func(value []byte) (*graph.Node, any, error) { return wide(igbinary.Decode(value, graph.Limits{})) },
		Encode: func(root *graph.Node, how any) ([]byte, error) {
			o, ok := how.(igbinary.Options)
			if !ok {
				o.Version = 2
			}
			return igbinary.Encode(root, o)
		},
	},
	{
		Name: "msgpack", Dialect: dialect,
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, err := msgpack.DecodePHP(value, graph.Limits{})
			if err == nil && n.Kind == graph.List && len(n.Items) == 0 { // PHP's array without entries
				return &graph.Node{Kind: graph.Map}, emptyList, nil
			}
			return n, nil, err
		},
		Encode: func(root *graph.Node, how any) ([]byte, error) {
			if how == emptyList && len(root.Pairs) == 0 {
				root = &graph.Node{Kind: graph.List}
			}
			return msgpack.EncodePHP(root)
		},
	},
	plain.JSON,
}

func serializer(s phpserialize.Serializer) *graph.Codec {
	return &graph.Codec{
		Name: string(s), Dialect: dialect,
		Decode: func(value []byte) (*graph.Node, any, error) {
			n, err := phpserialize.DecodeSession(value, s, graph.Limits{})
			return n, nil, err
		},
		Encode: func(root *graph.Node, _ any) ([]byte, error) { return phpserialize.EncodeSession(root, s) },
	}
}

// wide lets what a codec knows of a value go where any codec's can.
func wide(n *graph.Node, o igbinary.Options, err error) (*graph.Node, any, error) { return n, o, err }

func detected(value []byte) bool {
	_, ok := phpserialize.Detect(value)
	return ok
}

// codecOf finds out how a session was written.
func codecOf(value []byte, flags uint32) (*graph.Codec, error) {
	if flags != 0 {
		return nil, fmt.Errorf("the item's flags are %d: it is no session of PHP's handler, which uses none", flags)
	}
	name := ""
	switch {
	case bytes.HasPrefix(value, []byte{0, 0, 0, 1}), bytes.HasPrefix(value, []byte{0, 0, 0, 2}):
		name = "igbinary"
	case bytes.HasPrefix(value, []byte("{")):
		name = plain.JSON.Name
	case len(value) > 0 && (value[0]&0xf0 == 0x80 || value[0]&0xf0 == 0x90 || value[0] >= 0xdc && value[0] <= 0xdf) && !detected(value):
		name = "msgpack"
	default:
		s, ok := phpserialize.Detect(value)
		if !ok {
			return nil, packed.Explain(errors.New("it is written by none of PHP's serializers that are known, or cut off"), value)
		}
		name = string(s)
	}
	i := slices.IndexFunc(codecs, func(c *graph.Codec) bool { return c.Name == name })
	return codecs[i], nil
}

// Written tells how a value is written: for people, "" where it cannot be told.
func (Format) Written(value []byte, flags uint32) string {
	c, err := codecOf(value, flags)
	if err != nil {
		return ""
	}
	return "by PHP's serializer " + c.Name
}
