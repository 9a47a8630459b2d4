// Package watch shows how sessions change while applications use them.
//
//	for e, err := range watch.Sessions(ctx, root, watch.Options{Container: "Shop", Every: time.Second}) {
//		...
//	}
//
// It reads without leaving a trace, and takes no part in any transaction.
package watch
