package place

import (
	"context"
	"maps"
	"slices"
)

// BatchSize is how many sessions are read at a time: enough to make round trips cheap, and
// few enough that Ctrl-C is noticed soon.
const BatchSize = 512

// OpenAll opens the sessions of the given paths in a round trip or two, so that looking
// them up afterwards finds them open. Errors of single sessions are left for then.
func (wh *Where) OpenAll(ctx context.Context, all []Path) error {
	if err := ctx.Err(); err != nil || len(all) < 2 {
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
		_, _ = c.Sessions(ctx, wh.source.Tx(), ids[container]...) // looking it up returns the error
	}
	return ctx.Err()
}
