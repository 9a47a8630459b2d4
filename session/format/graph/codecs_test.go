package graph_test

import (
	"fmt"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/igbinary"
	"sessh/session/format/msgpack"
	"sessh/session/format/phpserialize"
	"sessh/session/format/pickle"
	"sessh/session/format/rubymarshal"
)

// session returns what an application may keep: a cart with many items.
func session(items int) *graph.Node {
	key := func(s string) *graph.Node { return graph.NewText(s) }
	cart := &graph.Node{Kind: graph.List}
	for i := range items {
		cart.Items = append(cart.Items, &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{
			{Key: key("id"), Value: graph.NewInt(int64(i) * 1000)},
			{Key: key("name"), Value: key(fmt.Sprintf("the article number %d", i))},
			{Key: key("price"), Value: &graph.Node{Kind: graph.Float, Float: float64(i) * 1.25}},
			{Key: key("sold"), Value: &graph.Node{Kind: graph.Bool, Bool: i%2 == 0}},
			{Key: key("tags"), Value: &graph.Node{Kind: graph.List, Items: []*graph.Node{key("tea"), key("grün"), {}}}},
		}})
	}
	return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: key("cart"), Value: cart}, {Key: key("user"), Value: key("ann")}}}
}

// BenchmarkCodecs decodes and encodes a session with 1,000 mappings in each codec.
func BenchmarkCodecs(b *testing.B) {
	limits := graph.Limits{}
	type how = any
	for _, c := range []struct {
		name   string
		decode func([]byte) (*graph.Node, how, error)
		encode func(*graph.Node, how) ([]byte, error)
	}{
		{"pickle0", func(v []byte) (*graph.Node, how, error) { return pickled(v) }, pickler(0)},
		{"pickle4", func(v []byte) (*graph.Node, how, error) { return pickled(v) }, pickler(4)},
		{"rubymarshal",
			func(v []byte) (*graph.Node, how, error) { n, err := rubymarshal.Decode(v, limits); return n, nil, err },
			func(n *graph.Node, _ how) ([]byte, error) { return rubymarshal.Encode(n) }},
		{"phpserialize",
			func(v []byte) (*graph.Node, how, error) {
				n, err := phpserialize.DecodeSession(v, phpserialize.PHP, limits)
				return n, nil, err
			},
			func(n *graph.Node, _ how) ([]byte, error) { return phpserialize.EncodeSession(n, phpserialize.PHP) }},
		{"igbinary",
			func(v []byte) (*graph.Node, how, error) { return ig(v) },
			func(n *graph.Node, h how) ([]byte, error) { o, _ := h.(igbinary.Options); return igbinary.Encode(n, o) }},
		{"msgpack",
			func(v []byte) (*graph.Node, how, error) { n, err := msgpack.Decode(v, limits); return n, nil, err },
			func(n *graph.Node, _ how) ([]byte, error) { return msgpack.Encode(n) }},
		{"msgpackPHP",
			func(v []byte) (*graph.Node, how, error) { n, err := msgpack.DecodePHP(v, limits); return n, nil, err },
			func(n *graph.Node, _ how) ([]byte, error) { return msgpack.EncodePHP(n) }},
	} {
		data, err := c.encode(session(1000), nil)
		if err != nil {
			b.Fatal(err)
		}
		n, h, err := c.decode(data)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name+"/decode", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, _, err := c.decode(data); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/encode", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := c.encode(n, h); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func pickled(v []byte) (*graph.Node, any, error) {
	n, info, err := pickle.Decode(v, graph.Limits{})
	return n, info, err
}

func pickler(protocol int) func(*graph.Node, any) ([]byte, error) {
	return func(n *graph.Node, how any) ([]byte, error) {
		info, ok := how.(pickle.Info)
		if !ok {
			info.Protocol = protocol
		}
		return pickle.Encode(n, info)
	}
}

func ig(v []byte) (*graph.Node, any, error) {
	n, o, err := igbinary.Decode(v, graph.Limits{})
	return n, o, err
}
