package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// lingering returns a context that ends after ctx has, when a write has had its grace.
func (s *Server) lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(s.options.Grace, cancel)
		context.AfterFunc(lasting, func() { timer.Stop() })
	})
	return lasting, func() { stop(); cancel() }
}

// settling is the time that a server gets to execute what it has received over a connection that
// was closed, before the outcome is looked up.
const settling = 30 * time.Millisecond

// findOut finds out what became of writes whose replies were lost, and returns those of the unsent
// that are still unsent.
//
// No request can be called back: a network may deliver it long after its connection was closed
// here. But the request is conditional on the item's version. Writes that have not arrived are
// therefore sent again, along with those not sent before: of two requests with the same condition
// at most one succeeds, and once the second is acknowledged the first can no longer arrive. Writes
// that must not be sent again are fenced instead.
//
// No step begins later than the timeout after the replies were lost.
func (b *batch) findOut(ctx context.Context, lost, unsent []int) []int {
	late := time.Now().Add(b.s.options.Timeout)
	b.found = make(map[int]*storage.Item, len(lost))
	awaited, reached := b.lookUp(ctx, lost)
	if reached && ctx.Err() == nil && time.Now().Before(late) {
		awaited, unsent = b.sendAgain(ctx, awaited, unsent)
	}
	if len(awaited) == 0 {
		return unsent
	}
	if time.Now().Before(late) {
		b.fence(ctx, awaited)
		return unsent
	}
	for _, i := range awaited {
		b.unproved(i, storage.Awaited)
	}
	return unsent
}

// lookUp reads the items of writes whose replies were lost, on a fresh connection after theirs was
// closed, and returns the writes that may still arrive. The others are Unknown: the same bytes may
// have been written by another program, and other bytes may have been written over ours.
func (b *batch) lookUp(ctx context.Context, lost []int) (awaited []int, reached bool) {
	if len(lost) == 0 {
		return nil, true
	}
	items, err := b.readBack(ctx, lost)
	for n, i := range lost {
		if n >= len(items) {
			b.unknown(i, fmt.Errorf("%w, and looking it up failed: %w", b.doubt(), b.s.plain(err)))
			continue
		}
		b.found[i] = items[n]
		if t := b.writes[i].Trace(items[n]); t != storage.Awaited {
			b.unproved(i, t)
			continue
		}
		awaited = append(awaited, i)
	}
	return awaited, err == nil
}

// readBack reads the items of writes on a fresh connection, even if the server has just not answered.
func (b *batch) readBack(ctx context.Context, at []int) ([]*storage.Item, error) {
	b.s.drop()
	b.s.AskAgain()
	lasting, cancel := b.s.lingering(ctx)
	defer cancel()
	settled := time.NewTimer(settling)
	defer settled.Stop()
	select {
	case <-settled.C:
	case <-lasting.Done():
	}
	keys := make([]string, len(at))
	for n, i := range at {
		keys[n] = b.writes[i].Key
		b.outcomes[i] = storage.Outcome{}
	}
	return b.s.read(lasting, keys, storage.NeedValue|storage.NeedTTL)
}

// sendAgain sends writes whose first request may still arrive, and others that were not sent yet.
// It returns those about which nothing more is known.
func (b *batch) sendAgain(ctx context.Context, awaited, unsent []int) (stillAwaited, stillUnsent []int) {
	lost, left := b.send(ctx, slices.Concat(awaited, unsent))
	stillUnsent = slices.DeleteFunc(left, func(i int) bool { return slices.Contains(awaited, i) })
	for _, i := range awaited {
		switch o := &b.outcomes[i]; {
		case o.State == storage.Applied:
			o.Late = b.writes[i].Version == 0
		case o.State == storage.Overtaken: // by the first request or by another program
			lost = append(lost, i)
		case !slices.Contains(lost, i):
			stillAwaited = append(stillAwaited, i)
		}
	}
	again, _ := b.lookUp(ctx, lost)
	return append(stillAwaited, again...), stillUnsent
}

// fence keeps requests that are still on their way to the server from succeeding: it writes each
// item again as it is, on the condition of the same version. If that is acknowledged, nothing was
// or will be written by the request. It is impossible if there is no item, or if the server does
// not report the time that the item has left.
func (b *batch) fence(ctx context.Context, awaited []int) {
	f := &batch{s: b.s, cause: b.cause}
	var at []int
	for _, i := range awaited {
		item := b.found[i]
		if item == nil || item.TTL == storage.TTLUnknown {
			b.unproved(i, storage.Awaited)
			continue
		}
		f.writes = append(f.writes, storage.Write{Key: item.Key, Value: item.Value, Flags: item.Flags, TTL: item.TTL, Version: item.Version})
		at = append(at, i)
	}
	if len(at) == 0 {
		return
	}
	f.outcomes = make([]storage.Outcome, len(at))
	lasting, cancel := b.s.lingering(ctx)
	defer cancel()
	places := make([]int, len(at))
	for n := range places {
		places[n] = n
	}
	f.send(lasting, places)
	items, _ := b.s.read(lasting, keysOf(f.writes), storage.NeedValue)
	for n, i := range at {
		item, read := (*storage.Item)(nil), n < len(items)
		if read {
			item = items[n]
		}
		switch {
		case f.outcomes[n].State == storage.Applied:
			b.fenced(i, &f.writes[n], item)
		case read:
			b.unproved(i, b.writes[i].Trace(item))
		default:
			b.unproved(i, storage.Awaited)
		}
	}
}

// fenced notes that a write can no longer arrive. Its item has a new version, which is known if the
// item is still as the fence left it.
func (b *batch) fenced(i int, fence *storage.Write, item *storage.Item) {
	if b.outcomes[i].State != storage.Failed { // a refused write has its own reason
		b.fail(i, b.notWritten())
	}
	if fence.Trace(item) == storage.Held {
		b.outcomes[i].Version = item.Version
	}
}

func keysOf(writes []storage.Write) []string {
	keys := make([]string, len(writes))
	for i := range writes {
		keys[i] = writes[i].Key
	}
	return keys
}

func (b *batch) unknown(i int, err error) {
	b.outcomes[i] = storage.Outcome{State: storage.Unknown, Err: b.s.error("write", b.writes[i].Key, err)}
}

// unproved makes the outcome of a write that was looked up unknown.
func (b *batch) unproved(i int, t storage.Trace) {
	b.unknown(i, &storage.UnprovedError{Cause: b.doubt(), Shows: b.writes[i].Unproved(t)})
}

// doubt returns the reason why the outcome of a write is not known.
func (b *batch) doubt() error {
	var refused *textproto.ServerError
	if errors.As(b.cause, &refused) && !refused.Full() {
		return fmt.Errorf("the reply may belong to another request (%w)", b.cause)
	}
	cause := b.s.plain(b.cause)
	if errors.Is(cause, textproto.ErrNonsense) {
		return fmt.Errorf("the reply may belong to another request (%w)", cause)
	}
	return fmt.Errorf("the reply was lost (%w)", cause)
}
