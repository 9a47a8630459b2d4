package session

import (
	"context"
	"fmt"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/tree"
)

// Encoded returns the session's value, with its flags, as a commit would write it
// now.
func (s *Session) Encoded() (value []byte, flags uint32, err error) {
	r := &format.Record{Container: s.container.Name(), ID: s.id, LastAccess: s.container.root.options.Now(), Timeout: s.ownTimeout(), Data: s.data(), Flags: s.flags}
	value, flags, _, err = s.encode(r)
	if err != nil {
		err = s.errorf("", err)
	}
	return value, flags, err
}

// encode returns the session's value and flags, see [family.Family.Encode]. What was read of an item
// and never changed needs not be compared with it.
func (s *Session) encode(r *format.Record) (value []byte, flags uint32, exact bool, err error) {
	if p := s.planted; p.item != nil && p.root == r.Data && p.item != s.base.Item && !s.shared {
		if from := family.SourceOf(r.Data); from.Item == p.item && (s.container.Rewrites(r, from.Item) || s.remaining != nil) {
			return p.item.Value, p.item.Flags, true, nil
		}
	}
	return s.container.Encode(r, s.base.Item, s.shared)
}

// knownWay is way for a session that is or was stored, or has data of an item; "" for others.
func (s *Session) knownWay() string {
	if from := s.source(); from.Way != "" {
		return from.Way
	}
	if s.base.Record != nil {
		return s.base.Record.Way
	}
	return s.written
}

// way returns the way in which to write the session. note says why it was chosen if it could
// be otherwise. What was read of an item, be it another session's, is written as that item is.
func (s *Session) way(ctx context.Context) (way, note string) {
	if way := s.knownWay(); way != "" {
		return way, ""
	}
	way, why := s.container.NewWay(ctx)
	if why != "" {
		note = fmt.Sprintf("written as %s: %s; format %s %s:WAY decides", way, why, tree.Quoted(s.container.Name()), s.container.Format().Name())
	}
	return way, note
}
