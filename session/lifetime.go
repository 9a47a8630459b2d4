package session

import (
	"fmt"
	"time"

	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/undo"
)

// Timeout returns the lifetime that a commit gives to the session; [storage.TTLNever] if it does not
// expire. A session in a format that does not store it keeps the time that it has left, and its
// timeout is [storage.TTLUnknown] until it is set.
func (s *Session) Timeout() time.Duration {
	if s.lifetime != nil && !s.retimed() {
		return s.lifetime()
	}
	return s.ownTimeout()
}

// ownTimeout is Timeout without the lifetime that a container asks for.
func (s *Session) ownTimeout() time.Duration {
	if s.set != nil {
		return *s.set
	}
	return s.unsetTimeout()
}

// unsetTimeout returns the timeout that the session has until it is set.
func (s *Session) unsetTimeout() time.Duration {
	if s.base.kept != nil {
		return *s.base.kept
	}
	return s.timeoutOf(s.base)
}

// timeoutOf returns the timeout that a base gives the session.
func (s *Session) timeoutOf(b *base) time.Duration {
	if b.Item == nil && s.inherited != nil {
		return *s.inherited
	}
	return s.container.timeoutOf(b.Decoded)
}

// retimed reports whether another timeout is pending.
func (s *Session) retimed() bool { return s.ownTimeout() != s.timeoutOf(s.base) }

// SetTimeout changes the lifetime; it is pending like any other change.
func (s *Session) SetTimeout(d time.Duration) error {
	if err := s.checkTimeout(d); err != nil {
		return err
	}
	if err := s.writable(); err != nil {
		return err
	}
	if !s.Exists() {
		return s.errorf("", ErrNoSession)
	}
	return s.logBeside([]undo.Op{undo.Set(&s.set, &d), undo.Set(&s.remaining, nil)})
}

func (s *Session) checkTimeout(d time.Duration) error {
	if d < 0 || d > 0 && d < time.Second {
		return s.errorf("", fmt.Errorf("a timeout of %v is too short: the minimum is 1s, and 0 is never", d))
	}
	return nil
}

// Expire is SetTimeout, and also sets the deadline that the framework keeps in the data, if there is one.
// A deadline beside the data is set by the commit.
func (s *Session) Expire(d time.Duration) error {
	if err := s.SetTimeout(d); err != nil {
		return err
	}
	key := s.container.Format().Traits().Expires
	if v, ok := s.data().Get(key); key == "" || !ok || v == nil {
		return nil
	}
	if d == storage.TTLNever {
		return s.data().Set(key, nil)
	}
	return s.data().Set(key, s.container.root.options.Now().Add(d).UnixMilli())
}

// endOf returns when a session with that time to live expires; zero for never.
func endOf(now time.Time, lives time.Duration) time.Time {
	if lives <= 0 {
		return time.Time{}
	}
	return now.Add(lives)
}

// SetRemaining makes the next commit write the session with less to live than its timeout, as if it had
// been written a while ago, or with [storage.TTLNever]. Planted data are then written as they are.
func (s *Session) SetRemaining(d time.Duration) error {
	if err := s.writable(); err != nil {
		return err
	}
	return s.logBeside([]undo.Op{undo.Set(&s.remaining, &d)})
}

// Lifetime returns the lifetime of a session that is made anew from this one: its timeout or, if
// it keeps the time that it has left, what that was when the session was read. Where the store did
// not report that, it is the lifetime of new sessions.
func (s *Session) Lifetime() time.Duration {
	if t := s.Timeout(); t != storage.TTLUnknown {
		return t
	}
	return s.container.LifetimeOf(s.base.Decoded)
}

// LiveAs gives the session the lifetime of another one, of which it is a copy. In a new session, the
// time that the other one has left is no change by itself.
func (s *Session) LiveAs(from *Session) error {
	d := from.Lifetime()
	if !s.Exists() || s.Lifetime() == d {
		return nil
	}
	leftover := from.Timeout() == storage.TTLUnknown || from.set == nil && from.inherited != nil
	if leftover && !s.Stored() {
		return s.logBeside([]undo.Op{s.inherits(d)})
	}
	return s.SetTimeout(d)
}

// Inherit gives a session that the store does not hold the time that an earlier one of its name had left,
// unless a timeout was set. It is no change by itself.
func (s *Session) Inherit(d time.Duration) error {
	if !s.Exists() || s.Stored() || s.set != nil {
		return nil
	}
	return s.logBeside([]undo.Op{s.inherits(d)})
}

// inherits returns the op that makes d the lifetime of the session as long as the store holds none.
func (s *Session) inherits(d time.Duration) undo.Op { return undo.Set(&s.inherited, &d) }

// timeoutOf returns the timeout of a session that the store holds as d, or else that of new sessions.
// It is [storage.TTLUnknown] if the session keeps the time that it has left.
func (c *Container) timeoutOf(d family.Decoded) time.Duration {
	if d.Record == nil || d.Record.Timeout == storage.TTLUnknown && c.Format().Traits().Restarts {
		return c.timeout
	}
	return d.Record.Timeout
}

// LifetimeOf returns the lifetime of a session that is written in the place of one that the store
// held as d.
func (c *Container) LifetimeOf(d family.Decoded) time.Duration {
	t := c.timeoutOf(d)
	if t == storage.TTLUnknown {
		t = d.Item.TTL
	}
	if t == storage.TTLUnknown {
		t = c.timeout
	}
	return t
}
