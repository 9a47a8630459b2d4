package framework

import (
	"bytes"
	"time"

	"sessh/session/tree"
)

// deadline is [format.Traits.Deadline].
func (f *Format) deadline(way string, value []byte, flags uint32) time.Time {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return time.Time{}
	}
	end := f.its().codecs.Deadline(way, v.Bytes, v.Serializer)
	if f.row.Manners.Expires == "" {
		return end
	}
	data, _, err := f.its().codecs.Read(way, v.Bytes, v.Serializer)
	if err != nil {
		return end
	}
	if own := f.row.Manners.expires(data); end.IsZero() || !own.IsZero() && own.Before(end) {
		return own
	}
	return end
}

// retime is [format.Traits.Retime].
func (f *Format) retime(way string, value []byte, flags uint32, end time.Time) ([]byte, uint32, error) {
	v, err := f.row.Client.Open(value, flags)
	if err != nil {
		return nil, 0, err
	}
	timed, err := f.its().codecs.Retime(way, v.Bytes, v.Serializer, end)
	if err != nil || bytes.Equal(timed, v.Bytes) {
		return value, flags, err
	}
	return v.Pack(timed)
}

// expires returns the deadline that a session has in its data; zero if there is none.
func (m *Manners) expires(data *tree.Map) time.Time {
	const most = 1 << 48
	v, _ := data.Get(m.Expires)
	n, ok := v.(int64)
	if f, isFloat := v.(float64); isFloat && f > 0 && f < most {
		n, ok = int64(f), true
	}
	if !ok || n <= 0 || n >= most {
		return time.Time{}
	}
	return time.UnixMilli(n)
}
