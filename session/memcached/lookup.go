package memcached

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// grace is how much longer than its context a write lasts that is under way:
// long enough for a server that is well to answer, and too short to keep
// anybody waiting who gave up on one that is not.
const grace = 250 * time.Millisecond

// lingering is a context that ends a grace after ctx does.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(grace, cancel)
		context.AfterFunc(lasting, func() { timer.Stop() })
	})
	return lasting, func() { stop(); cancel() }
}

// settling is how long a server gets to carry out what it has received by a
// connection that was closed, before it is asked what became of it.
const settling = 30 * time.Millisecond

// findOut finds out what became of writes whose replies were lost, and returns
// those of the unsent that still are.
//
// No request can be called back: a network may deliver it long after its
// connection was closed here. But a change of the item's version takes the
// condition away that the request depends on. Therefore what has not arrived is
// sent again, along with what was not sent before: of two requests with the same
// condition one succeeds at most, and where the second is acknowledged the first
// cannot arrive any more. What must not be sent again is fenced instead.
//
// No step is begun later than the timeout after the replies were lost.
func (b *batch) findOut(ctx context.Context, lost, unsent []int) []int {
	late := time.Now().Add(b.s.options.Timeout)
	b.found = make(map[int]*session.Item, len(lost))
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
		b.unproved(i, session.Awaited)
	}
	return unsent
}

// lookUp reads the items of writes whose replies were lost, on a fresh connection
// after theirs was closed, and returns the writes that may still arrive. The others
// are Unknown: the same bytes may be somebody else's, and somebody else may have
// written over ours.
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
		if t := b.writes[i].Trace(items[n]); t != session.Awaited {
			b.unproved(i, t)
			continue
		}
		awaited = append(awaited, i)
	}
	return awaited, err == nil
}

// readBack reads what the writes were to write, on a fresh connection.
func (b *batch) readBack(ctx context.Context, at []int) ([]*session.Item, error) {
	b.s.drop()
	lasting, cancel := lingering(ctx)
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
		b.outcomes[i] = session.Outcome{}
	}
	return b.s.read(lasting, keys, session.NeedValue|session.NeedTTL)
}

// sendAgain sends writes of which a first request may still arrive, and others that
// were not sent yet. It returns those of which still nothing more is known.
func (b *batch) sendAgain(ctx context.Context, awaited, unsent []int) (stillAwaited, stillUnsent []int) {
	lost, left := b.send(ctx, slices.Concat(awaited, unsent))
	stillUnsent = slices.DeleteFunc(left, func(i int) bool { return slices.Contains(awaited, i) })
	for _, i := range awaited {
		switch o := &b.outcomes[i]; {
		case o.State == session.Applied:
			o.Late = b.writes[i].Version == 0
		case o.State == session.Overtaken: // by the first request, or by somebody else
			lost = append(lost, i)
		case !slices.Contains(lost, i):
			stillAwaited = append(stillAwaited, i)
		}
	}
	again, _ := b.lookUp(ctx, lost)
	return append(stillAwaited, again...), stillUnsent
}

// fence makes it impossible that requests still arrive which wait on the way to
// the server: each item is written again as it is, on the condition of the same
// version. Where that is acknowledged, nothing was written, and nothing will be.
// It is not possible where nothing is there that could be written again, and where
// the server does not tell how long the item has left.
func (b *batch) fence(ctx context.Context, awaited []int) {
	f := &batch{s: b.s, cause: b.cause}
	var at []int
	for _, i := range awaited {
		item := b.found[i]
		if item == nil || item.TTL == session.TTLUnknown {
			b.unproved(i, session.Awaited)
			continue
		}
		f.writes = append(f.writes, session.Write{Key: item.Key, Value: item.Value, Flags: item.Flags, TTL: item.TTL, Version: item.Version})
		at = append(at, i)
	}
	if len(at) == 0 {
		return
	}
	f.outcomes = make([]session.Outcome, len(at))
	lasting, cancel := lingering(ctx)
	defer cancel()
	places := make([]int, len(at))
	for n := range places {
		places[n] = n
	}
	f.send(lasting, places)
	items, _ := b.s.read(lasting, keysOf(f.writes), session.NeedValue)
	for n, i := range at {
		item, read := (*session.Item)(nil), n < len(items)
		if read {
			item = items[n]
		}
		switch {
		case f.outcomes[n].State == session.Applied:
			b.fenced(i, &f.writes[n], item)
		case read:
			b.unproved(i, b.writes[i].Trace(item))
		default:
			b.unproved(i, session.Awaited)
		}
	}
}

// fenced notes that a write can no longer arrive. Its item has another version now,
// which is known where the item is still what the fence has left.
func (b *batch) fenced(i int, fence *session.Write, item *session.Item) {
	if b.outcomes[i].State != session.Failed { // refused, it has its reason
		b.fail(i, b.nothing())
	}
	if fence.Trace(item) == session.Held {
		b.outcomes[i].Version = item.Version
	}
}

func keysOf(writes []session.Write) []string {
	keys := make([]string, len(writes))
	for i := range writes {
		keys[i] = writes[i].Key
	}
	return keys
}

func (b *batch) unknown(i int, err error) {
	b.outcomes[i] = session.Outcome{State: session.Unknown, Err: b.s.error("write", b.writes[i].Key, err)}
}

// unproved is unknown of a write that was looked up.
func (b *batch) unproved(i int, t session.Trace) {
	b.unknown(i, &session.UnprovedError{Cause: b.doubt(), Shows: b.writes[i].Unproved(t)})
}

// doubt says why the outcome of a write is not known.
func (b *batch) doubt() error {
	var refused *textproto.ServerError
	if errors.As(b.cause, &refused) && !refused.Full() {
		return fmt.Errorf("the reply may belong to another request (%w)", b.cause)
	}
	cause := b.s.plain(b.cause)
	if errors.Is(cause, textproto.ErrNonsense) {
		return fmt.Errorf("the reply may belong to another request (%w)", cause)
	}
	return fmt.Errorf("the answer was lost (%w)", cause)
}
