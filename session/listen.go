package session

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// ErrUnwatchable is wrapped by the error that ends a watch of more than one session, where
// no server can list, nor tell of writes.
var ErrUnwatchable = errors.New("only single sessions can be watched")

// listen starts to hear of writes; hears reports whether any server tells of them.
func (w *watcher) listen(ctx context.Context) (written <-chan string, hears bool) {
	keys := make(chan string, 1024)
	heard := make(chan bool, 1)
	var once sync.Once
	first := func(tells bool) { once.Do(func() { heard <- tells }) }
	go func() {
		defer close(keys)
		defer first(false)
		for key, err := range w.root.can.Watch(ctx) {
			if err == nil {
				first(true)
			}
			if err != nil || key == "" {
				continue // a server that does not tell is looked at
			}
			select {
			case keys <- key:
			case <-ctx.Done():
				return
			}
		}
	}()
	select {
	case hears = <-heard:
	case <-ctx.Done():
	}
	return keys, hears
}

// telling is yield without the errors that the look before had as well.
func (w *watcher) telling(yield func(Event, error) bool) func(Event, error) bool {
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

// unlisted is the error of a look at nothing, since no server can list.
func (w *watcher) unlisted(ctx context.Context, errs []error) error {
	if len(errs) == 0 || slices.ContainsFunc(errs, func(err error) bool { return !errors.Is(err, ErrUnsupported) }) || len(errs) < len(w.root.store.Servers(ctx)) {
		return nil
	}
	return errors.Join(errs...)
}
