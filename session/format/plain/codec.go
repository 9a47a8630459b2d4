package plain

import (
	"bytes"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/serial"
	"sessh/session/format/wrap"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Codec recognizes what it has written among other items, and reads and writes it. Whatever
// is shown as its value was certainly written by the codec: a text may be anything.
type Codec struct {
	*serial.Codec
	// Begins reports, at a glance, whether the codec may have written a value that has those
	// flags.
	Begins func(value []byte, flags uint32) bool
	// Proves reports whether a value that was read as the mapping, which has the one key
	// [ValueKey] where it is none itself, was certainly written by the codec. It may be nil.
	Proves func(value []byte, flags uint32, m *tree.Map) bool
	// Label says for people how a value is written.
	Label func(value []byte) string
}

// recognized returns the codec that has written a value, as it shows it, and what it reads.
func recognized(codecs []*Codec, value []byte, flags uint32) (*Codec, *tree.Map) {
	for _, c := range codecs {
		if !c.Begins(value, flags) {
			continue
		}
		for _, inner := range []*serial.Codec{c.Codec, wrap.Under(c.Codec, ValueKey)} {
			m, err := inner.Map(value)
			if err == nil && (c.Proves == nil || c.Proves(value, flags, m)) {
				of := *c
				of.Codec = inner
				return &of, m
			}
		}
	}
	return nil, nil
}

// unpacked is an item without its packing.
type unpacked struct {
	by    client.Packing
	sized *client.Value // of PHP's extension memcached, which stores the size
	inner []byte
}

func unpack(value []byte, flags uint32) unpacked {
	const compressed, phps = 0x10, 0xff // of PHP's extension memcached
	if flags&compressed != 0 && flags&^phps == 0 {
		if v, err := anyPHP.Open(value, flags); err == nil {
			return unpacked{by: v.Packing, sized: v, inner: v.Bytes}
		}
	}
	if p := client.PackingOf(value); p != client.None {
		if inner, err := client.Unpack(value); err == nil {
			return unpacked{by: p, inner: inner}
		}
	}
	return unpacked{inner: value}
}

// anyPHP is PHP's extension memcached, whatever it stores.
var anyPHP = func() client.Client {
	c := client.PHPText
	c.Serializers = make(map[uint32]string)
	for t := range c.Types + 1 {
		c.Serializers[t] = "" // the bytes tell
	}
	return c
}()

// pack packs a value as the item was.
func (u unpacked) pack(value []byte, flags uint32) ([]byte, uint32, error) {
	if u.sized != nil {
		return u.sized.Pack(value)
	}
	stored, err := u.by.Pack(value)
	return stored, flags, err
}

// isVerbatim reports whether data are a value as it is to be stored, and not in the codec
// of the one that was there: flags were given with it that say so.
func (f *Format) isVerbatim(r *format.Record, was *storage.Item, s shape) bool {
	v, _ := r.Data.Get(ValueKey)
	if r.Flags == nil || !IsValue(r.Data) {
		return false
	}
	switch v := v.(type) {
	case string:
		return *r.Flags != was.Flags
	case tree.Bytes:
		c, _ := recognized([]*Codec{s.codec}, []byte(v), *r.Flags)
		return c != nil || *r.Flags != was.Flags || f.shapeOf([]byte(v), *r.Flags).by != client.None
	}
	return false
}

// rewrite writes data over an item by the codec that has written it. What is no mapping
// stays a value of its kind: its client may rely on that.
func (s shape) rewrite(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	old, _ := s.data.Get(ValueKey)
	v, _ := r.Data.Get(ValueKey)
	if _, isMap := old.(*tree.Map); IsValue(s.data) && !isMap && tree.TypeName(old) != tree.TypeName(v) {
		return nil, 0, &FlagsError{was.Flags, was.Value}
	}
	value, err := s.codec.Rewrite(r.Data, s.inner)
	if err != nil {
		return nil, 0, err
	}
	flags := was.Flags
	stored := was.Value
	if !bytes.Equal(value, s.inner) {
		if stored, flags, err = s.pack(value, flags); err != nil {
			return nil, 0, err
		}
	}
	return stored, given(r, flags), nil
}
