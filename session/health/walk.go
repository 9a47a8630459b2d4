package health

import (
	"context"
	"errors"
	"time"

	"sessh/session"
	"sessh/session/sweep"
)

// Walk is [Count] for callers that look at the items as well: it calls each for every item.
func Walk(ctx context.Context, root *session.Root, each func(sweep.Found)) (*Census, error) {
	c := &Census{
		At: root.Now(), Sessions: make(map[string]*Population), Others: make(map[string]*Population), Locks: make(map[string]*Locks),
		Sizes: make(map[string]Sizes), Oldest: make(map[string]time.Time),
	}
	var errs []error
	for f, err := range sweep.List(ctx, root) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		each(f)
		c.add(&f)
	}
	c.endLocks()
	c.Namesakes = root.Catalog().LatestNamesakes()
	return c, errors.Join(errs...)
}
