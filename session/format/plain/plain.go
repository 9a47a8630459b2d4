// Package plain is the format of items of unknown origin: JSON, texts, compressed
// ones of both, and anything else, shown as bytes.
//
// The flags of an item tell its client what the bytes are, and are kept: see
// [FlagsError]. An item that is not a JSON mapping is shown as one with the one key
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
	traits format.Traits
}

var _ format.Format = (*Format)(nil)

// Items is the container of the items that are not sessions of any format.
const Items = "items"

// Raw returns the format of all items.
func Raw() *Format {
	return newFormat("raw", Items, nil, "any item: JSON and texts are read and written, the rest is shown as bytes")
}

// Prefixed returns the format of the items whose keys begin with prefix: a
// container of that name, without the punctuation at its end.
func Prefixed(prefix string) (*Format, error) {
	name := strings.TrimRight(prefix, ":/._-|")
	if name == "" {
		return nil, fmt.Errorf("the prefix %q has no letters for the name of a container", prefix)
	}
	k := keys.Under(fmt.Sprintf("the prefix %q", prefix), prefix, name)
	return newFormat("plain", name, k, fmt.Sprintf("items under the prefix %q: JSON and texts; read and written", prefix)), nil
}

func newFormat(name, container string, k *keys.Keys, about string) *Format {
	var form *cookie.Form
	if k != nil {
		form = cookie.Plain
	}
	return &Format{name, k, format.Traits{
		About: about, Containers: []string{container}, Flat: true, Raw: k == nil, Cookie: form,
		Written: written, Alike: alike, Verbatim: verbatim,
	}}
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
		return "", fmt.Errorf("raw items are in the container %s, not in %s", Items, container)
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

// Decode reads an item. One that is not a JSON mapping is shown as a mapping with
// the one key [ValueKey].
func (*Format) Decode(value []byte, _ uint32) (*format.Record, error) {
	r := &format.Record{Timeout: storage.TTLUnknown}
	shape := shapeOf(value)
	if shape.mapping {
		var err error
		r.Data, err = JSON.Map(shape.inner)
		return r, err
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
	mapping, text bool
	packed        client.Packing
	inner         []byte // unpacked
}

func shapeOf(value []byte) shape {
	s := shape{inner: value}
	if p := client.PackingOf(value); p != client.None {
		if inner, err := client.Unpack(value); err == nil {
			s.packed, s.inner = p, inner
		}
	}
	if head := bytes.TrimLeft(s.inner, " \t\r\n"); bytes.HasPrefix(head, []byte("{")) {
		_, err := JSON.Map(s.inner)
		s.mapping = err == nil
	}
	s.text = utf8.Valid(s.inner)
	return s
}

// Encode writes an item back in the way it was: a mapping as JSON, a text as it is,
// and compressed where it was compressed. Flags that say more than that the value is
// text are kept only if the new value is of the same kind: a number, or JSON. Flags
// that were given apply to the value as it is.
func (*Format) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	if was == nil {
		value, err := encode(r.Data, shape{mapping: !IsValue(r.Data)})
		return value, given(r, 0), err
	}
	s := shapeOf(was.Value)
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
	value, err = s.packed.Pack(value)
	return value, was.Flags, err
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
	r, err := (*Format)(nil).Decode(value, 0)
	if err == nil && client.PackingOf(value) == client.None && IsValue(r.Data) == HasValue(value) {
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
		if was, err := JSON.Map(s.inner); err != nil || !IsValue(was) {
			return shape{}
		}
	}
	return s
}

// IsValue reports whether a mapping stands for an item that is not a mapping
// itself.
func IsValue(m *tree.Map) bool { return m.Len() == 1 && m.Has(ValueKey) }

// HasValue reports whether an item is shown with the one key [ValueKey].
func HasValue(value []byte) bool { return !shapeOf(value).mapping }

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
func written(_ string, value []byte, _ uint32) string {
	s := shapeOf(value)
	text := "bytes"
	switch {
	case s.mapping:
		text = "JSON"
	case s.text:
		text = "a text"
	}
	if s.packed != client.None {
		text += ", compressed by " + s.packed.String()
	}
	return text
}

// A FlagsError reports that a value does not fit the item's flags.
type FlagsError struct {
	Flags uint32
	Was   []byte
}

func (e *FlagsError) Error() string {
	text := fmt.Sprintf("the item's flags are %d", e.Flags)
	if m := client.Meaning(e.Flags, e.Was); m != "" {
		text += " (" + m + ")"
	}
	return text + ": with these its client could not read the new value"
}

// keepsFlags fails if a value cannot replace another under the same flags, because
// the client would misread it. Flags for text, and 0, fit any text.
func keepsFlags(flags uint32, stored []byte, was shape, value []byte) error {
	const pythonText, pythonPacked, dalliPacked = 16, 8, 2
	isPacked := was.packed != client.None
	switch {
	case flags == 0, bytes.Equal(was.inner, value):
		return nil
	case isPacked && (flags == pythonPacked || flags == pythonPacked|pythonText || flags == dalliPacked):
		return nil
	case !isPacked && flags == pythonText && client.IsText(was.inner) && client.IsText(value):
		return nil
	}
	switch k := client.KindOf(was.inner); {
	case k != "" && k == client.KindOf(value), k == "a number" && client.KindOf(value) == "an integer":
		return nil
	}
	return &FlagsError{flags, stored}
}
