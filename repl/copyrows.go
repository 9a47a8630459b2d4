package repl

import (
	"context"

	"sessh/session"
)

// addCopies finds the copies of the sessions of a long listing. A server that cannot
// be asked is one that the listing tells of.
func (sh *Shell) addCopies(ctx context.Context, rows []listedRow) {
	items := make([]*session.Item, len(rows))
	for i, r := range rows {
		items[i] = &session.Item{Key: r.found.Item.Key, Server: r.found.Item.Server}
	}
	all, _ := sh.Root.Copies(ctx, items)
	for i := range rows {
		rows[i].copies = all[i]
	}
}
