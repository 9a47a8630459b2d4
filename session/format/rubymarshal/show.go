package rubymarshal

import (
	"encoding/binary"
	"strings"
	"time"

	"sessh/session/format/graph"
)

// Repr shows a value as [graph.Show] does. Symbols are :name, ranges 1..5, regular
// expressions /a+/i, times and dates 2024-02-29 12:30:45 UTC; of instance variables
// the names are shown without their @.
func Repr(n *graph.Node) string { return graph.Show(n, view) }

func view(n *graph.Node) (v graph.View, ok bool) {
	if n.Kind != graph.Object {
		return graph.View{Text: symbolText(n)}, isSymbol(n)
	}
	switch n.Form {
	case "c", "m", "M":
		return graph.View{Text: n.Class}, n.Class != ""
	case "C":
		return subclass(n)
	case "e", "I":
		in := inner(n)
		return graph.View{Node: in}, in != nil
	case "/":
		return regexp(n)
	case "u":
		if t, ok := dumped(n); ok {
			return graph.View{Text: t}, true
		}
	case "U":
		if t, ok := date(n); ok {
			return graph.View{Text: t}, true
		}
	case "o":
		if v, ok := collection(n); ok {
			return v, true
		}
	}
	v = graph.View{Class: n.Class, Args: n.Args}
	if n.Form == "u" {
		return v, true // its variables tell the encoding, or what the class reads from its text
	}
	for _, p := range n.Pairs[:min(len(n.Pairs), graph.LineLength)] {
		if p.Key != nil && strings.HasPrefix(p.Key.Text, "@") {
			p.Key = graph.NewText(p.Key.Text[1:])
		}
		v.Fields = append(v.Fields, p)
	}
	return v, true
}

// symbolText returns a symbol; one that is not a word is in quotes.
func symbolText(n *graph.Node) string {
	for _, c := range n.Text {
		if c <= ' ' || c == 0x7f || strings.ContainsRune(`"(){}[],:`, c) {
			return ":" + graph.Show(graph.NewText(n.Text), nil)
		}
	}
	if n.Text == "" {
		return `:""`
	}
	return ":" + n.Text
}

// subclass returns an instance of a subclass of String, Array, Hash or Regexp.
func subclass(n *graph.Node) (v graph.View, ok bool) {
	v.Class = n.Class
	switch in := inner(n); {
	case in == nil:
	case in.Kind == graph.List:
		v.Items = in.Items
	case in.Kind == graph.Map:
		v.Entries = in.Pairs
	default:
		v.Args = []*graph.Node{in}
	}
	return v, true
}

func regexp(n *graph.Node) (v graph.View, ok bool) {
	if len(n.Args) != 2 || n.Args[0] == nil || n.Args[1] == nil {
		return v, false
	}
	source := strings.ReplaceAll(n.Args[0].Text, `\/`, "/")
	v.Text = "/" + strings.ReplaceAll(source, "/", `\/`) + "/"
	for _, o := range []struct {
		bit  int64
		flag string
	}{{4, "m"}, {1, "i"}, {2, "x"}, {32, "n"}} {
		if n.Args[1].Int&o.bit != 0 {
			v.Text += o.flag
		}
	}
	return v, true
}

// variable returns the value of an instance variable; nil if there is none.
func variable(n *graph.Node, name string) *graph.Node {
	for _, e := range n.Pairs {
		if e.Key != nil && e.Value != nil && e.Key.Text == name {
			return e.Value
		}
	}
	return nil
}

// collection returns a Set or a Range of numbers or texts.
func collection(n *graph.Node) (v graph.View, ok bool) {
	if h := variable(n, "@hash"); n.Class == "Set" && h != nil && h.Kind == graph.Map {
		v.Class, v.Items = n.Class, []*graph.Node{}
		for _, e := range h.Pairs[:min(len(h.Pairs), graph.LineLength)] {
			v.Items = append(v.Items, e.Key)
		}
		return v, true
	}
	exclusive, from, to := variable(n, "excl"), variable(n, "begin"), variable(n, "end")
	if n.Class != "Range" || exclusive == nil || from == nil || to == nil || from.Compound() || to.Compound() {
		return v, false
	}
	end := func(n *graph.Node) {
		if n.Kind != graph.Null {
			v.Text += graph.Show(n, view)
		}
	}
	end(from)
	if v.Text += ".."; exclusive.Bool {
		v.Text += "."
	}
	end(to)
	return v, true
}

// date shows a Date or DateTime.
func date(n *graph.Node) (text string, ok bool) {
	t, ok := dateOf(n)
	switch {
	case !ok:
		return "", false
	case n.Class == "Date":
		return t.Format(time.DateOnly), true
	}
	return t.Format("2006-01-02 15:04:05.999999999 -0700"), true
}

// dateOf returns the time of a Date or DateTime of the Gregorian calendar.
func dateOf(n *graph.Node) (t time.Time, ok bool) {
	if n.Class != "Date" && n.Class != "DateTime" || len(n.Args) != 1 || n.Args[0] == nil || len(n.Args[0].Items) != 6 {
		return t, false
	}
	parts := n.Args[0].Items
	for _, v := range parts[:5] {
		if v == nil || v.Kind != graph.Int || v.Big != nil {
			return t, false
		}
	}
	day, second, offset := parts[1].Int, parts[2].Int, parts[4].Int
	const gregorian, epoch, most = 2299161, 2440588, 5373484 // the last is 9999-12-31
	if parts[0].Int != 0 || day < gregorian || day > most || second < 0 || second >= 86400 || offset <= -86400 || offset >= 86400 {
		return t, false
	}
	if n.Class == "Date" {
		return time.Unix((day-epoch)*86400, 0).UTC(), true
	}
	return time.Unix((day-epoch)*86400+second, parts[3].Int).In(time.FixedZone("", int(offset))), true
}

// dumped shows a Time or a BigDecimal.
func dumped(n *graph.Node) (text string, ok bool) {
	if number, ok := bigDecimal(n); ok {
		return number, true
	}
	t, local, ok := timeOf(n)
	switch {
	case !ok:
		return "", false
	case local:
		return t.Format("2006-01-02 15:04:05.999999999 -0700"), true
	}
	return t.Format("2006-01-02 15:04:05.999999999 UTC"), true
}

// bigDecimal returns the number of a BigDecimal, which stands after its precision.
func bigDecimal(n *graph.Node) (number string, ok bool) {
	if n.Class != "BigDecimal" || len(n.Args) != 1 || n.Args[0] == nil {
		return "", false
	}
	_, number, _ = strings.Cut(n.Args[0].Text, ":")
	other := strings.Trim(number, "-.0123456789e")
	return number, number != "" && (other == "" || number == "NaN" || other == "Infinity")
}

// timeOf reads the eight bytes of a Time that Time#_dump makes, and the variables beside
// them. Years before 1900 have more bytes, and are not read.
func timeOf(n *graph.Node) (t time.Time, local, ok bool) {
	if n.Class != "Time" || len(n.Args) != 1 || n.Args[0] == nil || len(n.Args[0].Text) != 8 {
		return t, false, false
	}
	text := n.Args[0].Text
	p, s := binary.LittleEndian.Uint32([]byte(text)), binary.LittleEndian.Uint32([]byte(text[4:]))
	if p>>31 == 0 {
		return t, false, false
	}
	nano := int(s&(1<<20-1)) * 1000
	if v := variable(n, "nano_num"); v != nil && v.Kind == graph.Int && v.Int > 0 && v.Int < 1000 {
		nano += int(v.Int)
	}
	t = time.Date(int(p>>14&0xffff)+1900, time.Month(p>>10&15)+1, int(p>>5&31), int(p&31), int(s>>26), int(s>>20&63), nano, time.UTC)
	if p>>30&1 == 1 {
		return t, false, true
	}
	v := variable(n, "offset")
	if v == nil || v.Kind != graph.Int || v.Int <= -86400 || v.Int >= 86400 {
		return t, false, false
	}
	return t.In(time.FixedZone("", int(v.Int))), true, true
}
