// Package rack is the format of the sessions of Rack and Rails that the client
// Dalli keeps in memcached under "rack:session:" and the id: in Ruby's Marshal, or
// in JSON where Dalli is given that serializer; plain, or compressed by zlib or
// gzip, whichever its compressor is.
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
	"sessh/session/format/plain"
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
	flagSerialized = 1 << 0 // in Marshal, unless its client is told to use another
	flagCompressed = 1 << 1 // by zlib or gzip, as its client is told to
)

const (
	wayMarshal = "Marshal"
	wayJSON    = "JSON"
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ session.Format = Format{}

// Name is "rack".
func (Format) Name() string { return "rack" }

// Traits are what is particular about the format.
func (Format) Traits() *session.Traits { return &traits }

var traits = session.Traits{
	About:      "sessions of Rack and Rails through Dalli, in Marshal or JSON; read and written",
	Containers: []string{Container},
	Flat:       true,
	Claims:     claims,
	Ways:       []string{wayMarshal, wayJSON},
	Written:    written,
}

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

var marshal = &graph.Codec{
	Name: "Ruby's Marshal",
	Dialect: &graph.Dialect{
		Repr:     rubymarshal.Repr,
		Inside:   rubymarshal.Inside,
		Distinct: func(n *graph.Node) bool { return n.Form == "symbol" },
	},
	Decode: func(value []byte) (*graph.Node, any, error) {
		n, err := rubymarshal.Decode(value, graph.Limits{})
		return n, nil, err
	},
	Encode: func(root *graph.Node, _ any) ([]byte, error) { return rubymarshal.Encode(root) },
}

// codecOf finds out how a value was written: Marshal begins with its version, 4.8.
func codecOf(value []byte) *graph.Codec {
	if bytes.HasPrefix(bytes.TrimLeft(value, " \t\r\n"), []byte("{")) {
		return plain.JSON
	}
	return marshal
}

func open(value []byte, flags uint32) (*packed.Value, error) {
	if flags&^(flagSerialized|flagCompressed) != 0 || flags&flagSerialized == 0 {
		return nil, fmt.Errorf("the item's flags are %d: Dalli's are 1 for a session, and 3 where it is compressed", flags)
	}
	return packed.Open(value, flags&flagCompressed != 0)
}

// claims reports whether an item is a session, or one of Dalli's that begins like
// one, and is damaged: with a hash in Marshal or JSON, or in a packing that cannot
// be undone.
func claims(value []byte, flags uint32) bool {
	v, err := open(value, flags)
	if err != nil {
		return flags == flagSerialized|flagCompressed && packed.Of(value) != packed.None
	}
	if bytes.HasPrefix(v.Bytes, []byte("\x04\x08{")) || bytes.HasPrefix(v.Bytes, []byte(`{"`)) {
		return true
	}
	_, err = (Format{}).Decode(value, flags)
	return err == nil
}

// Decode reads a session.
func (Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	v, err := open(value, flags)
	if err != nil {
		return nil, err
	}
	codec := codecOf(v.Bytes)
	m, err := codec.Map(v.Bytes)
	if err != nil {
		if v.Packing == packed.None {
			err = packed.Explain(err, value)
		}
		return nil, fmt.Errorf("the value in %s cannot be read: %w", codec.Name, err)
	}
	r := &session.Record{Data: m, Timeout: session.TTLUnknown, Way: wayMarshal}
	if codec == plain.JSON {
		r.Way = wayJSON
	}
	return r, nil
}

// Encode writes a session.
func (Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	if was == nil {
		codec := marshal
		if r.Way == wayJSON {
			codec = plain.JSON
		}
		value, err := codec.Rewrite(r.Data, nil)
		return value, flagSerialized, err
	}
	old, err := open(was.Value, was.Flags)
	if err != nil {
		return nil, 0, err
	}
	value, err := codecOf(old.Bytes).Rewrite(r.Data, old.Bytes)
	if err == nil {
		value, err = old.Pack(value)
	}
	return value, was.Flags, err
}

// written tells how a value is written: for people, "" where it cannot be told.
func written(_ string, value []byte, flags uint32) string {
	v, err := open(value, flags)
	if err != nil {
		return ""
	}
	return codecOf(v.Bytes).Name + v.Note()
}
