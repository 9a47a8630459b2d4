package dumpfile

import (
	"fmt"
	"strings"
	"time"

	"sessh/repl/hint"
)

// A Moment is a time as it is typed: a point in time, or a time of day whose day only the
// recording shows.
type Moment struct {
	at    time.Time
	daily bool          // of at, only the time of day counts
	unit  time.Duration // how long all times are that are typed like that: a minute for 12:03; 0: exactly at
}

// clockForms are how a time of day is typed, and the units of these.
var clockForms = []struct {
	layout string
	unit   time.Duration
}{{"15:04", time.Minute}, {"15:04:05", time.Second}}

// MomentForms says in hints how a moment is typed.
const MomentForms = "a time is 12:03, 12:03:05.120, 2026-11-27T12:03:05 or the like, or -30s for so long ago"

// ParseMoment parses a moment. Times without a zone are in the zone of now.
func ParseMoment(text string, now time.Time) (Moment, error) {
	if ago, ok := strings.CutPrefix(text, "-"); ok {
		d, err := time.ParseDuration(ago)
		if err != nil || d < 0 {
			return Moment{}, hint.With(fmt.Errorf("%q is not a time ago", text), MomentForms)
		}
		return Moment{at: now.Add(-d)}, nil
	}
	dated := strings.Replace(text, " ", "T", 1)
	for _, form := range clockForms {
		if at, err := time.ParseInLocation(form.layout, text, now.Location()); err == nil {
			return Moment{at, true, form.unit / fraction(text)}, nil
		}
		for _, zone := range []string{"", "Z07:00"} {
			if at, err := time.ParseInLocation(time.DateOnly+"T"+form.layout+zone, dated, now.Location()); err == nil {
				return Moment{at: at, unit: form.unit / fraction(text)}, nil
			}
		}
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, now.Location()); err == nil {
		return Moment{at: at}, nil
	}
	return Moment{}, hint.With(fmt.Errorf("%q is not a time", text), MomentForms)
}

// fraction returns by what the fraction of seconds in a text divides a second.
func fraction(text string) time.Duration {
	i := strings.IndexAny(text, ".,")
	if i < 0 {
		return 1
	}
	parts := time.Duration(1)
	for _, c := range text[i+1:] {
		if c < '0' || c > '9' || parts >= time.Second {
			break
		}
		parts *= 10
	}
	return parts
}

// In returns the point in time that a moment is in a recording. A time of day is on the only
// day on which the recording was going on then, or else on its last day. The minute, or the
// second, in which the recording begins is the end of that, if no more is typed. A moment
// before the recording is an error, since nothing is known of it; one after it is not.
func (m Moment) In(s Span) (time.Time, error) {
	at := m.at
	if m.daily {
		first, last := m.on(s.Begin, 0), m.on(s.End, 0)
		if m.before(first, s.Begin) {
			first = m.on(s.Begin, 1)
		}
		at = last
		if last.After(s.End) {
			last = m.on(s.End, -1)
		}
		switch {
		case first.Before(last):
			return at, hint.With(fmt.Errorf("the recording has %s on more than one day", m.at.Format("15:04:05.999")), "add the date: %s, or any day up to %s", first.Format("2006-01-02T15:04:05.999"), last.Format("2006-01-02"))
		case first.Equal(last):
			at = first
		}
	}
	switch {
	case m.before(at, s.Begin):
		return at, fmt.Errorf("the recording begins at %s: what was there at %s is not known", Zoned(s.Begin.In(at.Location())), Zoned(at))
	case at.Before(s.Begin):
		return at.Add(m.unit - time.Nanosecond), nil
	}
	return at, nil
}

// before reports whether all of the unit that begins at a time is before another time.
func (m Moment) before(at, other time.Time) bool {
	return at.Before(other) && !at.Add(m.unit).After(other)
}

// on returns the time of day on a day so many days after that of t, in the zone of the moment.
func (m Moment) on(t time.Time, days int) time.Time {
	y, month, d := t.In(m.at.Location()).Date()
	hour, minute, second := m.at.Clock()
	return time.Date(y, month, d+days, hour, minute, second, m.at.Nanosecond(), m.at.Location())
}

// Late returns a note about a moment after the end of the recording; "" for any other.
func (s Span) Late(at time.Time) string {
	switch end := Zoned(s.End.In(at.Location())); {
	case !at.Truncate(time.Millisecond).After(s.End): // no recording is more precise
		return ""
	case s.Ended:
		return fmt.Sprintf("the recording ended at %s: it does not show what was there at %s", end, Zoned(at))
	default:
		return fmt.Sprintf("the recording has no end, and its last line is of %s: it does not show what was there at %s", end, Zoned(at))
	}
}

// ShowTime returns a time as it can be typed: without its day if that is the day of now.
func ShowTime(t, now time.Time) string {
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04:05.000")
	}
	return t.Format("2006-01-02T15:04:05.000")
}

// Zoned returns a time with its day and zone.
func Zoned(t time.Time) string { return t.Format("2006-01-02 15:04:05.000 MST") }
