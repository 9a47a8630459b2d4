package client

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// A Client describes how a client library, or several that do the same, marks
// items.
type Client struct {
	// Name is its name in files.
	Name string
	// New are the flags of an item that holds a new session.
	New uint32
	// Known are the flags that the client gives to items, and Always those that it
	// gives to every session.
	Known, Always uint32
	// Compressed is the flag of compressed values; 0 if the client compresses
	// nothing.
	Compressed uint32
	// Packings are the flags by which the client marks how it has compressed a value; nil
	// if the value itself shows it. Such a client puts the size of the value before it, in 4
	// bytes, the lowest first.
	Packings map[uint32]Packing
	// Types are the bits of the flags that say how the client itself has serialized a
	// value, and Serializers the codecs that they stand for, by name.
	Types       uint32
	Serializers map[uint32]string
	// Serializes is set if the client has serialized every session by itself.
	Serializes bool
	// Refusal says why an item cannot have other flags.
	Refusal string

	// Or is another client that the framework may use instead, with flags of its own; nil:
	// there is none.
	Or *Client
}

// The clients through which frameworks keep sessions.
var (
	// Python is pylibmc, python-memcached and pymemcache, by which a session was pickled.
	// Compressed is by zlib; a client can be configured to use another module.
	Python = Client{
		Name: "python",
		New:  1, Known: 1 | 8, Compressed: 8, Types: 1, Serializers: map[uint32]string{1: "pickle"},
		Refusal: "no known client uses them",
	}

	// PythonBytes is the same for frameworks that serialize sessions by themselves.
	PythonBytes = Python.as("python-bytes").marking(0)

	// PythonJSON is Python where the client may be told to write JSON.
	PythonJSON = Client{
		Name: "python-json",
		New:  1, Known: 1 | 2 | 8, Compressed: 8, Types: 1 | 2, Serializers: map[uint32]string{1: "pickle", 2: "JSON"},
		Refusal: "no known client uses them",
	}

	// Dalli serializes and compresses with what it is configured to use.
	Dalli = Client{
		Name: "dalli",
		New:  1, Known: 1 | 2, Always: 1, Compressed: 2,
		Refusal: "Dalli uses 1 for a session, and 3 for a compressed one",
	}

	// DalliOrStrings is Dalli where a framework stores strings, which it may be told not to
	// serialize.
	DalliOrStrings = Dalli.or("dalli-or-strings", Client{
		Name: "dalli-strings", Known: 4, Refusal: "Dalli's are 1 for a session, and 0 or 4 for a string as it is",
	})

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

	// PHPMemcacheArrays is the same extension where a framework stores arrays, and
	// MediaWiki's own client.
	PHPMemcacheArrays = Client{
		Name: "php-memcache-arrays",
		New:  1, Known: 1 | 2, Always: 1, Compressed: 2, Types: 1, Serializers: map[uint32]string{1: "php_serialize"},
		Refusal: "those of PHP's extension memcache are 1 for an array, and 3 where it is compressed",
	}

	// PHPArraysOrMemcache, PHPArraysOrTexts and PHPTextOrMemcache are for frameworks that
	// use one of several.
	PHPArraysOrMemcache = PHPArrays.or("php-arrays-or-memcache", PHPMemcacheArrays)
	PHPArraysOrTexts    = PHPArrays.or("php-arrays-or-texts", PHPText, PHPMemcache)
	PHPTextOrMemcache   = PHPText.or("php-text-or-memcache", PHPMemcache)

	// PHPHandler is the session handler of PHP's extension memcached: it has a session
	// serialized, and stores the bytes past the rest of the extension.
	PHPHandler = Client{Name: "php-handler", Refusal: "not a session of PHP's handler, which uses none"}

	// Node are memjs and memcached for Node.js, which store text without flags and
	// ignore the flags that it has.
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

// or is the client, under another name, where the framework may also use others.
func (c Client) or(name string, others ...Client) Client {
	if c.Name = name; len(others) > 0 {
		next := others[0].or(others[0].Name, others[1:]...)
		c.Or = &next
	}
	return c
}

// marking returns the client where new sessions have the flags.
func (c Client) marking(flags uint32) Client {
	c.New = flags
	return c
}

// typed is the client where it serializes values by itself, by PHP's serialize usually.
func (c Client) typed(serializers map[uint32]string, refusal string) Client {
	c.New, c.Serializers, c.Serializes, c.Refusal = 4, serializers, true, refusal
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
	if flags&c.Types == 0 && !c.Serializes {
		return true
	}
	_, known := c.Serializers[flags&c.Types]
	return known
}

// Takes reports whether the client, or another one that it stands for, gives a session such
// flags.
func (c *Client) Takes(flags uint32) bool { return c.fits(flags) || c.Or != nil && c.Or.Takes(flags) }

// First returns what Open makes of values with the flags, before there is one: the bytes with which
// they may begin, none if the client gives a session no such flags; and, unless they are packed, the
// name of their serializer.
func (c *Client) First(flags uint32) (first [256]bool, serializer string, packed bool) {
	switch {
	case !c.fits(flags) && c.Or != nil:
		return c.Or.First(flags)
	case !c.fits(flags):
		return first, "", false
	}
	packed = flags&c.Compressed != 0
	for b := range first {
		first[b] = !packed || c.Packings != nil || mayBePacked(byte(b))
	}
	return first, c.Serializers[flags&c.Types], packed
}

// A Value is the value of an item, unpacked.
type Value struct {
	Bytes   []byte
	Packing Packing
	// Serializer is the name of the codec that the client has used by itself; "" if
	// its flags do not say.
	Serializer string

	client *Client
	stored []byte
	flags  uint32
}

// Open unpacks the value of an item.
func (c *Client) Open(stored []byte, flags uint32) (*Value, error) {
	if !c.fits(flags) && c.Or != nil {
		return c.Or.Open(stored, flags)
	}
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
		v.Bytes, err = v.Packing.unpackSized(new(bytes.Buffer), stored)
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

// unpackSized is unpackInto for a value that has its size before it.
func (p Packing) unpackSized(out *bytes.Buffer, stored []byte) ([]byte, error) {
	if len(stored) < 4 {
		return nil, errors.New("the compressed value ends too early")
	}
	size := binary.LittleEndian.Uint32(stored)
	if size > Limit {
		return nil, fmt.Errorf("the compressed value unpacks to more than %d bytes", Limit)
	}
	if p == FastLZ {
		return unpackFastLZ(out, stored[4:], int(size))
	}
	value, err := p.unpackInto(out, stored[4:])
	if err == nil && len(value) != int(size) {
		err = fmt.Errorf("the compressed value has %d bytes, and is said to have %d", len(value), size)
	}
	return value, err
}

// Packs reports whether the client has compressed an item, judging by its flags and the
// beginning of its value. The item may be damaged.
func (c *Client) Packs(stored []byte, flags uint32) bool {
	return c.fits(flags) && flags&c.Compressed != 0 && c.Packings == nil && PackingOf(stored) != None ||
		c.Or != nil && c.Or.Packs(stored, flags)
}

// Pack packs what takes the place of the value, and returns its flags. If it is the
// same value, Pack returns what was stored, since another library may pack in another
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

// IsText reports whether the flags say that the value is a text, and not something that the
// client has serialized.
func (v *Value) IsText() bool { return v.client.Types != 0 && v.flags&v.client.Types == 0 }

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
