package client

import (
	"bytes"
	"fmt"
)

// A Client is how a client library, or several that do the same, mark items.
type Client struct {
	// New are the flags of an item that holds a new session.
	New uint32
	// Known are the flags that the client gives to items, and Always those that it
	// gives to every session.
	Known, Always uint32
	// Compressed is the flag of what is compressed; 0: nothing is.
	Compressed uint32
	// Types are the bits by which the flags tell how the client has serialized a value by
	// itself, and Serializers the codecs by their names: nothing else can be in it.
	Types       uint32
	Serializers map[uint32]string
	// Refusal says of other flags why they cannot be.
	Refusal string
}

// The clients that frameworks keep sessions through.
var (
	// Python is pylibmc, python-memcached and pymemcache, by which a session was pickled.
	// Compressed is by zlib; a client may be told to use another module.
	Python = Client{
		New: 1, Known: 1 | 8, Compressed: 8, Types: 1, Serializers: map[uint32]string{1: "pickle"},
		Refusal: "they are of no client that is known",
	}

	// PythonBytes is the same for frameworks that serialize sessions by themselves.
	PythonBytes = Python.marking(0)

	// Dalli serializes by what it is told to use, and compresses likewise.
	Dalli = Client{
		New: 1, Known: 1 | 2, Always: 1, Compressed: 2,
		Refusal: "Dalli's are 1 for a session, and 3 where it is compressed",
	}

	// PHPHandler is the session handler of PHP's extension memcached: it has a session
	// serialized, and stores the bytes past the rest of the extension.
	PHPHandler = Client{Refusal: "it is not a session of PHP's handler, which uses none"}

	// Node are memjs and memcached for Node.js, which give a text no flags and pass over
	// those that it has.
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
	// Serializer is the name of the codec that the client has used by itself; "": its
	// flags do not tell.
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

// Packs reports whether an item is one that the client has compressed, though it may be
// damaged: its flags say so, and its value begins so.
func (c *Client) Packs(stored []byte, flags uint32) bool {
	return flags&^c.Known == 0 && flags&c.Always == c.Always && flags&c.Compressed != 0 && PackingOf(stored) != None
}

// Pack packs what takes the place of the value, and tells the flags that it has then.
// Where it is the same, it is what was stored, for another library may pack in another
// way.
func (v *Value) Pack(value []byte) (stored []byte, flags uint32, err error) {
	if bytes.Equal(value, v.Bytes) {
		return v.stored, v.flags, nil
	}
	stored, err = v.Packing.Pack(value)
	return stored, v.flags, err
}

// Note returns what a description of the value says about its packing: ",
// compressed by gzip", or nothing.
func (v *Value) Note() string {
	if v.Packing == None {
		return ""
	}
	return ", compressed by " + v.Packing.String()
}

// Explain adds to the error of reading a value, which nothing says is compressed,
// that it looks so.
func (v *Value) Explain(err error) error {
	if err != nil && v.Packing == None && PackingOf(v.stored) != None {
		return fmt.Errorf("%w; it looks compressed, and its flags do not say so", err)
	}
	return err
}
