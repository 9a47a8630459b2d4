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

// copiesOf finds the copies of sessions of which no more than the ids are known.
func (sh *Shell) copiesOf(ctx context.Context, container string, list []brief) [][]session.Copy {
	format := sh.Root.Container(container).Format()
	all := make([][]session.Copy, len(list))
	var items []*session.Item
	var of []int
	for i, b := range list {
		if key, err := format.Key(container, b.id); err == nil {
			items, of = append(items, &session.Item{Key: key}), append(of, i)
		}
	}
	found, _ := sh.Root.Copies(ctx, items)
	for n, i := range of {
		all[i] = found[n]
	}
	return all
}
