// Package listing has what the commands that list sessions share: the rows of a listing,
// and the orders in which sessions are sorted.
//
// [Each] lists the sessions of a store. As there may be millions, what waits to be sorted
// is kept as a [Brief], and [First] keeps no more of these than are shown.
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
