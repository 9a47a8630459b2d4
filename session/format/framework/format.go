package framework

import (
	"sessh/session/format"
	"sessh/session/format/keys"
	"sessh/session/storage"
)

// Format is the [format.Format] of a row.
type Format struct {
	row    Row
	keys   *keys.Keys
	traits format.Traits
}

var _ format.Format = (*Format)(nil)

// New returns the format of a row. It fails for malformed patterns.
func New(row Row) (*Format, error) {
	f := &Format{row: row}
	var err error
	if f.keys, err = keys.New(row.Of, row.Keys...); err != nil {
		return nil, err
	}
	f.traits = format.Traits{
		About: row.About, Containers: f.keys.Containers(), Flat: true, Restarts: row.Manners.Restarts, Cookie: row.Manners.Cookie,
		Ways: row.Codecs.Ways(), Written: f.written,
		ArrayKey: row.Codecs.ArrayKey, Alike: row.Codecs.Alike,
	}
	if row.Manners.Lock != "" {
		if err = f.keys.Lock(row.Manners.Lock); err != nil {
			return nil, err
		}
		f.traits.LockKey = f.keys.LockKey
	}
	if row.Contested {
		f.traits.Claims = f.claims
	}
	if len(row.Codecs.Codecs) > 1 {
		f.traits.DecodeAs = f.decodeAs
	}
	if row.Codecs.Parted != nil {
		f.traits.Parted = f.parted
	}
	return f, nil
}

// Name returns the row's name.
func (f *Format) Name() string { return f.row.Name }

// Traits returns those of the row.
func (f *Format) Traits() *format.Traits { return &f.traits }

// Key returns the key of a session's item.
func (f *Format) Key(container, id string) (string, error) { return f.keys.Key(container, id) }

// Parse returns the container and id that a key names. The key of a lock names
// none.
func (f *Format) Parse(key string) (container, id string, exact, ok bool) {
	container, id, ok = f.keys.Parse(key)
	return container, id, true, ok
}

// Decode reads a session.
func (f *Format) Decode(value []byte, flags uint32) (*format.Record, error) {
	return f.decodeAs("", value, flags)
}

// DecodeAs is Decode for a value that is written in the way; "": its bytes tell.
func (f *Format) decodeAs(way string, value []byte, flags uint32) (*format.Record, error) {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return nil, err
	}
	data, way, err := f.row.Codecs.Read(way, v.Bytes, v.Serializer)
	if err == nil {
		err = f.row.Envelope.open(f.row.Of, data)
	}
	if err != nil {
		return nil, v.Explain(err)
	}
	return &format.Record{Data: data, Timeout: storage.TTLUnknown, Way: way, LastAccess: f.row.Manners.accessed(data)}, nil
}

// Encode writes a session: an existing one with its codec and packing, and a new one
// in the way of the record.
func (f *Format) Encode(r *format.Record, was *storage.Item) ([]byte, uint32, error) {
	if err := f.row.Envelope.close(f.row.Of, r.Data); err != nil {
		return nil, 0, err
	}
	if was == nil {
		value, err := f.row.Codecs.Write(r.Data, r.Way, nil, "")
		return value, f.row.Client.New, err
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

// claims is [format.Traits.Claims].
func (f *Format) claims(value []byte, flags uint32) bool {
	v, err := f.row.Client.Open(value, flags)
	switch {
	case err != nil:
		return f.row.Client.Packs(value, flags)
	case f.row.Codecs.Claims(v.Bytes, v.Serializer):
		return true
	}
	_, err = f.Decode(value, flags)
	return err == nil
}

// written is [format.Traits.Written].
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

// parted is [format.Traits.Parted].
func (f *Format) parted(way string, was, now []byte) string {
	return f.row.Codecs.PartedBy(way, was, now)
}
