package igbinary

import (
	"encoding/hex"
	"testing"

	"sessh/session/format/graph"
)

// What can be read and written is read again as the same, and written again as
// the same bytes.
func FuzzDecode(f *testing.F) {
	for _, x := range fixtures(f) {
		if len(x.Value) < 2000 {
			f.Add(x.Value)
		}
	}
	for _, x := range []string{
		"14030600140106000605060101010602250101", "1403060025060506010101060225010106002501", "14010600250100", "251400", "250605",
		"140306001701411400060125220106002201", "14020600140006000101", "140211013505060504", "17014114030605051101350400",
		"1402060014010600250102", "140206000d06002514010600250101",
	} {
		b, _ := hex.DecodeString("00000002" + x)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) { codec(graph.Limits{Nodes: 100_000}).Fuzz(t, data) })
}
