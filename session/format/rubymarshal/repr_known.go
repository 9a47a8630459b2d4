package rubymarshal

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"sessh/session/format/graph"
)

// wellKnown shows the objects of Ruby's own library that are shown otherwise
// than others, where they are built as Ruby builds them.
func (p *printer) wellKnown(n *graph.Node) bool {
	switch n.Form {
	case "o":
		return p.collection(n)
	case "U":
		return p.quotient(n) || p.date(n)
	case "u":
		return p.dumped(n)
	}
	return false
}

// variable is the value of an instance variable; nil where there is none.
func variable(n *graph.Node, name string) *graph.Node {
	for _, e := range n.Pairs {
		if e.Key != nil && e.Value != nil && e.Key.Text == name {
			return e.Value
		}
	}
	return nil
}

func (p *printer) collection(n *graph.Node) bool {
	if n.Class == "Set" && len(n.Pairs) == 1 {
		return p.set(variable(n, "@hash"))
	}
	if message := variable(n, "mesg"); message != nil && variable(n, "bt") != nil {
		p.exception(n.Class, message)
		return true
	}
	exclusive, from, to := variable(n, "excl"), variable(n, "begin"), variable(n, "end")
	if n.Class != "Range" || exclusive == nil || from == nil || to == nil {
		return false
	}
	neither := from.Kind == graph.Null && to.Kind == graph.Null
	if from.Kind != graph.Null || neither {
		p.node(from)
	}
	p.Put(map[bool]string{true: "...", false: ".."}[exclusive.Bool])
	if to.Kind != graph.Null || neither {
		p.node(to)
	}
	return true
}

func (p *printer) set(hash *graph.Node) bool {
	if hash == nil || hash.Kind != graph.Map {
		return false
	}
	items := make([]*graph.Node, 0, len(hash.Pairs))
	for _, e := range hash.Pairs {
		items = append(items, e.Key)
	}
	p.sequence("#<Set: {", items, "}>")
	return true
}

// exception shows a message as it is, but on one line.
func (p *printer) exception(class string, message *graph.Node) {
	text := ""
	switch {
	case isString(message):
		inner := new(printer)
		inner.quoted(message)
		quoted := strings.TrimSuffix(strings.TrimPrefix(inner.String(), `"`), `"`)
		text = strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\#`, `#`).Replace(quoted)
	case message.Kind == graph.Null:
		text = class
	default:
		p.Put("#<" + name(class) + ": ")
		p.node(message)
		p.Put(">")
		return
	}
	switch text {
	case "":
		p.Put(name(class))
	default:
		p.Put("#<" + name(class) + ": " + text + ">")
	}
}

// quotient shows a Rational or Complex.
func (p *printer) quotient(n *graph.Node) bool {
	if n.Class != "Rational" && n.Class != "Complex" || len(n.Args) != 1 {
		return false
	}
	parts := numbers(n.Args[0])
	if len(parts) != 2 {
		return false
	}
	sign, end := "/", ")"
	if n.Class == "Complex" {
		sign, end = "+", "i)"
		if Repr(parts[1])[0] == '-' {
			sign = ""
		}
	}
	p.Put("(")
	p.node(parts[0])
	p.Put(sign)
	p.node(parts[1])
	p.Put(end)
	return true
}

// numbers are the items of a list of nothing else.
func numbers(n *graph.Node) []*graph.Node {
	if n == nil || n.Kind != graph.List {
		return nil
	}
	for _, v := range n.Items {
		if v == nil || v.Kind != graph.Int && v.Kind != graph.Float {
			return nil
		}
	}
	return n.Items
}

// date shows a Date or DateTime of the Gregorian calendar.
func (p *printer) date(n *graph.Node) bool {
	if n.Class != "Date" && n.Class != "DateTime" || len(n.Args) != 1 {
		return false
	}
	parts := numbers(n.Args[0])
	if len(parts) != 6 {
		return false
	}
	for _, v := range parts[:5] {
		if v.Kind != graph.Int || v.Big != nil {
			return false
		}
	}
	day, second, fraction, offset := parts[1].Int, parts[2].Int, parts[3].Int, parts[4].Int
	const gregorian, epoch, most = 2299161, 2440588, 5373484 // the last is 9999-12-31
	if parts[0].Int != 0 || day < gregorian || day > most || second < 0 || second >= 86400 || offset <= -86400 || offset >= 86400 {
		return false
	}
	t := time.Unix((day-epoch)*86400+second, 0).In(time.FixedZone("", int(offset)))
	layout := "2006-01-02"
	if n.Class == "DateTime" {
		layout = "2006-01-02T15:04:05-07:00"
	}
	start := strings.TrimSuffix(Repr(parts[5]), ".0")
	p.Put(fmt.Sprintf("#<%s: %s ((%dj,%ds,%dn),%+ds,%sj)>", n.Class, t.Format(layout), day, second, fraction, offset, start))
	return true
}

// dumped shows a Time or a BigDecimal.
func (p *printer) dumped(n *graph.Node) bool {
	if len(n.Args) != 1 || n.Args[0] == nil {
		return false
	}
	if n.Class == "BigDecimal" {
		return p.bigDecimal(n.Args[0].Text)
	}
	t, local, ok := timeOf(n)
	if n.Class != "Time" || !ok {
		return false
	}
	layout := "2006-01-02 15:04:05.999999999 UTC"
	if local {
		layout = "2006-01-02 15:04:05.999999999 -0700"
	}
	p.Put(t.Format(layout))
	return true
}

// bigDecimal shows what stands after the precision.
func (p *printer) bigDecimal(text string) bool {
	_, number, _ := strings.Cut(text, ":")
	other := strings.Trim(number, "-.0123456789e")
	if number == "" || other != "" && number != "NaN" && other != "Infinity" {
		return false
	}
	p.Put(number)
	return true
}

// timeOf reads the eight bytes that Time#_dump makes, and the variables beside
// them. Years before 1900 have more bytes, and are not read.
func timeOf(n *graph.Node) (t time.Time, local, ok bool) {
	text := n.Args[0].Text
	if len(text) != 8 {
		return t, false, false
	}
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
