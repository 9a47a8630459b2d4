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
	daily bool // of at, only the time of day counts
}

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
	for _, layout := range []string{"15:04", "15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return Moment{at, true}, nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", time.RFC3339, time.DateOnly} {
		if at, err := time.ParseInLocation(layout, strings.Replace(text, " ", "T", 1), now.Location()); err == nil {
			return Moment{at: at}, nil
		}
	}
	return Moment{}, hint.With(fmt.Errorf("%q is not a time", text), MomentForms)
}

// In returns the point in time that a moment is in a recording. A time of day is on the only
// day on which the recording was going on then, or else on its last day. A moment before the
// recording is an error, since nothing is known of it; one after it is not.
func (m Moment) In(s Span) (time.Time, error) {
	at := m.at
	if m.daily {
		first, last := m.on(s.Begin, 0), m.on(s.End, 0)
		if first.Before(s.Begin) {
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
	if at.Before(s.Begin) {
		return at, fmt.Errorf("the recording begins at %s: what was there at %s is not known", Zoned(s.Begin.In(at.Location())), Zoned(at))
	}
	return at, nil
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
