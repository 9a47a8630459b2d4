package framework

import (
	"fmt"

	"sessh/session"
	"sessh/session/format/client"
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
		Ways: row.Codecs.Ways(), Written: f.written, Takes: f.keys.Takes,
		ArrayKey: row.Codecs.ArrayKey, Alike: row.Codecs.Alike,
		Facts: f.facts,
	}
	if row.Manners.Lock != "" {
		f.traits.LockKey = f.keys.LockKey
	}
	if row.Contested {
		f.traits.Claims, f.traits.Marked = f.claims, f.marked
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
	return container, id, true, ok
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
	sealed := f.row.Codecs.Sealed(way)
	if err == nil && sealed == "" {
		err = f.row.refuses(data)
	}
	if err != nil {
		return nil, v.Explain(err)
	}
	return &session.Record{
		Data: data, Timeout: session.TTLUnknown, Way: way,
		LastAccess: f.row.Manners.accessed(data), Sealed: sealed,
	}, nil
}

// Encode writes a session: one that is there as it is written, by its codec and in its
// packing, and a new one in the way of the record.
func (f *Format) Encode(r *session.Record, was *session.Item) ([]byte, uint32, error) {
	if missing := f.row.missing(r.Data); missing != "" {
		return nil, 0, fmt.Errorf("there is no %s in it, without which %s cannot read it", missing, f.row.Of)
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
	v, err := f.row.Client.Open(value, flags)
	switch {
	case f.marked(key):
		return err == nil && f.proves(v)
	case err != nil:
		return f.row.Client.Packs(value, flags)
	case f.row.Codecs.Claims(v.Bytes, v.Serializer):
		return true
	}
	_, err = f.Decode(value, flags)
	return err == nil
}

// proves reports whether a value is a session with one of the marks, or is sealed as only
// the framework's sessions are.
func (f *Format) proves(v *client.Value) bool {
	if f.row.Codecs.IsSealed(v.Bytes, v.Serializer) {
		return true
	}
	if !f.row.mayBeMarked(v.Bytes) {
		return false
	}
	return f.row.Codecs.Any(v.Bytes, v.Serializer, f.row.proves)
}

// marked is [session.Traits.Marked].
func (f *Format) marked(key string) bool { return f.row.strict() && !f.keys.Sure(key) }

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
