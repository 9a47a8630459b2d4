package place

import (
	"context"
	"maps"
	"slices"
)

// BatchSize is how many sessions are read at a time: many, so that a round trip to the
// server counts for little, and not so many that Ctrl-C is heard late.
const BatchSize = 512

// OpenAll opens the sessions that the names lead to or through, in a round trip or two:
// what looks them up one by one afterwards finds them open. What cannot be read is told
// then.
func (wh *Where) OpenAll(ctx context.Context, all []Path) error {
	if err := ctx.Err(); err != nil || len(all) < 2 {
		return err
	}
	tx, err := wh.source.Tx(ctx)
	if err != nil {
		return err
	}
	ids := make(map[string][]string)
	for _, names := range all {
		if len(names) >= Session {
			ids[names[0]] = append(ids[names[0]], names[1])
		}
	}
	for _, container := range slices.Sorted(maps.Keys(ids)) {
		c, err := wh.source.Root().Locate(ctx, container, ids[container][0])
		if err != nil {
			return err
		}
		_, _ = c.Sessions(ctx, tx, ids[container]...) // each is asked for again
	}
	return ctx.Err()
}
