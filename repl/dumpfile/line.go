package dumpfile

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"sessh/repl/screen"
)

// Line returns the session as a line of a dump or recording. The time of one is as precise as times are
// shown, so that what was shown, typed again, is the moment of the line.
func (d *Session) Line() ([]byte, error) {
	if d.isPlain() {
		return d.appendPlain(make([]byte, 0, 160+len(d.Session)+len(d.Data)+base64.StdEncoding.EncodedLen(len(d.Item)))), nil
	}
	d.Time = d.Time.UTC().Truncate(time.Millisecond)
	line, err := json.Marshal(d)
	return append(screen.SafeJSON(line), '\n'), err
}

// isPlain reports whether it takes no encoder to write what stands beside the data.
func (d *Session) isPlain() bool {
	return d.Time.IsZero() && d.Event == "" && d.How == "" && !d.Partly &&
		isPlain(d.Container) && isPlain(d.Session) && isPlain(d.Format) && isPlain(d.LastAccess) && isPlain(d.Way)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == '"' || c == '\\' || !screen.IsPlainInJSON(c) {
			return false
		}
	}
	return true
}

func (d *Session) appendPlain(b []byte) []byte {
	b = append(b, '{')
	text := func(name, s string) {
		if s != "" {
			b = append(append(append(append(append(b, '"'), name...), `":"`...), s...), `",`...)
		}
	}
	text("container", d.Container)
	text("session", d.Session)
	text("format", d.Format)
	if d.TTL != nil {
		b = append(strconv.AppendFloat(append(b, `"ttl":`...), *d.TTL, 'f', -1, 64), ',')
	}
	text("lastAccess", d.LastAccess)
	text("way", d.Way)
	if d.Data != nil {
		b = append(append(append(b, `"data":`...), screen.LineJSON(d.Data)...), ',')
	}
	if d.Flags != 0 {
		b = append(strconv.AppendUint(append(b, `"flags":`...), uint64(d.Flags), 10), ',')
	}
	if d.Item != nil {
		b = append(base64.StdEncoding.AppendEncode(append(b, `"item":"`...), d.Item), `",`...)
	}
	if last := len(b) - 1; b[last] == ',' {
		b = b[:last]
	}
	return append(b, '}', '\n')
}
