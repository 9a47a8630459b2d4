package client

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// A Client is how a client library, or several that do the same, mark items.
type Client struct {
	// Name is its name in files.
	Name string
	// New are the flags of an item that holds a new session.
	New uint32
	// Known are the flags that the client gives to items, and Always those that it
	// gives to every session.
	Known, Always uint32
	// Compressed is the flag of what is compressed; 0: nothing is.
	Compressed uint32
	// Packings are the flags by which the client tells how it has compressed a value; nil
	// if the value itself tells. Such a client puts the size of the value before it, in 4
	// bytes, the lowest first.
	Packings map[uint32]Packing
	// Types are the bits by which the flags tell how the client has serialized a value by
	// itself, and Serializers the codecs by their names: nothing else can be in it.
	Types       uint32
	Serializers map[uint32]string
	// Serializes is set if the client has serialized every session by itself.
	Serializes bool
	// Refusal says of other flags why they cannot be.
	Refusal string
}

// The clients that frameworks keep sessions through.
var (
	// Python is pylibmc, python-memcached and pymemcache, by which a session was pickled.
	// Compressed is by zlib; a client may be told to use another module.
	Python = Client{
		Name: "python",
		New:  1, Known: 1 | 8, Compressed: 8, Types: 1, Serializers: map[uint32]string{1: "pickle"},
		Refusal: "they are of no client that is known",
	}

	// PythonBytes is the same for frameworks that serialize sessions by themselves.
	PythonBytes = Python.as("python-bytes").marking(0)

	// PythonJSON is Python where the client may be told to write JSON.
	PythonJSON = Client{
		Name: "python-json",
		New:  1, Known: 1 | 2 | 8, Compressed: 8, Types: 1 | 2, Serializers: map[uint32]string{1: "pickle", 2: "JSON"},
		Refusal: "they are of no client that is known",
	}

	// Dalli serializes by what it is told to use, and compresses likewise.
	Dalli = Client{
		Name: "dalli",
		New:  1, Known: 1 | 2, Always: 1, Compressed: 2,
		Refusal: "Dalli's are 1 for a session, and 3 where it is compressed",
	}

	// PHPText is PHP's extension memcached where a framework stores texts, and PHPArrays
	// where it stores arrays, which the extension serializes.
	PHPText = Client{
		Name:  "php-text",
		Known: 0xff, Compressed: 0x10, Packings: map[uint32]Packing{0x20: Zlib, 0x40: FastLZ, 0x80: Zstd}, Types: 0xf,
		Refusal: "those of PHP's extension memcached are 0 for a text, and 16 and more where it is compressed",
	}
	PHPArrays = PHPText.as("php-arrays").typed(map[uint32]string{4: "php_serialize", 5: "igbinary", 6: "JSON", 7: "msgpack"},
		"those of PHP's extension memcached are 4 to 7 for an array, and 16 and more where it is compressed")

	// PHPMemcache is the session handler of PHP's old extension memcache.
	PHPMemcache = Client{Name: "php-memcache", Known: 2, Compressed: 2, Refusal: "those of PHP's extension memcache are 0 for a session, and 2 where it is compressed"}

	// PHPHandler is the session handler of PHP's extension memcached: it has a session
	// serialized, and stores the bytes past the rest of the extension.
	PHPHandler = Client{Name: "php-handler", Refusal: "it is no session of PHP's handler, which uses none"}

	// Node are memjs and memcached for Node.js, which give a text no flags and pass over
	// those that it has.
	Node = Client{Name: "node", Known: ^uint32(0)}

	// Perl is Cache::Memcached and Cache::Memcached::Fast: 1 is what they have serialized
	// by Storable, 2 what is compressed, and 4 a text of characters.
	Perl = Client{Name: "perl", Known: 1 | 2 | 4, Compressed: 2, Refusal: "those of Perl's clients are 0 to 7"}

	// Java is spymemcached: 1 is an object, and 2 what is compressed.
	Java = Client{Name: "java", Known: 1 | 2, Compressed: 2, Refusal: "those of spymemcached are 0 to 3"}

	// Any is a client that passes over flags, or whose flags say nothing of sessions.
	Any = Node.as("any")
)

// as is the client under another name.
func (c Client) as(name string) Client {
	c.Name = name
	return c
}

// marking is the client where new sessions have the flags.
func (c Client) marking(flags uint32) Client {
	c.New = flags
	return c
}

// typed is the client where it serializes values by itself.
func (c Client) typed(serializers map[uint32]string, refusal string) Client {
	c.Serializers, c.Serializes, c.Refusal = serializers, true, refusal
	return c
}

// FlagsOf returns the flags of a new session that is written by that serializer. They tell
// it if it is the client that serializes new sessions.
func (c *Client) FlagsOf(serializer string) uint32 {
	if _, tells := c.Serializers[c.New&c.Types]; !tells && !c.Serializes {
		return c.New
	}
	for flags, name := range c.Serializers {
		if name == serializer {
			return c.New&^c.Types | flags
		}
	}
	return c.New
}

// fits reports whether the client gives a session such flags.
func (c *Client) fits(flags uint32) bool {
	if flags&^c.Known != 0 || flags&c.Always != c.Always {
		return false
	}
	_, known := c.Serializers[flags&c.Types]
	return known || flags&c.Types == 0 && !c.Serializes
}

// A Value is the value of an item, unpacked.
type Value struct {
	Bytes   []byte
	Packing Packing
	// Serializer is the name of the codec that the client has used by itself; "": its
	// flags do not tell.
	Serializer string

	client *Client
	stored []byte
	flags  uint32
}

// Open unpacks the value of an item.
func (c *Client) Open(stored []byte, flags uint32) (*Value, error) {
	if !c.fits(flags) {
		return nil, fmt.Errorf("the item's flags are %d: %s", flags, c.Refusal)
	}
	v := &Value{Bytes: stored, Serializer: c.Serializers[flags&c.Types], client: c, stored: stored, flags: flags}
	if flags&c.Compressed == 0 {
		return v, nil
	}
	var err error
	if c.Packings != nil {
		v.Packing = c.packing(flags)
		v.Bytes, err = v.Packing.unpackSized(stored)
		return v, err
	}
	v.Packing = PackingOf(stored)
	v.Bytes, err = Unpack(stored)
	return v, err
}

// packing is that which flags tell; the client's first releases knew zlib only.
func (c *Client) packing(flags uint32) Packing {
	for bit, p := range c.Packings {
		if flags&bit != 0 {
			return p
		}
	}
	return Zlib
}

// unpackSized unpacks a value that has its size before it.
func (p Packing) unpackSized(stored []byte) ([]byte, error) {
	if len(stored) < 4 {
		return nil, errors.New("the compressed value ends too early")
	}
	size := binary.LittleEndian.Uint32(stored)
	if size > Limit {
		return nil, fmt.Errorf("the compressed value unpacks to more than %d bytes", Limit)
	}
	if p == FastLZ {
		return unpackFastLZ(stored[4:], int(size))
	}
	value, err := p.unpack(stored[4:])
	if err == nil && len(value) != int(size) {
		err = fmt.Errorf("the compressed value has %d bytes, and is said to have %d", len(value), size)
	}
	return value, err
}

// Packs reports whether an item is one that the client has compressed, though it may be
// damaged: its flags say so, and its value begins so.
func (c *Client) Packs(stored []byte, flags uint32) bool {
	return c.fits(flags) && flags&c.Compressed != 0 && c.Packings == nil && PackingOf(stored) != None
}

// Pack packs what takes the place of the value, and tells the flags that it has then.
// Where it is the same, it is what was stored, for another library may pack in another
// way. A client whose flags tell the packing is given the value as it is where there is
// nothing to pack it with.
func (v *Value) Pack(value []byte) (stored []byte, flags uint32, err error) {
	c := v.client
	switch {
	case bytes.Equal(value, v.Bytes):
		return v.stored, v.flags, nil
	case c.Packings == nil || v.Packing == None:
		stored, err = v.Packing.Pack(value)
		return stored, v.flags, err
	case v.Packing == FastLZ:
		return value, v.flags & c.Types, nil
	}
	if stored, err = v.Packing.Pack(value); err != nil {
		return nil, 0, err
	}
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(value))), stored...), v.flags, nil
}

// Note is what a description of the value says about its packing: ", compressed
// by gzip", or nothing.
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
