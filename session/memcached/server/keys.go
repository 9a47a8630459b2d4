package server

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// checkKey refuses keys that memcached cannot have.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("the key is empty")
	case len(key) > 250:
		return fmt.Errorf("the key has %d bytes, more than 250", len(key))
	}
	return nil
}

// isBinary reports whether a key is impossible in a request of the text protocol. Clients of the
// binary protocol can store items under such keys.
func isBinary(key string) bool { return !textproto.Plain(key) }

// errBinary is the reason why an item under such a key cannot be written, and perhaps not read.
var errBinary = fmt.Errorf("%w: the key has a blank or a control character, which the text protocol does not allow", storage.ErrUnsupported)

// packedKey returns such a key in base64, for meta commands.
func packedKey(key string) string { return base64.StdEncoding.EncodeToString([]byte(key)) + " b" }

// readBinary reads an item under a key that needs base64, if the server supports that.
func (s *Server) readBinary(ctx context.Context, key string, need storage.Need) (item *storage.Item, err error) {
	err = s.with(ctx, func(c *textproto.Conn) error {
		p := processAt(c)
		if !p.can.meta {
			return errBinary
		}
		items, err := s.readMeta(ctx, c, []string{packedKey(key)}, need)
		var refused *textproto.ServerError
		if errors.As(err, &refused) {
			return fmt.Errorf("%w (%w)", errBinary, err)
		}
		if err == nil && items[0] != nil {
			item = items[0]
			item.Key = key
		}
		return err
	})
	return item, err
}

// removeBinary removes an item under such a key by md, since there is no cas for it.
func (b *batch) removeBinary(ctx context.Context, i int) {
	w := &b.writes[i]
	switch item, err := b.s.readBinary(ctx, w.Key, 0); {
	case err != nil: // the server may not support such keys
		b.fail(i, fmt.Errorf("nothing was written: %w", b.s.plain(err)))
		return
	case item == nil || item.Version != w.Version:
		b.outcomes[i] = storage.Outcome{State: storage.Overtaken}
		return
	}
	var code string
	err := b.s.once(ctx, func(c *textproto.Conn) error {
		p := processAt(c)
		if err := p.removable(w.Key); err != nil {
			return &unsent{err}
		}
		return b.s.ask(ctx, c, fmt.Sprintf("md %s C%d\r\n", packedKey(w.Key), p.epoch.cas(w.Version)), func() error {
			m, err := c.Meta(ctx, 0)
			if err == nil {
				code = m.Code
			}
			return err
		})
	})
	var refused *textproto.ServerError
	switch {
	case errors.As(err, &refused) && refused.Failed():
		b.fail(i, fmt.Errorf("%w (%w)", errBinary, err))
	case err != nil && unsentError(err):
		b.fail(i, fmt.Errorf("nothing was written: %w", b.s.plain(err)))
	case err != nil:
		b.cause = err
		b.unknown(i, b.doubt())
	case code == "HD":
		b.outcomes[i] = storage.Outcome{State: storage.Applied}
	default:
		b.refusedBinary(ctx, i)
	}
}

// refusedBinary finds out whether a removal was overtaken. Servers up to 1.6.12 report that for
// every md with a version.
func (b *batch) refusedBinary(ctx context.Context, i int) {
	w := &b.writes[i]
	item, err := b.s.readBinary(ctx, w.Key, 0)
	if err == nil && item != nil && item.Version == w.Version {
		b.fail(i, fmt.Errorf("removing it is %w, and md refuses every version on this server (up to 1.6.12)", errBinary))
		return
	}
	b.outcomes[i] = storage.Outcome{State: storage.Overtaken}
}

// settable returns the reason why an item under key cannot be written, or nil.
func (p *process) settable(key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if isBinary(key) {
		return fmt.Errorf("writing it is %w", errBinary)
	}
	return p.writable()
}

// removable returns the reason why an item under key cannot be removed, or nil.
func (p *process) removable(key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if isBinary(key) && !p.can.meta {
		return fmt.Errorf("removing it is %w", errBinary)
	}
	return p.writable()
}
