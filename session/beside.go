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
	remaining *time.Duration  // see SetRemaining; nil: it lives as long as its timeout says
	flags     *uint32         // set for a raw item
	renewed   bool            // see Renew
	conflicts []diff.Conflict // of the latest refresh
}

// anew is what is left of it in a session that does not exist any more, if that comes to be again.
func (b beside) anew() beside { return beside{renewed: b.renewed, conflicts: b.conflicts} }

// dropTimeout takes back what was said of the lifetime.
func (b *beside) dropTimeout() { b.set, b.remaining = nil, nil }

// forget returns the ops to be made before a session is given data that had none when the step
// under way began: what was said of its lifetime was said of a session that was removed since.
func (s *Session) forget() []undo.Op {
	if s.Exists() || s.work == nil || s.seq > s.work.log.Began() || s.set == nil && s.inherited == nil && s.remaining == nil && s.flags == nil {
		return nil
	}
	return []undo.Op{undo.Set(&s.beside, s.beside.anew())}
}
