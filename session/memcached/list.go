package memcached

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// list streams the items of this server, and tells whether to go on with the
// next one.
func (s *server) list(ctx context.Context, yield func(session.Listed, error) bool) bool {
	more := true
	err := s.dump(ctx, func(d textproto.Dumped) bool {
		more = yield(session.Listed{Key: d.Key, Expires: d.Expires, LastAccess: d.LastAccess, Size: d.Size, Server: s.address.Name}, nil)
		return more
	})
	if err != nil && more {
		more = yield(session.Listed{}, s.error("list", "", s.cannotList(err)))
	}
	return more
}

// cannotList says what it means that a server does not list.
func (s *server) cannotList(err error) error {
	var refused *textproto.ServerError
	if !errors.As(err, &refused) {
		return err
	}
	switch {
	case refused.Unsupported():
		return fmt.Errorf("listing is %w: it has no metadump (older than 1.4.31, or a proxy)", session.ErrUnsupported)
	case strings.Contains(refused.Line, "not allowed"):
		return fmt.Errorf("listing is %w: it was started without dumps (-X)", session.ErrUnsupported)
	case strings.Contains(refused.Line, "disabled"):
		return fmt.Errorf("listing is %w: its LRU crawler is off", session.ErrUnsupported)
	case isBusy(err):
		return fmt.Errorf("its crawler is busy with somebody else's listing")
	}
	return err
}

func isBusy(err error) bool {
	var refused *textproto.ServerError
	return errors.As(err, &refused) && strings.HasPrefix(refused.Line, "BUSY")
}

var errStopped = errors.New("stopped")

// dump streams a metadump. A crawler that is busy is asked again, for a while.
func (s *server) dump(ctx context.Context, f func(textproto.Dumped) bool) error {
	pause := 20 * time.Millisecond
	for {
		err := s.with(ctx, func(c *textproto.Conn) error { return s.dumpOnce(ctx, c, f) })
		if errors.Is(err, errStopped) {
			return nil
		}
		if !isBusy(err) || pause > s.options.Timeout {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
		pause *= 2
	}
}

func (s *server) dumpOnce(ctx context.Context, c *textproto.Conn, f func(textproto.Dumped) bool) error {
	begun := false
	err := c.Pipeline(ctx, literal("lru_crawler metadump all\r\n"), func() error {
		for {
			line, err := c.Line(ctx)
			if err != nil {
				return err
			}
			d, done, skip, err := textproto.ParseDumped(line)
			switch {
			case err != nil:
				return err
			case done:
				return nil
			case skip:
				continue
			}
			begun = true
			if !f(d) {
				return errStopped
			}
		}
	})
	if begun && lost(err) {
		// What has been told cannot be told again.
		return fmt.Errorf("%w: the listing broke off", session.ErrUnreachable)
	}
	return err
}

// flush removes everything.
func (s *server) flush(ctx context.Context) error {
	return s.with(ctx, func(c *textproto.Conn) error {
		return c.Pipeline(ctx, literal("flush_all\r\n"), func() error {
			line, err := c.Reply(ctx)
			if err == nil && line != "OK" {
				err = fmt.Errorf("%w: %.100q", textproto.ErrNonsense, line)
			}
			return err
		})
	})
}
