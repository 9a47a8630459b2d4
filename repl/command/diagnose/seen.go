package diagnose

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/repl/command"
	"sessh/session/why"
)

// given reads the sighting that --seen gives: a time, or how long ago it is; "" gives none. A time of day is
// the last one that is over, and if that was yesterday, the sighting says so.
func given(text string, now time.Time) (why.Sighting, error) {
	at := func(t time.Time) (why.Sighting, error) { return why.Sighting{Time: t, How: "as --seen says"}, nil }
	if text == "" {
		return why.Sighting{}, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return at(now.Add(-d))
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			t = time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
			if !t.After(now) {
				return at(t)
			}
			s, err := at(t.AddDate(0, 0, -1))
			s.How += ", at " + text + " yesterday: it is " + now.Format("15:04 MST") + " now"
			return s, err
		}
	}
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil && !t.After(now) {
			return at(t)
		}
	}
	return why.Sighting{}, errors.New("--seen takes a time such as 12:03 that is over, or how long ago it is, such as 30m")
}

// sightings returns what is known of earlier times: what the user says, what this shell has read and
// committed, and what a watch of it saw. The last one counts.
func sightings(env command.Env, given why.Sighting) func(container, id string) why.Sighting {
	return func(container, id string) why.Sighting {
		last := given
		later := func(s why.Sighting) {
			if s.Time.After(last.Time) {
				last = s
			}
		}
		if first, ok := env.Watched.Of(container, id); ok {
			later(why.Sighting{Time: first.Time, How: "watch saw it", Item: first.Item})
		}
		if s, ok := committed(env, container, id); ok {
			later(s)
		}
		if s, ok := env.Work.Seen(container, id); ok {
			later(why.Sighting{Time: s.At, How: "this shell read it", Item: s.Item})
		}
		return last
	}
}

// committed returns what the last commit of this shell that wrote the session says of it.
func committed(env command.Env, container, id string) (s why.Sighting, ok bool) {
	for _, r := range slices.Backward(env.Work.Commits()) {
		for _, w := range r.Written {
			if w.Container.Name() != container || w.ID != id {
				continue
			}
			s := why.Sighting{Time: r.At, How: fmt.Sprintf("commit %d of this shell wrote it", r.Number), Item: w.After}
			if w.After == nil {
				s.Removed = fmt.Sprintf("commit %d of this shell removed it at %s", r.Number, r.At.Format(time.TimeOnly))
			}
			return s, true
		}
	}
	return s, false
}
