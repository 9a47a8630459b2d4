// Package listing has what the commands that list sessions share: the rows of a listing, and
// the orders of sessions.
//
// [Each] lists the sessions of a store. Since there may be millions, those that wait to be
// sorted are kept as [Brief], and [First] keeps only as many as are shown.
package listing

import (
	"context"

	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/session"
)

// Each calls f for each listed session of a container, or of all containers if container is
// empty. Errors do not end the listing; Each returns them joined.
func Each(ctx context.Context, root *session.Root, container string, progress *screen.Progress, f func(session.Found)) error {
	var errs []error
	defer progress.Done()
	for found, err := range root.ListFor(ctx, container, false) {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case err != nil:
			errs = append(errs, err)
		case container == "" || found.Container.Name() == container:
			progress.Add(1)
			f(found)
		}
	}
	return hint.Listing(errs)
}
