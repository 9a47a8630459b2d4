package rubymarshal

import (
	"time"

	"sessh/session/format/graph"
)

// Stands returns the number or text that an object of Ruby's own classes stands for: of a
// BigDecimal a number, and of a Time, Date, DateTime and Rails' TimeWithZone the usual text. It
// returns nil for any other.
func Stands(n *graph.Node) *graph.Node {
	if n.Kind != graph.Object {
		return nil
	}
	switch {
	case n.Form == "e" || n.Form == "I":
		return dumpedIn(n)
	case n.Form == "u":
		if number, ok := bigDecimal(n); ok {
			return graph.Number(number)
		}
		if t, _, ok := timeOf(n); ok {
			return iso(t, graph.ISOTime)
		}
	case n.Form == "U" && n.Class == "Date":
		if t, ok := dateOf(n); ok {
			return iso(t, graph.ISODate)
		}
	case n.Form == "U" && n.Class == "ActiveSupport::TimeWithZone":
		if len(n.Args) == 1 && n.Args[0] != nil && len(n.Args[0].Items) > 0 {
			return dumpedIn(n.Args[0].Items[0]) // in UTC
		}
	case n.Form == "U":
		if t, ok := dateOf(n); ok {
			return iso(t, graph.ISOTime)
		}
	}
	return nil
}

// dumpedIn is Stands for what the wrappers of a node hold, if that is an object of its class's own
// making.
func dumpedIn(n *graph.Node) *graph.Node {
	if in := inner(n); in != nil && in.Kind == graph.Object && in.Form == "u" {
		return Stands(in)
	}
	return nil
}

func iso(t time.Time, layout string) *graph.Node { return graph.NewText(t.Format(layout)) }
