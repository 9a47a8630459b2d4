package client

import (
	"bytes"
	"fmt"
)

// A Client describes how a client library, or several that do the same, marks
// items.
type Client struct {
	// New are the flags of an item that holds a new session.
	New uint32
	// Known are the flags that the client gives to items, and Always those that it
	// gives to every session.
	Known, Always uint32
	// Compressed is the flag of compressed values; 0 if the client compresses
	// nothing.
	Compressed uint32
	// Types are the bits of the flags that say how the client itself has serialized a
	// value, and Serializers the codecs that they stand for, by name.
	Types       uint32
	Serializers map[uint32]string
	// Refusal says why an item cannot have other flags.
	Refusal string
}

// The clients through which frameworks keep sessions.
var (
	// Python is pylibmc, python-memcached and pymemcache, by which a session was pickled.
	// Compressed is by zlib; a client can be configured to use another module.
	Python = Client{
		New: 1, Known: 1 | 8, Compressed: 8, Types: 1, Serializers: map[uint32]string{1: "pickle"},
		Refusal: "no known client uses them",
	}

	// PythonBytes is the same for frameworks that serialize sessions by themselves.
	PythonBytes = Python.marking(0)

	// Dalli serializes and compresses with what it is configured to use.
	Dalli = Client{
		New: 1, Known: 1 | 2, Always: 1, Compressed: 2,
		Refusal: "Dalli uses 1 for a session, and 3 for a compressed one",
	}

	// PHPHandler is the session handler of PHP's extension memcached: it serializes
	// sessions, and stores the bytes without the rest of the extension.
	PHPHandler = Client{Refusal: "it is not a session of PHP's handler, which uses none"}

	// Node are memjs and memcached for Node.js, which store text without flags and
	// ignore the flags that it has.
	Node = Client{Known: ^uint32(0)}
)

// marking returns the client where new sessions have the flags.
func (c Client) marking(flags uint32) Client {
	c.New = flags
	return c
}

// A Value is the value of an item, unpacked.
type Value struct {
	Bytes   []byte
	Packing Packing
	// Serializer is the name of the codec that the client has used by itself; "" if
	// its flags do not say.
	Serializer string

	stored []byte
	flags  uint32
}

// Open unpacks the value of an item.
func (c *Client) Open(stored []byte, flags uint32) (*Value, error) {
	if flags&^c.Known != 0 || flags&c.Always != c.Always {
		return nil, fmt.Errorf("the item's flags are %d: %s", flags, c.Refusal)
	}
	v := &Value{Bytes: stored, Serializer: c.Serializers[flags&c.Types], stored: stored, flags: flags}
	if flags&c.Compressed == 0 {
		return v, nil
	}
	v.Packing = PackingOf(stored)
	var err error
	v.Bytes, err = Unpack(stored)
	return v, err
}

// Packs reports whether the client has compressed an item, judging by its flags and the
// beginning of its value. The item may be damaged.
func (c *Client) Packs(stored []byte, flags uint32) bool {
	return flags&^c.Known == 0 && flags&c.Always == c.Always && flags&c.Compressed != 0 && PackingOf(stored) != None
}

// Pack packs what takes the place of the value, and returns its flags. If it is the
// same value, Pack returns what was stored, since another library may pack in another
// way.
func (v *Value) Pack(value []byte) (stored []byte, flags uint32, err error) {
	if bytes.Equal(value, v.Bytes) {
		return v.stored, v.flags, nil
	}
	stored, err = v.Packing.Pack(value)
	return stored, v.flags, err
}

// Note returns the part of a description of the value that is about its packing: ",
// compressed by gzip", or nothing.
func (v *Value) Note() string {
	if v.Packing == None {
		return ""
	}
	return ", compressed by " + v.Packing.String()
}

// Explain adds a remark to the error of reading a value that looks compressed
// although nothing says so.
func (v *Value) Explain(err error) error {
	if err != nil && v.Packing == None && PackingOf(v.stored) != None {
		return fmt.Errorf("%w; it looks compressed, and its flags do not say so", err)
	}
	return err
}
