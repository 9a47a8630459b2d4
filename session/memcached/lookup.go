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

// lookUp finds out what became of writes whose replies were lost, and returns
// those that did not arrive. Where it fails they are Unknown.
//
// It asks on a fresh connection, after the one that the requests went by was
// closed. What the server had received by then and not yet read, it may still
// carry out after the look-up. There is no way to call that back; but it writes
// what it was asked for, on its condition, so that nobody's change is lost: a
// write that was reported as not written shows up as a change by somebody
// else, and sent again it finds itself.
func (b *batch) lookUp(ctx context.Context, lost []int) (missing []int, found bool) {
	b.s.drop()
	lasting, cancel := lingering(ctx)
	defer cancel()
	keys := make([]string, len(lost))
	for n, i := range lost {
		keys[n] = b.writes[i].Key
		b.outcomes[i] = session.Outcome{}
	}
	items, err := b.s.read(lasting, keys, session.NeedValue)
	for n, i := range lost {
		w := &b.writes[i]
		switch {
		case n >= len(items):
			err := fmt.Errorf("the answer was lost (%w), and looking it up failed: %w", b.s.plain(b.cause), b.s.plain(err))
			b.outcomes[i] = session.Outcome{State: session.Unknown, Err: b.s.error("write", w.Key, err)}
		case arrived(w, items[n]):
			b.outcomes[i] = session.Outcome{State: session.Applied}
			if items[n] != nil {
				b.outcomes[i].Version = items[n].Version
			}
		case unchanged(w, items[n]):
			missing = append(missing, i)
		default:
			b.outcomes[i] = session.Outcome{State: session.Overtaken}
		}
	}
	return missing, err == nil
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
