// Package plain is the format of items that belong to no known framework: JSON, texts,
// what a [Codec] has certainly written, any of these compressed, and anything else, shown
// as bytes.
//
// The flags of an item tell its client what the bytes are, and are kept: see
// [FlagsError]. An item that is not a mapping is shown as one with the one key
// [ValueKey].
//
// [Raw] takes every key there is, so that nothing on a server is out of reach.
// [Prefixed] takes the keys that begin with a text of the user's, for
// applications with a format of their own.
package plain

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"sessh/session/format"
	"sessh/session/format/client"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Format is one of this package's formats; use [Raw] or [Prefixed]. It is safe
// for concurrent use.
type Format struct {
	name   string
	keys   *keys.Keys // nil: every key is one
	codecs []*Codec
	traits format.Traits
}

var _ format.Format = (*Format)(nil)

// Items is the container of the items that are not sessions of any format.
const Items = "items"

// Raw returns the format of all items, of which some are written by the codecs.
func Raw(codecs ...*Codec) *Format {
	f := newFormat("raw", Items, nil, "any item: JSON, texts and what is surely a pickle, Marshal, PHP's, igbinary, MessagePack or YAML are read and written, the rest is shown as bytes")
	f.codecs = codecs
	return f
}

// Prefixed returns the format of the items whose keys begin with prefix: a
// container of that name, without the punctuation at its end.
func Prefixed(prefix string) (*Format, error) {
	name, err := ContainerOf(prefix)
	if err != nil {
		return nil, err
	}
	k, err := keys.Under(fmt.Sprintf("the prefix %q", prefix), prefix, name)
	if err != nil {
		return nil, err
	}
	return newFormat("plain", name, k, fmt.Sprintf("items under the prefix %q: JSON and texts; read and written", prefix)), nil
}

// ContainerOf returns the container of the items under a prefix.
func ContainerOf(prefix string) (string, error) {
	name := strings.TrimRight(prefix, ":/._-|")
	if name == "" {
		return "", fmt.Errorf("the prefix %q has no letters for the name of a container", prefix)
	}
	return name, nil
}

func newFormat(name, container string, k *keys.Keys, about string) *Format {
	f := &Format{name: name, keys: k}
	var shapes []keys.Shape
	var form *cookie.Form
	if k != nil {
		shapes, form = k.Shapes(), cookie.Plain
	}
	f.traits = format.Traits{
		About: about, Containers: []string{container}, Flat: true, Raw: k == nil, Cookie: form,
		Takes: takes(container), Shapes: shapes,
		Written: f.written, Alike: alike, Verbatim: verbatim, Reads: reads,
	}
	return f
}

// takes fails for another container.
func takes(only string) func(string) error {
	return func(container string) error {
		if container == only {
			return nil
		}
		return fmt.Errorf("its items are in the container %s, not in %s", only, tree.Quoted(container))
	}
}

// Name is "raw" or "plain".
func (f *Format) Name() string { return f.name }

// Traits returns what is particular about the format.
func (f *Format) Traits() *format.Traits { return &f.traits }

// Key returns the key of the item: the id of a raw one, for clients of the binary
// protocol put blanks into keys, too.
func (f *Format) Key(container, id string) (string, error) {
	switch {
	case f.keys != nil:
		return f.keys.Key(container, id)
	case container != Items:
		return "", fmt.Errorf("raw items are in the container %s, not in %s", Items, tree.Quoted(container))
	case id == "" || len(id) > keys.Longest:
		return "", fmt.Errorf("a key has 1 to %d bytes, not %d", keys.Longest, len(id))
	}
	return id, nil
}

// Parse takes every key with the prefix.
func (f *Format) Parse(key string) (container, id string, exact, ok bool) {
	if f.keys == nil {
		return Items, key, true, key != "" && len(key) <= keys.Longest
	}
	container, id, ok = f.keys.Parse(key)
	return container, id, true, ok
}

// ValueKey is the key under which an item is shown that is not a mapping.
const ValueKey = "value"

// Decode reads an item. One that is no mapping is shown as a mapping with the one key
// [ValueKey].
func (f *Format) Decode(value []byte, flags uint32) (*format.Record, error) {
	r := &format.Record{Timeout: storage.TTLUnknown}
	shape := f.shapeOf(value, flags)
	if shape.data != nil {
		r.Data = shape.data
		return r, nil
	}
	r.Data = tree.NewMap()
	var v any = tree.Bytes(shape.inner)
	if shape.text {
		v = string(shape.inner)
	}
	return r, r.Data.Set(ValueKey, v)
}

// shape is what an item looks like.
type shape struct {
	mapping, text bool // it is a mapping in JSON, or a text
	unpacked
	codec *Codec    // that has written it, or nil
	data  *tree.Map // that was read, of a mapping in JSON or by the codec
}

func (f *Format) shapeOf(value []byte, flags uint32) shape {
	s := shape{unpacked: unpack(value, flags)}
	if head := bytes.TrimLeft(s.inner, " \t\r\n"); bytes.HasPrefix(head, []byte("{")) {
		if data, err := JSON.Map(s.inner); err == nil {
			s.mapping, s.data = true, data
		}
	}
	s.text = utf8.Valid(s.inner)
	if !s.mapping {
		s.codec, s.data = recognized(f.codecs, s.inner, flags)
	}
	return s
}

// Encode writes an item back in the way it was: a mapping as JSON, a text as it is,
// and compressed where it was compressed. Flags that say more than that the value is
// text are kept only if the new value is of the same kind: a number, or JSON. Flags
// that were given apply to the value as it is.
func (f *Format) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	if was == nil {
		value, err := encode(r.Data, shape{mapping: !IsValue(r.Data)})
		return value, given(r, 0), err
	}
	s := f.shapeOf(was.Value, was.Flags)
	if s.codec != nil && !f.isVerbatim(r, was, s) {
		return s.rewrite(r, was)
	}
	value, err := encode(r.Data, s.replacedBy(r.Data))
	switch {
	case err != nil:
		return nil, 0, err
	case r.Flags != nil:
		return value, *r.Flags, nil
	case bytes.Equal(value, s.inner):
		return was.Value, was.Flags, nil
	}
	if err := keepsFlags(was.Flags, was.Value, s, value); err != nil {
		return nil, 0, err
	}
	return s.pack(value, was.Flags)
}

// reads is [format.Traits.Reads]: bytes are stored as they are, and shown as what they say.
func reads(value []byte, r *format.Record) bool {
	v, _ := r.Data.Get(ValueKey)
	b, ok := v.(tree.Bytes)
	return ok && IsValue(r.Data) && bytes.Equal(value, []byte(b))
}

// given returns the flags that a record was given, or else others.
func given(r *format.Record, others uint32) uint32 {
	if r.Flags != nil {
		return *r.Flags
	}
	return others
}

// alike reports true for bytes: they are written as they are, and can be read as
// something else.
func alike(shown, _ any) bool {
	_, ok := shown.(tree.Bytes)
	return ok
}

// verbatim returns the data that Encode writes, of a new item, as just that value.
func verbatim(value []byte) *tree.Map {
	none := &Format{}
	r, err := none.Decode(value, 0)
	if err == nil && client.PackingOf(value) == client.None && IsValue(r.Data) == none.HasValue(value, 0) {
		return r.Data
	}
	m := tree.NewMap()
	_ = m.Set(ValueKey, tree.Bytes(value)) // bytes can be set
	return m
}

// replacedBy returns the shape of what replaces an item of shape s. It is another
// one if all keys were removed and others set.
func (s shape) replacedBy(m *tree.Map) shape {
	switch {
	case !s.mapping && m.Len() > 0 && !m.Has(ValueKey):
		return shape{mapping: true}
	case s.mapping && IsValue(m):
		if !IsValue(s.data) {
			return shape{}
		}
	}
	return s
}

// IsValue reports whether a mapping stands for an item that is not a mapping
// itself.
func IsValue(m *tree.Map) bool { return m.Len() == 1 && m.Has(ValueKey) }

// IsMapping reports whether an item is a mapping in JSON.
func IsMapping(value []byte) bool { return (&Format{}).shapeOf(value, 0).mapping }

// HasValue reports whether an item is a text or bytes, and shown with the one key [ValueKey].
func (f *Format) HasValue(value []byte, flags uint32) bool {
	s := f.shapeOf(value, flags)
	return !s.mapping && s.codec == nil
}

func encode(m *tree.Map, was shape) ([]byte, error) {
	if was.mapping {
		return JSON.Rewrite(m, was.inner)
	}
	v, ok := m.Get(ValueKey)
	if !ok || m.Len() != 1 {
		return nil, fmt.Errorf("the item is not a mapping: its only key is %q", ValueKey)
	}
	switch v := v.(type) {
	case string:
		return []byte(v), nil
	case tree.Bytes:
		return []byte(v), nil
	}
	return nil, fmt.Errorf("the item holds text or bytes, not a value of type %s", tree.TypeName(v))
}

// written describes how a value is written; "" if that is not known.
func (f *Format) written(_ string, value []byte, flags uint32) string {
	s := f.shapeOf(value, flags)
	text := "bytes"
	switch {
	case s.mapping:
		text = "JSON"
	case s.codec != nil:
		text = s.codec.Label(s.inner)
	case s.text:
		text = "a text"
	}
	if s.by != client.None {
		text += ", compressed by " + s.by.String()
	}
	return text
}
