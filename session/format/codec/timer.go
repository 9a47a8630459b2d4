package codec

import (
	"slices"
	"time"

	"sessh/session/format/serial"
)

// HasDeadlines reports whether values may have a deadline beside the session.
func (s *Set) HasDeadlines() bool {
	return slices.ContainsFunc(s.Codecs, func(c *Codec) bool { return c.Timer != nil })
}

// Deadline returns the deadline that a value has beside the session; zero if there is none. way is the
// one in which it is written, or "".
func (s *Set) Deadline(way string, value []byte, serializer string) time.Time {
	t := s.timerOf(way, value, serializer)
	if t == nil {
		return time.Time{}
	}
	end, err := t.Deadline(value)
	if err != nil {
		return time.Time{}
	}
	return end
}

// Retime returns a value with another deadline beside the session, if it has one; the zero time is none.
func (s *Set) Retime(way string, value []byte, serializer string, end time.Time) ([]byte, error) {
	t := s.timerOf(way, value, serializer)
	if t == nil {
		return value, nil
	}
	return t.Retime(value, end)
}

// timerOf returns the timer of the codec that has written a value; nil if it has none.
func (s *Set) timerOf(way string, value []byte, serializer string) *serial.Timer {
	if way != "" {
		if c, _, err := s.find(way); err == nil {
			return c.Timer
		}
	}
	if all, _ := s.readings(value, serializer); len(all) > 0 {
		return all[0].by.Timer
	}
	return nil
}
