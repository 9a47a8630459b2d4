package object

import (
	"sessh/session/format/graph"
	"sessh/session/format/pickle/forms"
)

// Stands returns the number or text that an object of Python's own classes stands for: of a
// Decimal and a timedelta a number, of seconds in the latter, and of a datetime, date, time and
// UUID its usual text. It returns nil for any other.
func Stands(n *graph.Node) *graph.Node {
	if n.Kind != graph.Object || !forms.WellMade(n) {
		return nil
	}
	if n.Class == "uuid.UUID" {
		if text, ok := uuid(n); ok {
			return graph.NewText(text)
		}
		return nil
	}
	if m, ok := momentOf(n); ok {
		return graph.NewText(m.iso())
	}
	if n.Form != forms.Reduce || n.State != nil || !forms.IsTuple(n.Args[1]) {
		return nil
	}
	switch args := n.Args[1].Items; n.Class {
	case "decimal.Decimal":
		if len(args) == 1 && (forms.IsKind(args[0], graph.Text) || forms.IsKind(args[0], graph.Bytes)) {
			return graph.Number(args[0].Text)
		}
	case "datetime.timedelta":
		return seconds(args)
	}
	return nil
}

// seconds returns the length of a timedelta, of which the days, seconds and microseconds are
// given; nil if these are no such numbers.
func seconds(args []*graph.Node) *graph.Node {
	const most = 1 << 40 // as many days, seconds and microseconds do not overflow
	if len(args) != 3 {
		return nil
	}
	for _, a := range args {
		if !forms.IsKind(a, graph.Int) || a.Big != nil || a.Int < -most || a.Int > most {
			return nil
		}
	}
	whole := args[0].Int*86400 + args[1].Int
	if args[2].Int == 0 {
		return graph.NewInt(whole)
	}
	return &graph.Node{Kind: graph.Float, Float: float64(whole) + float64(args[2].Int)/1e6}
}
