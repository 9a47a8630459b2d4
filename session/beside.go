package session

import (
	"time"

	"sessh/session/diff"
	"sessh/session/undo"
)

// beside is what is pending in a session beside its data. What moves a session to another transaction,
// or takes it back, moves or takes back all of it: see [Session.draft], draw and drop.
type beside struct {
	set       *time.Duration  // the timeout that was set; nil: none
	inherited *time.Duration  // the timeout of a session that the store does not hold; nil: that of new ones
	written   string          // the way, as [format.Record.Way], of a session that is gone from the store
	remaining *time.Duration  // see SetRemaining; nil: it lives as long as its timeout says
	flags     *uint32         // set for a raw item
	renewed   bool            // see Renew
	conflicts []diff.Conflict // of the latest refresh
}

// anew returns what is left of it when the session is deleted.
func (b beside) anew() beside { return beside{renewed: b.renewed, conflicts: b.conflicts} }

// dropTimeout drops the lifetime that was set.
func (b *beside) dropTimeout() { b.set, b.remaining = nil, nil }

// forget returns the ops that drop the lifetime and flags of an earlier session of that name, one that
// was deleted before the open step began. They come before the new one gets data.
func (s *Session) forget() []undo.Op {
	if s.Exists() || s.work == nil || s.seq > s.work.log.Began() || s.set == nil && s.inherited == nil && s.remaining == nil && s.flags == nil {
		return nil
	}
	return []undo.Op{undo.Set(&s.beside, s.beside.anew())}
}
