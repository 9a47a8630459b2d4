package dumpfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/session/figure"
	"sessh/session/watch"
)

// Events in a recording, besides those of package watch.
const (
	There = "there" // the session was there when the recording began
	Began = "began" // a mark, without a session
	Ended = "ended" // likewise
)

// ErrNoRecording is wrapped by the error about a file without times.
var ErrNoRecording = errors.New("not a recording of watch")

// IsMark reports whether the line is about the recording, not a session.
func (d *Session) IsMark() bool { return d.Event != "" && d.Container == "" && d.Session == "" }

// IsGone reports whether the line says that the session was there no longer.
func (d *Session) IsGone() bool {
	return d.Event != "" && !d.IsMark() && d.Item == nil && len(d.Data) == 0
}

// A Span is the time of a recording. From Begin on, what was there is known; before, only
// what was written meanwhile.
type Span struct {
	Begin, End time.Time
	Began      bool            // it has a mark at its begin
	Ended      bool            // likewise at its end; without one, it is still written or was broken off
	Partly     bool            // some sessions that were there at its begin are not in it
	Torn       bool            // its last line is not complete
	Wrong      []*hint.Located // what other lines cannot be read, the first mostWrong
	WrongLines int             // how many there are

	torn *hint.Located
}

// mostWrong is how many of the lines that cannot be read are kept.
const mostWrong = 3

// Notes names the lines of the recording that were left out.
func (s Span) Notes(name string) (notes []string) {
	for _, w := range s.Wrong {
		notes = append(notes, fmt.Sprintf("%s cannot be read, and is left out: %v", w.Where, w.Err))
	}
	if n := s.WrongLines - len(s.Wrong); n > 0 {
		notes = append(notes, fmt.Sprintf("%s of %s left out as well", figure.Count(n, "more line"), name))
	}
	if s.Torn {
		notes = append(notes, fmt.Sprintf("the last line of %s is not complete, and is left out", name))
	}
	return notes
}

// first returns the first line that cannot be read as an error, or other if there is none.
func (s Span) first(other error) error {
	switch {
	case len(s.Wrong) > 0:
		return s.Wrong[0]
	case s.Torn:
		return s.torn
	}
	return other
}

// Add adds a line of the recording to its span. A line that cannot be read is left out; one without a time is
// an error, since the file is no recording then.
func (s *Span) Add(d *Session) error {
	switch {
	case d.Torn:
		s.Torn, s.torn = true, &hint.Located{Where: d.Where, Err: d.Wrong}
		return nil
	case d.Wrong != nil:
		if s.WrongLines++; len(s.Wrong) < mostWrong {
			s.Wrong = append(s.Wrong, &hint.Located{Where: d.Where, Err: d.Wrong})
		}
		return nil
	case d.Time.IsZero():
		return &hint.Located{Where: d.Where, Err: fmt.Errorf("%w: the line has no time", ErrNoRecording)}
	}
	if d.Event == Began && d.IsMark() && !s.Began {
		s.Begin, s.Began, s.Partly = d.Time, true, d.Partly
	}
	if s.Begin.IsZero() || !s.Began && d.Time.Before(s.Begin) {
		s.Begin = d.Time
	}
	if d.Time.After(s.End) {
		s.End = d.Time
	}
	s.Ended = d.Event == Ended && d.IsMark()
	return nil
}

// Check returns an error if no line of the recording can be read.
func (s Span) Check(name string) error {
	if s.End.IsZero() {
		return s.first(fmt.Errorf("%s is empty", name))
	}
	return nil
}

// IsRecording reports whether the first line that can be read is one of a recording.
func IsRecording(lines []*Session) bool {
	for _, d := range lines {
		if d.Wrong == nil {
			return !d.Time.IsZero()
		}
	}
	return false
}

// ReadSpan reads a recording to its end.
func ReadSpan(ctx context.Context, r *Reader) (s Span, err error) {
	for d, err := range r.All(ctx) {
		if err == nil {
			err = s.Add(d)
		}
		if err != nil {
			return s, err
		}
	}
	return s, s.Check(r.name)
}

// A History is the versions of one session in a recording, the oldest first.
type History struct {
	Span
	Path     place.Path // of the session
	Versions []*Session
}

// Add adds a line of the recording.
func (h *History) Add(d *Session) error {
	if err := h.Span.Add(d); err != nil {
		return err
	}
	if d.Wrong == nil && !d.IsMark() && d.Container == h.Path[0] && d.Session == h.Path[1] {
		h.Versions = append(h.Versions, d)
	}
	return nil
}

// At returns the session as it was at a point in time, or says why it is not known or was
// not there.
func (h *History) At(at time.Time) (*Session, error) {
	if len(h.Versions) == 0 {
		return nil, fmt.Errorf("%s is not in the recording", h.Path)
	}
	var was *Session
	for _, d := range h.Versions {
		if !d.Time.After(at) {
			was = d
		}
	}
	zoned := func(t time.Time) string { return Zoned(t.In(at.Location())) }
	first := h.Versions[0]
	switch {
	case was != nil && was.IsGone():
		return nil, fmt.Errorf("%s was not there at %s; at %s: %s", h.Path, zoned(at), zoned(was.Time), cmp.Or(was.How, was.Event))
	case was != nil:
		return was, nil
	case first.Event == watch.Appeared.String():
		return nil, fmt.Errorf("%s was not there at %s: it appeared at %s", h.Path, zoned(at), zoned(first.Time))
	}
	return nil, fmt.Errorf("what %s was at %s is not known: the recording has it from %s on", h.Path, zoned(at), zoned(first.Time))
}

// A Snapshot is all sessions of a recording at one moment.
type Snapshot struct {
	Span
	At       time.Time  // zero: the end of the recording
	Sessions []*Session // in the order in which they are first in the recording
	Gone     int        // how many had been there, and no longer were

	index map[[2]string]int // in Sessions, by container and session
}

// Add adds a line of the recording.
func (s *Snapshot) Add(d *Session) error {
	if err := s.Span.Add(d); err != nil {
		return err
	}
	if d.Wrong != nil || d.IsMark() || !s.At.IsZero() && d.Time.After(s.At) {
		return nil
	}
	at := [2]string{d.Container, d.Session}
	i, ok := s.index[at]
	if ok {
		s.Sessions[i] = d
		return nil
	}
	if s.index == nil {
		s.index = make(map[[2]string]int)
	}
	s.index[at] = len(s.Sessions)
	s.Sessions = append(s.Sessions, d)
	return nil
}

// Settle ends the snapshot, after the last line.
func (s *Snapshot) Settle() {
	if s.At.IsZero() {
		s.At = s.End
	}
	var there []*Session
	for _, d := range s.Sessions {
		if d.IsGone() {
			s.Gone++
			continue
		}
		there = append(there, d)
	}
	s.Sessions, s.index = there, nil
}
