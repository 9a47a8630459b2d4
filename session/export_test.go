package session

import (
	"context"
	"iter"
	"time"
)

// WatchBegan is Root.Watch with a call once it has looked at all there is and
// hears of writes, where the store tells.
func WatchBegan(ctx context.Context, r *Root, container, id string, every time.Duration, began func()) iter.Seq2[Event, error] {
	return r.watch(ctx, container, id, every, began)
}
