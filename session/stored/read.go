package stored

import (
	"context"
	"errors"
	"fmt"

	"sessh/session"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Locate returns the container of that name. Where its format is not known, the
// first one is taken in which the store holds a session of that id.
func Locate(ctx context.Context, root *session.Root, container, id string) (*session.Container, error) {
	f, err := root.Catalog().Locate(ctx, container, id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", tree.SessionPath(container, id), err)
	}
	return root.Of(root.Families().Of(container, f)), nil
}

// Read reads sessions past any transaction, with their time left: as the store
// holds them, and for looking only.
func Read(ctx context.Context, c *session.Container, ids ...string) ([]*session.Session, error) {
	keys, err := c.Keys(ids)
	if err != nil {
		return nil, err
	}
	sessions := make([]*session.Session, len(ids))
	var errs []error
	loaded := c.Root().Store().Load(ctx, keys, storage.NeedValue|storage.NeedTTL)
	decoded := c.DecodedAll(ctx, loaded)
	for i, l := range loaded {
		if l.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", tree.SessionPath(c.Name(), ids[i]), l.Err))
			continue
		}
		sessions[i] = c.Showing(ids[i], keys[i], decoded[i])
	}
	return sessions, errors.Join(errs...)
}
