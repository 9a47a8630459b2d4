package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/bradfitz/gomemcache/memcache"

	"sessh/session/storage"
)

// batch is the writes to one server with their outcomes. Writes are identified by their indexes.
type batch struct {
	s        *Server
	writes   []storage.Write
	outcomes []storage.Outcome
	binary   []int                 // removals under keys that need base64
	found    map[int]*storage.Item // for lost writes: the items as last looked up
	cause    error                 // why the latest round ended early
}

// Apply makes the writes of this server, and finds out what became of those whose replies were
// lost.
func (s *Server) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	b := &batch{s: s, writes: writes, outcomes: make([]storage.Outcome, len(writes))}
	lost, unsent := b.send(ctx, b.check(ctx))
	if len(lost) > 0 {
		unsent = b.findOut(ctx, lost, unsent)
	}
	for _, i := range unsent {
		b.fail(i, b.notWritten())
	}
	for _, i := range b.binary {
		b.removeBinary(ctx, i)
	}
	b.sweep(ctx)
	return b.outcomes
}

// sweep reads removed items, so that the server frees them at once: it would hold and count them
// for some time, although they have expired. Nothing depends on it.
func (b *batch) sweep(ctx context.Context) {
	var keys []string
	for i, o := range b.outcomes {
		if w := &b.writes[i]; w.Delete && o.State == storage.Applied && !isBinary(w.Key) {
			keys = append(keys, w.Key)
		}
	}
	b.s.read(ctx, keys, 0)
}

// notWritten returns the error of a write that was not made.
func (b *batch) notWritten() error { return fmt.Errorf("nothing was written: %w", b.s.plain(b.cause)) }

func (b *batch) fail(i int, err error) {
	b.outcomes[i] = storage.Outcome{State: storage.Failed, Err: b.s.error("write", b.writes[i].Key, err)}
}

// check fails the writes that the server would refuse, before anything is sent, and returns the
// rest. It puts removals under keys that need base64 aside.
func (b *batch) check(ctx context.Context) (good []int) {
	p, err := b.s.about(ctx)
	if err == nil {
		err = ctx.Err()
	}
	good = make([]int, 0, len(b.writes))
	for i := range b.writes {
		w := &b.writes[i]
		if err := cmp.Or(checkKey(w.Key), err); err != nil {
			b.fail(i, err)
			continue
		}
		switch err := p.takes(w); {
		case err != nil:
			b.fail(i, err)
		case isBinary(w.Key):
			b.binary = append(b.binary, i)
		default:
			good = append(good, i)
		}
	}
	return good
}

// takes returns the reason why a write cannot be made, or nil.
func (p *process) takes(w *storage.Write) error {
	if w.Delete {
		if w.Version == 0 {
			return errors.New("a delete needs a version")
		}
		return p.removable(w.Key)
	}
	if err := p.settable(w.Key); err != nil {
		return err
	}
	if w.TTL < 0 {
		return storage.ErrNoLifetime
	}
	if limit := p.can.maxValue(w.Key, w.Flags); len(w.Value) > limit {
		return fmt.Errorf("%w: %d bytes, and the server takes at most %d", storage.ErrTooLarge, len(w.Value), limit)
	}
	return nil
}

// chunk is the number of writes in one pipeline, and so the number that an interruption can leave
// in doubt.
const chunk = 1000

// send sends writes. It returns those that were sent and got no reply (lost) and those that were
// not sent because of an earlier error (unsent). The rest have their outcomes.
func (b *batch) send(ctx context.Context, at []int) (lost, unsent []int) {
	sendPart, size := b.sendOne, 1
	if len(at) > 1 {
		sendPart, size = b.sendMany, chunk
	}
	lasting, cancel := b.s.lingering(ctx)
	defer cancel()
	for len(at) > 0 {
		if err := ctx.Err(); err != nil {
			b.cause = err
			return nil, at
		}
		part := at[:min(size, len(at))]
		err := sendPart(lasting, part)
		if err != nil {
			b.cause = err
		}
		if err != nil && unsentError(err) {
			return nil, at
		}
		at = at[len(part):]
		if err != nil {
			return b.unanswered(part), at
		}
	}
	return nil, nil
}

// unanswered returns the writes that have no outcome.
func (b *batch) unanswered(at []int) []int {
	return slices.DeleteFunc(slices.Clone(at), func(i int) bool { return b.outcomes[i].State != 0 })
}

// sendOne makes one write through gomemcache, by add or cas.
func (b *batch) sendOne(ctx context.Context, at []int) error {
	i := at[0]
	w := &b.writes[i]
	item := &memcache.Item{Key: w.Key}
	if !w.Delete {
		item.Value, item.Flags = w.Value, w.Flags
	}
	err := b.s.classic(ctx, func(c *memcache.Client, p *process) error {
		if err := p.writable(); err != nil {
			return err
		}
		item.CasID, item.Expiration = p.epoch.cas(w.Version), expiry(w, p.now(b.s.options.Now()))
		if w.Version != 0 {
			return c.CompareAndSwap(item)
		}
		return c.Add(item)
	})
	if state, err := written(w, wordOf(err)); err == nil {
		b.outcomes[i] = storage.Outcome{State: state}
		return nil
	}
	if refused := refusedBy(err); refused != nil && !unsentError(err) {
		if !refused.Failed() {
			return refused // it may be the reply to another request
		}
		b.fail(i, refusal(refused))
		return nil
	}
	return err
}

// wordOf returns the reply to a write for which gomemcache has the error err; "" for other errors.
func wordOf(err error) string {
	switch {
	case err == nil:
		return "STORED"
	case errors.Is(err, memcache.ErrCASConflict):
		return "EXISTS"
	case errors.Is(err, memcache.ErrCacheMiss):
		return "NOT_FOUND"
	case errors.Is(err, memcache.ErrNotStored):
		return "NOT_STORED"
	}
	return ""
}

// exptime returns a lifetime in memcached's form: seconds, or for more than 30 days, which it would
// take for a date in 1970, a time by the server's clock. A time that it cannot represent is
// never.
func exptime(ttl time.Duration, now time.Time) int32 {
	const month = 30 * 24 * time.Hour
	if ttl <= 0 {
		return 0
	}
	seconds := int64((ttl-1)/time.Second) + 1
	if ttl > month {
		seconds += now.Unix()
	}
	if seconds > math.MaxInt32 {
		return 0
	}
	return int32(seconds)
}
