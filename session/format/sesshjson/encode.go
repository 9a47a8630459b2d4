package sesshjson

import (
	"strconv"
	"time"

	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Format is the format. Its zero value is ready, and it is safe for
// concurrent use.
type Format struct{}

var _ format.Format = Format{}

// Name is "sessh".
func (Format) Name() string { return "sessh" }

// Traits are what is particular about the format.
func (Format) Traits() *format.Traits { return &traits }

var traits = format.Traits{
	About:    "sessh's own: JSON under readable keys; read and written",
	Own:      true,
	Restarts: true,
	Reads:    reads,
	Excludes: excludes,
}

// Encode writes the document.
func (Format) Encode(r *format.Record, _ *storage.Item) ([]byte, uint32, error) {
	b := make([]byte, 0, 256)
	b = append(b, `{"version":1,"id":`...)
	b, err := marked.Append(b, r.ID)
	if err != nil {
		return nil, 0, err
	}
	if !r.LastAccess.IsZero() {
		b = append(b, `,"lastAccess":`...)
		b = append(b, '"')
		b = r.LastAccess.UTC().Truncate(time.Microsecond).AppendFormat(b, time.RFC3339Nano)
		b = append(b, '"')
	}
	b = append(b, `,"timeout":`...)
	b = strconv.AppendFloat(b, r.Timeout.Seconds(), 'f', -1, 64)
	b = append(b, `,"data":`...)
	data := r.Data
	if data == nil {
		data = tree.NewMap()
	}
	if b, err = marked.Append(b, data); err != nil {
		return nil, 0, err
	}
	return append(b, '}'), 0, nil
}
