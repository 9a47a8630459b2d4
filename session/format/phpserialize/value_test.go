package phpserialize

import (
	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

// Decode reads one value that is not a session.
func Decode(data []byte, l graph.Limits) (*graph.Node, error) {
	return graph.Read(data, l, func(r *graph.Reader) *graph.Node {
		d := &decoder{r: r}
		n, _ := d.value(d.place())
		if d.dropped {
			phpgraph.Settle(n)
		}
		return n
	})
}

// Encode writes one value that is not a session.
func Encode(n *graph.Node) ([]byte, error) {
	return graph.Write(phpgraph.Bounds, func(w *graph.Writer) { newEncoder(w).value(n, false) })
}
