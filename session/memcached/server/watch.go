package server

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// Watch calls f with what the server reports, the first of which is [storage.Began], until f returns
// false or ctx ends.
func (s *Server) Watch(ctx context.Context, what storage.Log, f func(storage.Report) bool) error {
	logs := "mutations evictions"
	if what&storage.LogReads != 0 {
		logs += " fetchers"
	}
	err := s.watch(ctx, logs+" deletions", true, f)
	var refused *textproto.ServerError
	if errors.As(err, &refused) && refused.Unsupported() { // before 1.6.20, it knows no such log
		err = s.watch(ctx, logs, false, f)
	}
	if errors.As(err, &refused) {
		err = fmt.Errorf("watching is %w: %q", storage.ErrUnsupported, refused.Line)
	}
	return s.error("watch", "", err)
}

func (s *Server) watch(ctx context.Context, logs string, removals bool, f func(storage.Report) bool) error {
	return s.anyway(ctx, func(c *textproto.Conn) error {
		if processAt(c).can.bare {
			return fmt.Errorf("watching is %w", errBare)
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		begun := func() {
			if !f(storage.Report{Kind: storage.Began, Server: s.address.Name, Removals: removals}) {
				cancel()
			}
		}
		return c.Watch(ctx, logs, begun, func(l textproto.Logged) bool {
			r, ok := reportOf(l)
			r.Server = s.address.Name
			return !ok || f(r)
		})
	})
}

// reportOf returns what a line of the log means; ok is false if it is about no item, or if nothing came
// of it.
func reportOf(l textproto.Logged) (r storage.Report, ok bool) {
	if l.Skipped > 0 {
		return storage.Report{Kind: storage.Skipped, Lines: l.Skipped}, true
	}
	r = storage.Report{Key: strings.Clone(l.Key), Time: l.Time, Order: l.Order, Conn: l.Conn, Command: strings.Clone(l.Command), Class: l.Class, Size: -1, TTL: storage.TTLUnknown, Idle: -1}
	if l.HasSize {
		r.Size = l.Size
	}
	switch l.Type {
	case "item_store":
		r.Kind, ok = storage.Stored, l.Status == "stored"
		if l.HasTTL {
			r.TTL = time.Duration(l.TTL) * time.Second
		}
	case "item_get":
		r.Kind, ok = storage.Fetched, true
	case "eviction":
		r.Kind, r.Fetched, r.Idle, ok = storage.Evicted, l.Fetched, time.Duration(l.Idle)*time.Second, true
		if r.TTL = time.Duration(l.TTL) * time.Second; l.TTL == -1 {
			r.TTL = storage.TTLNever
		}
	case "deleted":
		r.Kind, ok = storage.Removed, true
	}
	return r, ok && l.Key != ""
}
