package graph_test

import (
	"fmt"

	"sessh/session/format/graph"
)

// A codec of a format with texts, integers and mappings: "3:tea", "i42;" and
// "{" with keys and values in turn, up to "}".
func Example() {
	keys := graph.Keys{ID: func(n *graph.Node) graph.KeyID {
		return graph.KeyID{Kind: n.Kind, Num: n.Int, Text: n.Text}
	}}
	var read func(r *graph.Reader) *graph.Node
	read = func(r *graph.Reader) *graph.Node {
		r.Mark() // errors name this byte
		switch r.Peek() {
		case 'i':
			r.Byte()
			return r.Decimal(r.Until(';'))
		case '{':
			r.Byte()
			r.Enter()
			n := r.New(graph.Map)
			for r.Peek() != '}' {
				p := graph.Pair{Key: read(r)}
				p.Value = read(r)
				n.Pairs = append(n.Pairs, p)
			}
			r.Expect("}")
			r.Leave()
			n.Pairs = keys.LastWins(n.Pairs, nil)
			return n
		}
		size := r.Decimal(r.Until(':'))
		return r.Text(r.Take(uint64(size.Int)))
	}
	var write func(w *graph.Writer, n *graph.Node)
	write = func(w *graph.Writer, n *graph.Node) {
		w.Check(n)
		switch n.Kind {
		case graph.Text:
			w.Text(fmt.Sprintf("%d:%s", len(n.Text), n.Text))
		case graph.Int:
			w.Text(fmt.Sprintf("i%d;", n.Int))
		case graph.Map:
			w.Enter(n)
			w.Text("{")
			for _, p := range n.Pairs {
				write(w, p.Key)
				write(w, p.Value)
			}
			w.Text("}")
			w.Leave(n)
		default:
			w.Fail("a %s cannot be written", n.Kind)
		}
	}

	n, err := graph.Read([]byte("{3:tea{3:qtyi1;3:qtyi2;}}"), graph.Limits{}, read)
	fmt.Println(graph.Show(n, nil), err)
	out, err := graph.Write(graph.Bounds{Depth: 100}, func(w *graph.Writer) { write(w, n) })
	fmt.Println(string(out), err)
	_, err = graph.Read([]byte("{3:tea9:short}"), graph.Limits{}, read)
	fmt.Println(err)
	_, err = graph.Write(graph.Bounds{Depth: 100}, func(w *graph.Writer) { write(w, &graph.Node{Kind: graph.List}) })
	fmt.Println(err)
	// Output:
	// {"tea": {"qty": 2}} <nil>
	// {3:tea{3:qtyi2;}} <nil>
	// at byte 6: the value ends too early: 9 bytes are needed, and 6 are left
	// a list cannot be written
}
