package object

import (
	"strings"
	"time"

	"sessh/session/format/graph"
	"sessh/session/format/pickle/escape"
	"sessh/session/format/pickle/forms"
)

// A moment is a date, a time of day, or both.
type moment struct {
	time.Time // in UTC, whatever its zone
	kind      momentKind
	fold      bool        // the second time of an hour that comes twice
	zone      *graph.Node // nil if there is none
}

// A momentKind is one of Python's classes of dates and times.
type momentKind struct {
	size   int    // of what is pickled of it
	layout string // as it is shown
	iso    string
}

var momentKinds = map[string]momentKind{
	"datetime.datetime": {10, "2006-01-02 15:04:05.999999", graph.ISOLocal},
	"datetime.date":     {4, time.DateOnly, graph.ISODate},
	"datetime.time":     {6, "15:04:05.999999", graph.ISOClock},
}

// momentOf returns the date or time that a well-made object is; ok is false for another one, and
// if the parts are not as Python makes them.
func momentOf(n *graph.Node) (m moment, ok bool) {
	m.kind, ok = momentKinds[n.Class]
	if !ok || n.Form != forms.Reduce || !forms.IsTuple(n.Args[1]) || n.State != nil {
		return m, false
	}
	args := n.Args[1].Items
	if len(args) == 0 || len(args) > 2 || args[0] == nil || args[0].Kind != graph.Text && args[0].Kind != graph.Bytes {
		return m, false
	}
	raw := args[0].Text
	if args[0].Form == forms.Unicode { // of a pickle by Python 2, converted
		raw, _ = escape.Latin1(raw)
	}
	if len(raw) != m.kind.size {
		return m, false
	}
	if len(args) == 2 {
		if m.zone = args[1]; m.zone == nil {
			m.zone = new(graph.Node)
		}
	}
	return m, m.read(raw)
}

// read reads the bytes that Python pickles; ok is false if they are no date or time.
func (m *moment) read(raw string) (ok bool) {
	year, month, day, clock := 1, time.January, 1, ""
	if len(raw) == 6 {
		m.fold, clock = raw[0] >= 0x80, string(raw[0]&0x7f)+raw[1:]
	} else {
		m.fold = raw[2] >= 0x80
		year, month, day, clock = int(raw[0])<<8|int(raw[1]), time.Month(raw[2]&0x7f), int(raw[3]), raw[4:]
	}
	hour, minute, second, nano := 0, 0, 0, 0
	if clock != "" {
		hour, minute, second = int(clock[0]), int(clock[1]), int(clock[2])
		nano = (int(clock[3])<<16 | int(clock[4])<<8 | int(clock[5])) * 1000
	}
	m.Time = time.Date(year, month, day, hour, minute, second, nano, time.UTC)
	// What is out of bounds would carry over.
	return m.Year() == year && m.Month() == month && m.Day() == day &&
		m.Hour() == hour && m.Minute() == minute && m.Second() == second && m.Nanosecond() == nano
}

// iso returns the moment in ISO 8601, followed by its offset, or by the name of its zone in
// brackets, if it is known.
func (m moment) iso() string {
	text := m.Format(m.kind.iso)
	if m.zone == nil {
		return text
	}
	switch of := zone(m.zone); of {
	case unknownZone:
		return text
	case "+00:00", "UTC", "pytz._UTC", "django.utils.timezone.UTC", "dateutil.tz.tz.tzutc":
		return text + "Z"
	default:
		if strings.HasPrefix(of, "+") || strings.HasPrefix(of, "-") {
			return text + of
		}
		return text + "[" + of + "]"
	}
}

const unknownZone = "?"

// zone shows a time zone by its name or offset, and one of another kind by its class.
func zone(n *graph.Node) string {
	if n.Kind != graph.Object || n.Class == "" {
		return unknownZone
	}
	if !forms.WellMade(n) || len(n.Args) != 2 || len(n.Args[1].Items) == 0 {
		return n.Class
	}
	items := n.Args[1].Items
	first := items[0]
	switch {
	case n.Class == "zoneinfo.ZoneInfo._unpickle" && forms.IsKind(first, graph.Text) && first.Text != "":
		return first.Text
	case n.Class == "pytz._p" && len(items) > 1: // name, seconds
		return offset(items[1], n.Class)
	case n.Class == "datetime.timezone" && forms.IsKind(first, graph.Object) && forms.WellMade(first) && len(first.Args) == 2:
		return offset(seconds(first.Args[1].Items), n.Class)
	}
	return n.Class
}

// offset shows a number of seconds as the offset of a zone, which is less than a day; none is the text for
// another node.
func offset(n *graph.Node, none string) string {
	const day = 24 * 60 * 60
	if !forms.IsKind(n, graph.Int) || n.Big != nil || n.Int <= -day || n.Int >= day {
		return none
	}
	return time.Unix(0, 0).In(time.FixedZone("", int(n.Int))).Format("-07:00")
}
