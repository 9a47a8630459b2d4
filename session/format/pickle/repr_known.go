package pickle

import (
	"fmt"
	"math"
	"strings"

	"sessh/session/format/graph"
)

// rawText is the first argument where it is a string of that many bytes: the
// fields of a date.
func rawText(args []*graph.Node, size int) (string, bool) {
	if len(args) == 0 || args[0].Kind != graph.Text && args[0].Kind != graph.Bytes {
		return "", false
	}
	s := args[0].Text
	if args[0].Form == formUnicode { // of a pickle by Python 2, converted
		s, _ = latin1(s)
	}
	return s, len(s) == size
}

func year(raw string) int { return int(raw[0])<<8 | int(raw[1]) }

// reprDateTime shows a datetime or a time. Python leaves out zeros at the end,
// down to the minutes.
func reprDateTime(class string, args []*graph.Node) (string, bool) {
	size, date := 10, 4
	if class == "datetime.time" {
		size, date = 6, 0
	}
	raw, ok := rawText(args, size)
	if !ok || len(args) > 2 {
		return "", false
	}
	var fields []int
	fold := raw[0] >= 0x80 // the second time of an hour that comes twice
	if date > 0 {
		fold = raw[2] >= 0x80
		fields = []int{year(raw), int(raw[2] & 0x7f), int(raw[3])}
	}
	clock := raw[date:]
	hour := clock[0]
	if date == 0 {
		hour &= 0x7f
	}
	fields = append(fields, int(hour), int(clock[1]))
	micro := int(clock[3])<<16 | int(clock[4])<<8 | int(clock[5])
	if clock[2] > 0 || micro > 0 {
		fields = append(fields, int(clock[2]))
	}
	if micro > 0 {
		fields = append(fields, micro)
	}
	s := strings.ReplaceAll(strings.Trim(fmt.Sprint(fields), "[]"), " ", ", ")
	if fold {
		s += ", fold=1"
	}
	if len(args) == 2 {
		s += ", tzinfo=" + reprOf(args[1])
	}
	return class + "(" + s + ")", true
}

// reprOf shows a time zone of a datetime.
func reprOf(n *graph.Node) string {
	switch n.Class {
	case "datetime.timezone", "zoneinfo.ZoneInfo._unpickle":
		if s, ok := known(n); ok {
			return s
		}
	}
	if n.Kind == graph.Object {
		return "<" + name(n) + ">"
	}
	return "..."
}

// ints are the arguments, where all are small integers.
func ints(args []*graph.Node, count int) ([]int64, bool) {
	if len(args) != count {
		return nil, false
	}
	var out []int64
	for _, a := range args {
		if a.Kind != graph.Int || a.Big != nil {
			return nil, false
		}
		out = append(out, a.Int)
	}
	return out, true
}

func reprDelta(args []*graph.Node) (string, bool) {
	fields, ok := ints(args, 3)
	if !ok {
		return "", false
	}
	var parts []string
	for i, unit := range []string{"days", "seconds", "microseconds"} {
		if fields[i] != 0 {
			parts = append(parts, fmt.Sprintf("%s=%d", unit, fields[i]))
		}
	}
	if len(parts) == 0 {
		parts = []string{"0"}
	}
	return "datetime.timedelta(" + strings.Join(parts, ", ") + ")", true
}

// reprZone shows a timezone, which is made of a timedelta and maybe a name.
func reprZone(args []*graph.Node) (string, bool) {
	if len(args) == 0 || len(args) > 2 || args[0].Kind != graph.Object ||
		args[0].Class != "datetime.timedelta" || args[0].Form != formReduce {
		return "", false
	}
	delta, ok := known(args[0])
	switch {
	case !ok:
		return "", false
	case len(args) == 2 && args[1].Kind == graph.Text:
		return "datetime.timezone(" + delta + ", " + quoteText(args[1].Text) + ")", true
	case len(args) == 2:
		return "", false
	case delta == "datetime.timedelta(0)":
		return "datetime.timezone.utc", true
	}
	return "datetime.timezone(" + delta + ")", true
}

func reprComplex(args []*graph.Node) (string, bool) {
	if len(args) != 2 || args[0].Kind != graph.Float || args[1].Kind != graph.Float {
		return "", false
	}
	short := func(f float64) string { return strings.TrimSuffix(reprFloat(f), ".0") }
	re, im := args[0].Float, args[1].Float
	if re == 0 && !math.Signbit(re) {
		return short(im) + "j", true
	}
	sign := "+"
	if math.Signbit(im) && im == im {
		sign = ""
	}
	return "(" + short(re) + sign + short(im) + "j)", true
}

// reprUUID shows a UUID, whose state is a number.
func reprUUID(n *graph.Node) (string, bool) {
	if n.State == nil {
		return "", false
	}
	for _, e := range n.State.Pairs {
		if e.Key == nil || e.Value == nil || e.Key.Text != "int" || e.Value.Kind != graph.Int {
			continue
		}
		v := e.Value.Integer()
		if v.Sign() < 0 || v.BitLen() > 128 {
			return "", false
		}
		s := fmt.Sprintf("%032x", v)
		return fmt.Sprintf("UUID('%s-%s-%s-%s-%s')", s[:8], s[8:12], s[12:16], s[16:20], s[20:]), true
	}
	return "", false
}
