package watch

import (
	"context"
	"errors"
	"slices"
	"sync"

	"sessh/session/storage"
)

// ErrUnwatchable is wrapped by the error that ends a watch of more than one session if no
// server can list items or report writes.
var ErrUnwatchable = errors.New("only single sessions can be watched")

// logged is what a server reports, or an error.
type logged struct {
	report storage.Report
	err    error
}

// listen starts to watch the store. It returns what is reported, and reports whether any server reports
// writes, once each has answered.
func (w *watcher) listen(ctx context.Context) (reports <-chan logged, reported bool) {
	all := make(chan logged, 1024)
	heard := make(chan bool, 1)
	var once sync.Once
	first := func(ok bool) { once.Do(func() { heard <- ok }) }
	servers := len(serversOf(ctx, w.root))
	go func() {
		defer close(all)
		defer first(false)
		failed := make(map[string]bool)
		for r, err := range storage.AbilitiesOf(w.root.Store()).Watch(ctx, storage.LogWrites) {
			w.logs.hear(logged{r, err}, w.root.Now())
			if err == nil {
				first(true)
			} else if failed[serverOf(err)] = true; len(failed) == servers {
				first(false)
			}
			select {
			case all <- logged{r, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	select {
	case reported = <-heard:
	case <-ctx.Done():
	}
	return all, reported
}

// serverOf returns the name of the server that an error is about.
func serverOf(err error) string {
	var of *storage.Error
	if errors.As(err, &of) {
		return of.Server
	}
	return ""
}

// hear takes what was reported. A server that reports nothing is polled.
func (w *watcher) hear(ctx context.Context, l logged) bool {
	r := l.report
	if l.err != nil || r.Key == "" || !w.mayBe(r.Key) || w.server(r.Key) != r.Server {
		return true
	}
	w.now = nil
	if kind := ending(r); kind != 0 {
		return w.ended(ctx, r, kind)
	}
	x, was := w.written(r)
	if !w.read(ctx, []string{r.Key}, true) {
		return false
	}
	if x != nil && w.seen[r.Key] == x { // this was the version that was written
		x.between = was
	}
	if x := w.seen[r.Key]; x != nil && !x.endless && x.expires.IsZero() { // old servers tell it only here
		x.lives(r.TTL, w.root.Now())
	}
	return true
}

// written notes that a session was stored: if it is gone when it is read, that may have been after it was seen
// last. It returns the session as it was seen, nil if it was not, and whether it was known to be written since.
func (w *watcher) written(r storage.Report) (x *watched, was bool) {
	x = w.seen[r.Key]
	was = x != nil && x.between
	for _, known := range []*watched{x, w.gone[r.Key].watched} {
		if known != nil {
			known.between = true
			known.mayLive(r.TTL, w.root.Now())
		}
	}
	return x, was
}

// onlyNewErrors returns yield without errors that the previous look had as well.
func (w *watcher) onlyNewErrors(yield func(Event, error) bool) func(Event, error) bool {
	w.failed = make(map[string]bool)
	return func(e Event, err error) bool {
		if err == nil {
			return yield(e, nil)
		}
		w.unread = true
		known := w.failing[err.Error()] || w.failed[err.Error()]
		w.failed[err.Error()] = true
		return known || yield(e, err)
	}
}

// unlisted returns the error of a look that saw nothing because no server can list.
func (w *watcher) unlisted(ctx context.Context, errs []error) error {
	if len(errs) == 0 || slices.ContainsFunc(errs, func(err error) bool { return !errors.Is(err, storage.ErrUnsupported) }) || len(errs) < len(serversOf(ctx, w.root)) {
		return nil
	}
	return errors.Join(errs...)
}
