package stored

import (
	"context"

	"sessh/session"
	"sessh/session/storage"
)

// mostAsked is the number of sessions that Overtaken asks about, at most.
const mostAsked = 1000

// Overtaken reports whether another program has changed a session that has pending changes in the
// transaction. known is false if that is not certain: the store does not answer for all of them, or there
// are too many to ask for. Only versions are read.
func Overtaken(ctx context.Context, w *session.Work) (overtaken, known bool) {
	var keys []string
	var asked []*session.Session
	known = true
	for _, s := range w.Sessions() {
		key, err := s.Container().Key(s.ID())
		if err != nil || s.InDoubt() || s.Pending() == 0 {
			continue
		}
		if len(keys) == mostAsked {
			known = false
			break
		}
		keys, asked = append(keys, key), append(asked, s)
	}
	if len(keys) == 0 {
		return false, true
	}
	for i, l := range asked[0].Container().Root().Store().Load(ctx, keys, 0) {
		if l.Err != nil {
			known = false
		} else if storage.VersionOf(l.Item) != storage.VersionOf(asked[i].Item()) {
			return true, true
		}
	}
	return false, known
}
