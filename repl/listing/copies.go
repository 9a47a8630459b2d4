package listing

import (
	"context"

	"sessh/session"
	"sessh/session/storage"
)

// Copies returns for each session of a container its copies on other servers. Servers that
// do not answer are left out; the listing itself has reported them.
func Copies(ctx context.Context, root *session.Root, container string, sessions []Brief) [][]session.Copy {
	format := root.Container(container).Format()
	all := make([][]session.Copy, len(sessions))
	var items []*storage.Item
	var of []int
	for i, b := range sessions {
		if key, err := format.Key(container, b.ID); err == nil {
			items, of = append(items, &storage.Item{Key: key}), append(of, i)
		}
	}
	found, _ := root.Copies(ctx, items)
	for n, i := range of {
		all[i] = found[n]
	}
	return all
}
