package memcached

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"sessh/session"
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

// lookUp finds out what became of writes whose replies were lost, and returns
// those that did not arrive. Where it fails they are Unknown; so are those whose
// item somebody else has changed, since they may have arrived before that.
//
// It asks on a fresh connection, after the one that the requests went by was
// closed. A server that is slower than settling to read what it had received may
// still carry it out after the look-up. There is no way to call that back; but it
// writes what it was asked for, on its condition, so that nobody's change is lost:
// a write that was reported as not written shows up as a change by somebody
// else, and sent again it finds itself.
func (b *batch) lookUp(ctx context.Context, lost []int) (missing []int, found bool) {
	items, err := b.readBack(ctx, lost)
	for n, i := range lost {
		w := &b.writes[i]
		switch {
		case n >= len(items):
			b.unknown(i, fmt.Errorf("the answer was lost (%w), and looking it up failed: %w", b.s.plain(b.cause), b.s.plain(err)))
		case arrived(w, items[n]):
			b.applied(i, items[n])
		case unchanged(w, items[n]):
			missing = append(missing, i)
		default:
			b.unknown(i, fmt.Errorf("the answer was lost (%w), and somebody else has changed it: whether it was written before that cannot be told", b.s.plain(b.cause)))
		}
	}
	return missing, err == nil
}

// lookUpOvertaken finds out which of the writes that were sent twice, and
// overtaken the second time, were overtaken by themselves.
func (b *batch) lookUpOvertaken(ctx context.Context, at []int) {
	items, err := b.readBack(ctx, at)
	for n, i := range at {
		switch {
		case n >= len(items):
			b.unknown(i, fmt.Errorf("it was sent twice, and looking it up failed: %w", b.s.plain(err)))
		case arrived(&b.writes[i], items[n]):
			b.applied(i, items[n])
		default:
			b.outcomes[i] = session.Outcome{State: session.Overtaken}
		}
	}
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
	return b.s.read(lasting, keys, session.NeedValue)
}

func (b *batch) unknown(i int, err error) {
	b.outcomes[i] = session.Outcome{State: session.Unknown, Err: b.s.error("write", b.writes[i].Key, err)}
}

func (b *batch) applied(i int, item *session.Item) {
	b.outcomes[i] = session.Outcome{State: session.Applied}
	if item != nil {
		b.outcomes[i].Version = item.Version
	}
}

// arrived tells whether an item is as the write leaves it.
func arrived(w *session.Write, item *session.Item) bool {
	if w.Delete || item == nil {
		return w.Delete && item == nil
	}
	return item.Version != w.Version && item.Flags == w.Flags && bytes.Equal(item.Value, w.Value)
}

// unchanged tells whether the write's condition still holds.
func unchanged(w *session.Write, item *session.Item) bool {
	if item == nil {
		return w.Version == 0
	}
	return item.Version == w.Version
}
