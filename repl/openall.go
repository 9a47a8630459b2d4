package repl

import (
	"context"

	"sessh/repl/place"
)

// batchSize is how many sessions are read at a time: many, so that a round trip to the
// server counts for little, and not so many that Ctrl-C is heard late.
const batchSize = 512

// openAll opens the sessions that the names lead to or through, in a round trip or two:
// what looks them up one by one afterwards finds them open. What cannot be read is told
// then.
func (sh *Shell) openAll(ctx context.Context, all []place.Path) error {
	if err := ctx.Err(); err != nil || len(all) < 2 {
		return err
	}
	tx, err := sh.Tx(ctx)
	if err != nil {
		return err
	}
	ids := make(map[string][]string)
	for _, names := range all {
		if len(names) >= place.Session {
			ids[names[0]] = append(ids[names[0]], names[1])
		}
	}
	for _, container := range sortedNames(ids) {
		c, err := sh.Root.Locate(ctx, container, ids[container][0])
		if err != nil {
			return err
		}
		_, _ = c.Sessions(ctx, tx, ids[container]...) // each is asked for again
	}
	return ctx.Err()
}
