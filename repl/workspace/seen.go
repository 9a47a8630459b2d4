package workspace

import (
	"time"

	"sessh/session"
	"sessh/session/storage"
)

// A Sighting is a session as a transaction of this shell has read it.
type Sighting struct {
	At   time.Time
	Item *storage.Item

	container, id string
}

// Limits of the sightings of transactions that have ended.
const (
	maxSightings     = 200
	maxSightingBytes = 4 << 20
)

// sightings are those of transactions that have ended, the latest last.
type sightings struct {
	all   []Sighting
	bytes int
}

// add remembers the sessions that a transaction has read.
func (s *sightings) add(w *session.Work) {
	sessions := w.Sessions()
	for _, x := range sessions[max(0, len(sessions)-maxSightings):] {
		if x.Stored() && !x.ReadAt().IsZero() {
			s.all = append(s.all, Sighting{x.ReadAt(), x.Item(), x.Container().Name(), x.ID()})
			s.bytes += len(x.Item().Value)
		}
	}
	drop := 0
	for drop < len(s.all) && (len(s.all)-drop > maxSightings || s.bytes > maxSightingBytes) {
		s.bytes -= len(s.all[drop].Item.Value)
		drop++
	}
	s.all = append([]Sighting(nil), s.all[drop:]...)
}

// Seen returns when this shell last read a session that was stored, as far as that is remembered.
func (ws *Workspace) Seen(container, id string) (last Sighting, ok bool) {
	for _, x := range ws.seen.all {
		if x.container == container && x.id == id && x.At.After(last.At) {
			last = x
		}
	}
	for _, s := range ws.Opened(container) {
		if s.ID() == id && s.Stored() && s.ReadAt().After(last.At) {
			last = Sighting{s.ReadAt(), s.Item(), container, id}
		}
	}
	return last, !last.At.IsZero()
}
