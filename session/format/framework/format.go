package framework

import (
	"fmt"

	"sessh/session"
	"sessh/session/format/keys"
)

// Format is the [session.Format] of a row.
type Format struct {
	row    Row
	keys   *keys.Keys
	traits session.Traits
}

var _ session.Format = (*Format)(nil)

// New returns the format of a row. It fails for patterns that are none.
func New(row Row) (*Format, error) {
	k, err := keys.New(row.Of, row.Keys...)
	if err != nil {
		return nil, err
	}
	if row.Manners.Lock != "" {
		if err = k.Lock(row.Manners.Lock); err != nil {
			return nil, err
		}
	}
	return with(row, k), nil
}

// with returns the format of a row with such keys.
func with(row Row, k *keys.Keys) *Format {
	f := &Format{row: row, keys: k}
	f.traits = session.Traits{
		About: row.About, Containers: f.keys.Containers(), Flat: true, Restarts: row.Manners.Restarts,
		Digests: f.keys.Digests(), Ways: row.Codecs.Ways(), Written: f.written, Takes: f.keys.Takes,
		ArrayKey: row.Codecs.ArrayKey, Alike: row.Codecs.Alike,
		Facts: f.facts,
	}
	if row.Manners.Lock != "" {
		f.traits.LockKey = f.keys.LockKey
	}
	if free := row.Manners.LockFree; free != "" {
		f.traits.LockFree = func(value []byte) bool { return string(value) == free }
	}
	if row.Contested {
		f.traits.Claims, f.traits.Marked = f.claims, len(row.Marks) > 0 || row.Whole
	}
	if len(row.Codecs.Codecs) > 1 {
		f.traits.DecodeAs = f.decodeAs
	}
	if row.Codecs.Parted != nil {
		f.traits.Parted = f.parted
	}
	return f
}

// facts is [session.Traits.Facts].
func (f *Format) facts() session.FormatFacts {
	return session.FormatFacts{Keys: f.keys.Patterns(), Marks: f.row.Marks, Tried: f.row.Tried, Text: f.row.Text()}
}

// Name is the row's name.
func (f *Format) Name() string { return f.row.Name }

// Traits are those of the row.
func (f *Format) Traits() *session.Traits { return &f.traits }

// Key is the key of a session's item.
func (f *Format) Key(container, id string) (string, error) { return f.keys.Key(container, id) }

// Parse tells the names of a key. That of a lock has none.
func (f *Format) Parse(key string) (container, id string, exact, ok bool) {
	container, id, ok = f.keys.Parse(key)
	return container, id, !f.traits.Digests, ok
}

// Decode reads a session.
func (f *Format) Decode(value []byte, flags uint32) (*session.Record, error) {
	return f.decodeAs("", value, flags)
}

// decodeAs is Decode for a value that is written in the way; "": its bytes tell.
func (f *Format) decodeAs(way string, value []byte, flags uint32) (*session.Record, error) {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return nil, err
	}
	data, way, err := f.row.Codecs.Read(way, v.Bytes, v.Serializer)
	if err == nil && f.row.missing(data) {
		err = fmt.Errorf("there is no %s in it, as in every session of %s", f.row.Needs, f.row.Of)
	}
	if err != nil {
		return nil, v.Explain(err)
	}
	return &session.Record{
		Data: data, Timeout: session.TTLUnknown, Way: way,
		LastAccess: f.row.Manners.accessed(data), Sealed: f.row.Codecs.Sealed(way),
	}, nil
}

// Encode writes a session: one that is there as it is written, by its codec and in its
// packing, and a new one in the way of the record.
func (f *Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	if f.row.Needs != "" && !r.Data.Has(f.row.Needs) {
		return nil, 0, fmt.Errorf("there is no %s in it, without which %s cannot read it", f.row.Needs, f.row.Of)
	}
	if was == nil {
		value, err := f.row.Codecs.Write(r.Data, r.Way, nil, "")
		return value, f.row.Client.FlagsOf(f.row.Codecs.SerializerOf(r.Way)), err
	}
	old, err := f.row.Client.Open(was.Value, was.Flags)
	if err != nil {
		return nil, 0, err
	}
	value, err := f.row.Codecs.Write(r.Data, r.Way, old.Bytes, old.Serializer)
	if err != nil {
		return nil, 0, err
	}
	return old.Pack(value)
}

// claims is [session.Traits.Claims].
func (f *Format) claims(key string, value []byte, flags uint32) bool {
	if !f.row.Client.Takes(flags) {
		return false
	}
	unpacked, serializer, err := f.row.Client.Peek(value, flags)
	switch {
	case f.traits.Marked:
		return err == nil && f.proves(key, unpacked, serializer)
	case err != nil:
		return f.row.Client.Packs(value, flags)
	case f.row.Codecs.Claims(unpacked, serializer):
		return true
	}
	_, err = f.Decode(value, flags)
	return err == nil
}

// proves reports whether a value is a session under a key that tells of one, or with one of the
// marks, is hardly anything else, or is sealed as only the framework's sessions are.
func (f *Format) proves(key string, value []byte, serializer string) bool {
	set := f.row.Codecs
	switch {
	case !set.Begins(value, serializer):
		return false
	case set.IsSealed(value, serializer):
		return true
	case f.keys.Tells(key):
		return set.Any(value, serializer, named)
	case f.row.Whole && set.Proves(value, serializer):
		return true
	}
	return f.row.mayBeMarked(value) && set.Any(value, serializer, f.row.marked)
}

// named reports whether a session has a name that is a text.
func named(data *session.Map) bool {
	for k := range data.All() {
		if _, ok := k.(string); ok {
			return true
		}
	}
	return false
}

// written is [session.Traits.Written].
func (f *Format) written(way string, value []byte, flags uint32) string {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return ""
	}
	text := f.row.Codecs.Written(way, v.Bytes, v.Serializer)
	if text == "" {
		return ""
	}
	return text + v.Note()
}

// parted is [session.Traits.Parted].
func (f *Format) parted(way string, was, now []byte) string {
	return f.row.Codecs.PartedBy(way, was, now)
}
