// Package watch shows how sessions change while applications use them.
//
//	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "Shop", Every: time.Second}) {
//		...
//	}
//
// An [Event] says how a session went, too: whether it expired, was evicted, removed or flushed. [Races]
// finds lost updates: writes that take back what the write before them changed.
//
// It reads without leaving a trace, and takes no part in any transaction.
package watch
