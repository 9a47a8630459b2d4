package msgpack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"sessh/session/format/graph"
)

const (
	timestamp    = -1
	minTimestamp = -62135596800 // the year 1
	maxTimestamp = 253402300799 // the end of the year 9999
)

// ext reads the type of an ext, and its data of size bytes.
func (d *decoder) ext(size uint64, form string) (*graph.Node, error) {
	c, err := d.r.Byte()
	if err != nil {
		return nil, err
	}
	data, err := d.r.Take(size)
	if err != nil {
		return nil, err
	}
	if int8(c) == timestamp && form == "" && d.php == nil {
		if t, form, ok := parseTime(data); ok {
			n, err := d.r.New(graph.Time)
			if err != nil {
				return nil, err
			}
			n.Time, n.Form = t, form
			return n, nil
		}
	}
	return d.object(int8(c), data, form)
}

func (d *decoder) object(number int8, data []byte, form string) (*graph.Node, error) {
	kind, err := d.integer(int64(number))
	if err != nil {
		return nil, err
	}
	content, err := d.r.New(graph.Bytes)
	if err != nil {
		return nil, err
	}
	n, err := d.r.New(graph.Object)
	if err != nil {
		return nil, err
	}
	if form == "" {
		form = formExt
	}
	content.Text = string(data)
	n.Class, n.Form, n.Args = formExt, form, []*graph.Node{kind, content}
	return n, nil
}

// parseTime reads a timestamp; one that no calendar has stays an ext.
func parseTime(data []byte) (t time.Time, form string, ok bool) {
	var sec int64
	var nsec uint32
	switch len(data) {
	case 4:
		sec = int64(binary.BigEndian.Uint32(data))
	case 8:
		v := binary.BigEndian.Uint64(data)
		sec, nsec = int64(v&(1<<34-1)), uint32(v>>34)
	case 12:
		nsec, sec = binary.BigEndian.Uint32(data), int64(binary.BigEndian.Uint64(data[4:]))
	default:
		return t, "", false
	}
	if nsec > 999_999_999 || sec < minTimestamp || sec > maxTimestamp {
		return t, "", false
	}
	t = time.Unix(sec, int64(nsec)).UTC()
	if least := timeSize(t, ""); least != len(data) {
		form = fmt.Sprintf("timestamp%d", 8*len(data))
	}
	return t, form, true
}

// timeSize is how many bytes a timestamp takes, or at least takes if form says so.
func timeSize(t time.Time, form string) int {
	sec, nsec := t.Unix(), t.Nanosecond()
	switch {
	case sec < 0 || sec >= 1<<34 || form == "timestamp96":
		return 12
	case nsec != 0 || sec > math.MaxUint32 || form == "timestamp64":
		return 8
	}
	return 4
}

func (e *encoder) time(n *graph.Node) {
	sec, nsec := n.Time.Unix(), n.Time.Nanosecond()
	switch timeSize(n.Time, n.Form) {
	case 4:
		e.out = binary.BigEndian.AppendUint32(append(e.out, 0xd6, 0xff), uint32(sec))
	case 8:
		e.out = binary.BigEndian.AppendUint64(append(e.out, 0xd7, 0xff), uint64(nsec)<<34|uint64(sec))
	default:
		e.out = binary.BigEndian.AppendUint32(append(e.out, 0xc7, 12, 0xff), uint32(nsec))
		e.out = binary.BigEndian.AppendUint64(e.out, uint64(sec))
	}
}

func (e *encoder) ext(n *graph.Node) error {
	if n.Class != formExt || len(n.Args) != 2 || n.Args[0] == nil || n.Args[1] == nil {
		return fmt.Errorf("an object %.100q of another format cannot be written in MessagePack", n.Class)
	}
	number, data := n.Args[0], n.Args[1]
	if number.Kind != graph.Int || number.Big != nil || number.Int != int64(int8(number.Int)) || data.Kind != graph.Bytes {
		return errors.New("an ext has no number from -128 to 127 or no data")
	}
	size := len(data.Text)
	fixed := size > 0 && size <= 16 && size&(size-1) == 0
	if h, _ := chosen("ext", n.Form, size, 0); !fixed || h.form == n.Form {
		e.header(h, size)
	} else {
		e.out = append(e.out, map[int]byte{1: 0xd4, 2: 0xd5, 4: 0xd6, 8: 0xd7, 16: 0xd8}[size])
	}
	e.out = append(append(e.out, byte(number.Int)), data.Text...)
	return nil
}
