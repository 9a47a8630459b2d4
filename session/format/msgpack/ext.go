package msgpack

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"time"

	"sessh/session/format/graph"
)

const (
	timestamp    = -1
	minTimestamp = -62135596800 // the year 1
	maxTimestamp = 253402300799 // the end of the year 9999
)

// ext reads the type of an ext, and its data of size bytes.
func (d *decoder) ext(size uint64, form string) *graph.Node {
	number := int8(d.r.Byte())
	data := d.r.Take(size)
	if number == timestamp && form == "" && d.php == nil {
		if t, form, ok := parseTime(data); ok {
			n := d.r.New(graph.Time)
			n.Time, n.Form = t, form
			return n
		}
	}
	n := d.r.New(graph.Object)
	n.Class, n.Form, n.Args = formExt, cmp.Or(form, formExt), []*graph.Node{d.r.Int(int64(number)), d.r.Bytes("", data)}
	return n
}

// parseTime reads a timestamp; one outside the calendar stays an ext.
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

// timeSize returns how many bytes a timestamp takes, or at least takes if form says
// so.
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
	sec, nsec := uint64(n.Time.Unix()), uint64(n.Time.Nanosecond())
	switch timeSize(n.Time, n.Form) {
	case 4:
		e.Byte(0xd6, 0xff)
		e.BigEndian(sec, 4)
	case 8:
		e.Byte(0xd7, 0xff)
		e.BigEndian(nsec<<34|sec, 8)
	default:
		e.Byte(0xc7, 12, 0xff)
		e.BigEndian(nsec, 4)
		e.BigEndian(sec, 8)
	}
}

func (e *encoder) ext(n *graph.Node) {
	if n.Class != formExt || len(n.Args) != 2 || n.Args[0] == nil || n.Args[1] == nil {
		e.Fail("an object %.100q of another format cannot be written in MessagePack", n.Class)
	}
	number, data := n.Args[0], n.Args[1]
	if number.Kind != graph.Int || number.Big != nil || number.Int != int64(int8(number.Int)) || data.Kind != graph.Bytes {
		e.Fail("an ext has no number from -128 to 127 or no data")
	}
	size := len(data.Text)
	fixed := size > 0 && size <= 16 && size&(size-1) == 0
	if h, _ := chosen("ext", n.Form, size, 0); !fixed || h.form == n.Form {
		e.header(h, size)
	} else {
		e.Byte(0xd4 + byte(bits.TrailingZeros(uint(size))))
	}
	e.Byte(byte(number.Int))
	e.Text(data.Text)
}
