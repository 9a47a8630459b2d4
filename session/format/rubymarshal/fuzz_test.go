package rubymarshal

import (
	"testing"

	"sessh/session/format/graph"
)

// What can be read can be written, is read again as the same, and is written
// again as the same bytes.
func FuzzDecode(f *testing.F) {
	for _, x := range fixtures(f) {
		if len(x.Data) < 2000 {
			f.Add(x.Data)
		}
	}
	for _, x := range seeds {
		f.Add([]byte(version + x))
	}
	codec := codec(graph.Limits{Nodes: 100_000})
	f.Fuzz(func(t *testing.T, data []byte) {
		codec.Fuzz(t, data)
		if n, err := codec.Decode(data); err == nil {
			for x := range graph.Places(n) {
				_ = Stands(x)
			}
		}
	})
}

// seeds are values that Ruby reads, and does not write in this way.
var seeds = []string{
	"[\x07l+\x06\x01\x00@\x06",
	"{\x07i\x06i\x06i\x06i\x07",
	"{\x07\"\x06ai\x06I\"\x06a\x06:\x06ETi\x07",
	"[\x07f\x0a1.500f\x081e3",
	"I[\x06i\x06\x06:\x06ET",
	"I[\x06@\x00\x00",
	"IC:\x06A\"\x06a\x07:\x06@i\x06:\x06ET",
	"IC:\x06Ae:\x06B\"\x06a\x07:\x06@@\x00:\x06ET",
	"e:\x06Ao:\x06B\x06:\x07@a@\x00",
	"[\x07Iu:\x06A\x06a\x07:\x07@s\"\x06x:\x06ET@\x07",
	"[\x07u:\x06A\x06a@\x06",
	"[\x07U:\x06A[\x06@\x06@\x07",
	"[\x07d:\x06Ai\x06M\x06B",
	"[\x07I\"\x06\xe9\x06:\x0dencoding\"\x0fISO-8859-1I\"\x06\xe9\x06;\x00@\x07",
	"[\x07I:\x06\xe9\x06:\x0dencoding\"\x0fISO-8859-1;\x00",
	"[\x07I:\x06\xe9\x06;\x00T;\x00",
	"I/\x06a\x01\x06:\x06EF",
	"IC:\x06A/\x06a\x01\x07:\x06EF:\x07@a@\x00",
	"}\x06i\x06i\x07@\x00",
	"C:\x06AC:\x09Hash{\x07\"\x06ai\x06\"\x06ai\x07",
	"IS:\x06A\x06:\x06ai\x06\x06:\x07@b@\x00",
	"Il+\x06\x01\x00\x06:\x07@b@\x00",
	"Ic\x06A\x06:\x07@b@\x00",
}
