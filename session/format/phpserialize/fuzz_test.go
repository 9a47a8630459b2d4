package phpserialize

import (
	"testing"

	"sessh/session/format/graph"
)

// which turns a number into a serializer; 3 stands for a value.
func which(i uint8) Serializer {
	return []Serializer{PHP, PHPBinary, PHPSerialize, ""}[i%4]
}

func decodeAny(data []byte, s Serializer, l graph.Limits) (*graph.Node, error) {
	if s == "" {
		return Decode(data, l)
	}
	return DecodeSession(data, s, l)
}

func encodeAny(n *graph.Node, s Serializer) ([]byte, error) {
	if s == "" {
		return Encode(n)
	}
	return EncodeSession(n, s)
}

// What can be read and written is read again as the same, and written again as
// the same bytes.
func FuzzDecode(f *testing.F) {
	for _, x := range fixtures(f) {
		if x.Name == "large" {
			continue
		}
		f.Add(x.PHP, uint8(0))
		f.Add(x.Binary, uint8(1))
		f.Add(x.Serialize, uint8(2))
		f.Add(x.Serialize, uint8(3))
	}
	for _, x := range seeds {
		f.Add([]byte(x), uint8(3))
	}
	f.Fuzz(func(t *testing.T, data []byte, i uint8) { codec(which(i), graph.Limits{Nodes: 100_000}).Fuzz(t, data) })
}

var seeds = []string{
	`a:3:{i:0;i:1;i:1;R:2;i:0;i:7;}`,
	`a:4:{i:0;i:1;i:1;R:2;i:2;R:2;i:0;i:7;}`,
	`a:3:{i:0;O:1:"A":0:{}i:1;R:2;i:0;i:5;}`,
	`a:3:{i:0;O:1:"A":0:{}i:1;R:2;i:2;r:2;}`,
	`a:2:{i:0;i:1;i:0;a:1:{i:0;R:2;}}`,
	`a:1:{i:0;R:1;}`,
	`O:1:"A":2:{i:5;i:1;s:1:"5";i:2;}`,
	`C:11:"ArrayObject":37:{x:i:0;a:1:{i:0;O:1:"A":0:{}};m:a:0:{}}`,
	`a:3:{i:0;C:1:"A":4:{i:5;}i:1;O:1:"B":0:{}i:2;r:4;}`,
	`a:2:{i:0;S:2:"\41b";i:1;R:2;}`,
	`a:2:{i:0;d:0.50;i:1;R:2;}`,
	`E:11:"Suit:Hearts";`,
	`a:2:{i:0;r:2;i:1;i:1;}`,
	`a:2:{s:1:"5";i:1;i:5;i:2;}`,
	`i:99999999999999999999;`,
}
