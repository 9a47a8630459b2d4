// Package rack is the format of the sessions of Rack and Rails that the client
// Dalli keeps in memcached: Ruby's Marshal, compressed or not, under
// "rack:session:" and the id.
//
// Newer releases store a session under its private id, which is made of "2::"
// and a digest of the public one that the cookie tells. The id of a session is
// what its key tells; a public id finds its session all the same.
package rack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"sessh/session"
	"sessh/session/format/graph"
	"sessh/session/format/itemkey"
	"sessh/session/format/packed"
	"sessh/session/format/rubymarshal"
)

// Container is the name of the container of all sessions.
const Container = "rack"

const (
	prefix  = "rack:session:"
	private = "2::"
)

// The flags of Dalli.
const (
	flagMarshal = 1 << 0
	flagZlib    = 1 << 1
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "rack".
func (Format) Name() string { return "rack" }

// Describe tells about the format in a line.
func (Format) Describe() string {
	return "sessions of Rack and Rails through Dalli, in Marshal; read and written"
}

// Containers is [Container].
func (Format) Containers() []string { return []string{Container} }

// Flat is true: a session holds its keys.
func (Format) Flat() bool { return true }

// Restarts is false: an edit is no visit of the session's user.
func (Format) Restarts() bool { return false }

// Key is the key of a session's item.
func (Format) Key(container, id string) (string, error) {
	if container != Container {
		return "", fmt.Errorf("the sessions of Rack are in the container %s, not in %s", Container, container)
	}
	return itemkey.Of(prefix, id)
}

// Private is the private id of a public one.
func Private(public string) string {
	sum := sha256.Sum256([]byte(public))
	return private + hex.EncodeToString(sum[:])
}

// Parse tells the id of a key.
func (Format) Parse(key string) (container, id string, exact, ok bool) {
	id, ok = strings.CutPrefix(key, prefix)
	return Container, id, true, ok && id != ""
}

var codec = &graph.Codec{
	Name: "Marshal",
	Dialect: &graph.Dialect{
		Repr:   rubymarshal.Repr,
		Inside: rubymarshal.Inside,
	},
	Decode: func(value []byte) (*graph.Node, any, error) {
		n, err := rubymarshal.Decode(value, graph.Limits{})
		return n, nil, err
	},
	Encode: func(root *graph.Node, _ any) ([]byte, error) { return rubymarshal.Encode(root) },
}

func unpack(value []byte, flags uint32) ([]byte, error) {
	if flags&^(flagMarshal|flagZlib) != 0 || flags&flagMarshal == 0 {
		return nil, fmt.Errorf("the item's flags are %d: Dalli's are 1 for Marshal, and 3 where it is compressed", flags)
	}
	if flags&flagZlib != 0 {
		return packed.Inflate(value)
	}
	return value, nil
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	value, err := unpack(value, flags)
	if err != nil {
		return nil, err
	}
	m, err := codec.Map(value)
	if err != nil {
		if flags&flagZlib == 0 {
			err = packed.Explain(err, value)
		}
		return nil, fmt.Errorf("the value in Marshal cannot be read: %w", err)
	}
	return &session.Record{Data: m, Timeout: session.TTLUnknown}, nil
}

// Encode writes a session.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	if was == nil {
		value, err := codec.Rewrite(r.Data, nil)
		return value, flagMarshal, err
	}
	old, err := unpack(was.Value, was.Flags)
	if err != nil {
		return nil, 0, err
	}
	value, err := codec.Rewrite(r.Data, old)
	if bytes.Equal(value, old) { // another zlib may pack in another way
		return was.Value, was.Flags, err
	}
	if err == nil && was.Flags&flagZlib != 0 {
		value = packed.Deflate(value)
	}
	return value, was.Flags, err
}

// Written tells how a value is written: for people, "" where it cannot be told.
func (Format) Written(_ []byte, flags uint32) string {
	switch flags {
	case flagMarshal:
		return "Ruby's Marshal"
	case flagMarshal | flagZlib:
		return "Ruby's Marshal, compressed by zlib"
	}
	return ""
}
