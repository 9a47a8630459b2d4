package server

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// A Listing is what [Server.List] is asked for.
type Listing struct {
	// Names asks for names only, if the server supports that.
	Names bool
	// Turns bounds how many servers list at a time: a listing puts one in meanwhile. All servers
	// are asked before that whether they answer. nil is no bound.
	Turns chan struct{}
}

// maxAhead is how many bytes of the listings of a store may wait in its memory.
const maxAhead = 48 << 20

// List streams the items of this server until yield returns false. Each is valid until yield returns.
func (s *Server) List(ctx context.Context, what Listing, yield func(*storage.Listed) bool) error {
	more, found := true, 0
	l := &storage.Listed{Server: s.address.Name}
	emit := func(d *textproto.Dumped) bool {
		found++
		l.Key, l.Expires, l.LastAccess, l.Size, l.Version = d.Key, d.Expires, d.LastAccess, d.Size, d.Version
		more = yield(l)
		return more
	}
	err := s.dump(ctx, what, emit)
	if errors.Is(err, errBare) { // it may be another server by now, or was mistaken for one
		s.drop()
		err = s.dump(ctx, what, emit)
	}
	switch {
	case !more:
		return nil
	case err != nil:
		return s.error("list", "", s.cannotList(err))
	case found == 0:
		s.noteEmpty(ctx)
	}
	return nil
}

// noteEmpty notes that a server lists nothing although it counts items.
func (s *Server) noteEmpty(ctx context.Context) {
	stats, err := s.Stats(ctx, "")
	if n, _ := strconv.Atoi(stats["curr_items"]); err == nil && n > 0 {
		fate := "they have expired"
		if flushes, _ := strconv.Atoi(stats["cmd_flush"]); flushes > 0 {
			fate = "they were flushed, they have expired"
		}
		s.notes.Add(s.address.Name + " lists nothing, but counts items (" + stats["curr_items"] + "): " + fate + ", or its listing leaves them out")
	}
}

// cannotList returns the error of a server that does not list, in words that say what it means.
func (s *Server) cannotList(err error) error {
	var refused *textproto.ServerError
	switch {
	case errors.Is(err, errBare), errors.Is(err, errHangsUp):
		return fmt.Errorf("listing is %w", err)
	case !errors.As(err, &refused):
		return err
	case refused.Unsupported():
		return fmt.Errorf("listing is %w: it has no metadump (older than 1.4.31, or a proxy)", storage.ErrUnsupported)
	case strings.Contains(refused.Line, "not allowed"):
		return fmt.Errorf("listing is %w: it was started without dumps (-X)", storage.ErrUnsupported)
	case strings.Contains(refused.Line, "disabled"):
		return fmt.Errorf("listing is %w: its LRU crawler is off", storage.ErrUnsupported)
	case isBusy(err):
		return fmt.Errorf("its crawler is busy with another client's listing")
	}
	return err
}

func isBusy(err error) bool {
	var refused *textproto.ServerError
	return errors.As(err, &refused) && strings.HasPrefix(refused.Line, "BUSY")
}

// dump streams the items of the server. It walks the hash table, which has each item once. Servers
// before 1.6.9 can only walk the LRU, where items move meanwhile: some are met twice and listed
// once, and some are not met at all.
func (s *Server) dump(ctx context.Context, what Listing, f func(*textproto.Dumped) bool) error {
	var refused *textproto.ServerError
	p, err := s.about(ctx)
	if err != nil {
		return err
	}
	d := &dumping{s, what.Turns}
	if what.Names && !p.noNames.Load() {
		err := d.patiently(ctx, textproto.Dump{Walk: "hash", Names: true}, f)
		if errors.Is(err, textproto.ErrUntold) { // the other dump encodes all names
			return d.patiently(ctx, textproto.Dump{Walk: "hash"}, func(d *textproto.Dumped) bool { return !isBinary(d.Key) || f(d) })
		}
		if !errors.As(err, &refused) || isBusy(err) {
			return err
		}
		p.noNames.Store(true)
	}
	err = d.patiently(ctx, textproto.Dump{Walk: "hash"}, f)
	if !errors.As(err, &refused) || !strings.HasPrefix(refused.Line, "BADCLASS") && !strings.HasPrefix(refused.Line, "CLIENT_ERROR bad") {
		return err
	}
	s.notes.Add(s.address.Name + " may list less than it holds: before memcached 1.6.9 a listing leaves out what is in use, and at times the newest item")
	seed := maphash.MakeSeed()
	seen := make(map[uint64]bool)
	return d.patiently(ctx, textproto.Dump{Walk: "all"}, func(d *textproto.Dumped) bool {
		h := maphash.String(seed, d.Key)
		if seen[h] {
			return true
		}
		seen[h] = true
		return f(d)
	})
}

// dumping is the dumps of one listing.
type dumping struct {
	s     *Server
	turns chan struct{}
}

// patiently retries for a while if the crawler is busy.
func (d *dumping) patiently(ctx context.Context, what textproto.Dump, f func(*textproto.Dumped) bool) error {
	for pause := 20 * time.Millisecond; ; pause *= 2 {
		err := d.once(ctx, what, f)
		if !isBusy(err) || pause > d.s.options.Timeout {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

func (d *dumping) once(ctx context.Context, what textproto.Dump, f func(*textproto.Dumped) bool) error {
	begun := false
	try := func() error { return d.try(ctx, what, &begun, f) }
	err := try()
	if errors.Is(err, textproto.ErrNonsense) && !begun && !unsentError(err) {
		d.s.drop()
		err = try()
	}
	if lost(err) && !begun && !unsentError(err) {
		d.s.drop()
		if err = try(); lost(err) && !begun && !unsentError(err) {
			return errHangsUp // on a connection that was just established and greeted
		}
	}
	if begun && lost(err) {
		return fmt.Errorf("%w: the listing broke off", storage.ErrUnreachable)
	}
	return err
}

// try dumps once, and sets begun when there is an item. A server that does not answer is found out before
// it takes a turn.
func (d *dumping) try(ctx context.Context, what textproto.Dump, begun *bool, f func(*textproto.Dumped) bool) error {
	return d.s.once(ctx, func(c *textproto.Conn) error {
		p := processAt(c)
		if p.can.bare {
			return errBare
		}
		if err := d.s.settled(ctx, c); err != nil {
			return err
		}
		if d.turns != nil {
			select {
			case d.turns <- struct{}{}:
				defer func() { <-d.turns }()
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		what.Ahead = maxAhead / max(cap(d.turns), 1)
		skewed := p.skewed()
		return c.Dump(ctx, what, func(x *textproto.Dumped) bool {
			*begun = true
			if x.Version = p.epoch.version(x.Version); skewed {
				x.Expires, x.LastAccess = p.ours(x.Expires), p.ours(x.LastAccess)
			}
			return f(x)
		})
	})
}
