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

// listen starts to watch the store. It returns the keys that are written, and reports whether
// any server reports writes.
func (w *watcher) listen(ctx context.Context) (written <-chan string, reported bool) {
	keys := make(chan string, 1024)
	heard := make(chan bool, 1)
	var once sync.Once
	first := func(ok bool) { once.Do(func() { heard <- ok }) }
	go func() {
		defer close(keys)
		defer first(false)
		for r, err := range storage.AbilitiesOf(w.root.Store()).Watch(ctx, storage.LogWrites) {
			if err == nil {
				first(true)
			}
			if err != nil || r.Key == "" {
				continue // a server that does not report writes is polled
			}
			select {
			case keys <- r.Key:
			case <-ctx.Done():
				return
			}
		}
	}()
	select {
	case reported = <-heard:
	case <-ctx.Done():
	}
	return keys, reported
}

// onlyNewErrors returns yield without errors that the previous look had as well.
func (w *watcher) onlyNewErrors(yield func(Event, error) bool) func(Event, error) bool {
	w.failed = make(map[string]bool)
	return func(e Event, err error) bool {
		if err == nil {
			return yield(e, nil)
		}
		known := w.failing[err.Error()] || w.failed[err.Error()]
		w.failed[err.Error()] = true
		return known || yield(e, err)
	}
}

// unlisted returns the error of a look that saw nothing because no server can list.
func (w *watcher) unlisted(ctx context.Context, errs []error) error {
	if len(errs) == 0 || slices.ContainsFunc(errs, func(err error) bool { return !errors.Is(err, storage.ErrUnsupported) }) || len(errs) < len(w.root.Store().Servers(ctx)) {
		return nil
	}
	return errors.Join(errs...)
}
