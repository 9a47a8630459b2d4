package rubymarshal

import (
	"encoding/binary"
	"time"

	"sessh/session/format/graph"
)

// timeNode is the object that Ruby makes of a point in time: in UTC, or with a
// fixed offset. Ruby has another layout for years before 1900 and far ahead,
// which is not written.
func (e *encoder) timeNode(t time.Time) *graph.Node {
	u := t.UTC()
	if u.Year() < 1900 || u.Year() >= 1900+1<<16 {
		e.Fail("a time in the year %d cannot be written in Marshal", u.Year())
	}
	_, offset := t.Zone()
	p := 1<<31 | uint32(u.Year()-1900)<<14 | uint32(u.Month()-1)<<10 | uint32(u.Day())<<5 | uint32(u.Hour())
	s := uint32(u.Minute())<<26 | uint32(u.Second())<<20 | uint32(u.Nanosecond()/1000)
	n := &graph.Node{Kind: graph.Object, Form: "u", Class: "Time"}
	set := func(name string, v *graph.Node) {
		key := &graph.Node{Kind: graph.Text, Form: formSymbol, Text: name}
		n.Pairs = append(n.Pairs, graph.Pair{Key: key, Value: v})
	}
	if nano := u.Nanosecond() % 1000; nano > 0 {
		set("nano_num", graph.NewInt(int64(nano)))
		set("nano_den", graph.NewInt(1))
	}
	if offset == 0 {
		p |= 1 << 30
		set("zone", &graph.Node{Kind: graph.Text, Form: formASCII, Text: "UTC"})
	} else {
		set("offset", graph.NewInt(int64(offset)))
		set("zone", &graph.Node{Kind: graph.Null})
	}
	text := binary.LittleEndian.AppendUint32(nil, p)
	text = binary.LittleEndian.AppendUint32(text, s)
	n.Args = []*graph.Node{{Kind: graph.Bytes, Form: formBinary, Text: string(text)}}
	return n
}
