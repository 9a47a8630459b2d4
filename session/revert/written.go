package revert

import (
	"errors"
	"fmt"
	"slices"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Item returns what a commit wrote of a session that had another item before; nil stands for none.
// It fails if one of the items cannot be read.
func Item(c *session.Container, id string, before, after *storage.Item) (session.CommittedItem, error) {
	x := session.CommittedItem{Container: c, ID: id, Before: before, After: after}
	was, is, err := decoded(c, x)
	if err != nil {
		return x, err
	}
	how := diff.Comparison{Top: x.Path(), Packages: !c.Flat(), Shared: tree.HasShared(is.Data())}
	old, now := c.VersionOf(was, was.Data()), c.VersionOf(is, is.Data())
	var changes []diff.Change
	switch {
	case after == nil:
		x.Changes = diff.ListOf([]diff.Change{{Path: x.Path(), Kind: diff.Removed, Old: old.Data}})
		return x, nil
	case before != nil:
		changes = how.AppendAttributes(nil, old, now)
	}
	x.Changes = diff.ListOf(how.Append(changes, old.Data, now.Data))
	return x, nil
}

// decoded decodes the items of a session before and after a commit.
func decoded(c *session.Container, x session.CommittedItem) (before, after family.Decoded, err error) {
	before, after = c.Decoded(x.Before), c.Decoded(x.After)
	if err = errors.Join(before.Broken, after.Broken); err != nil {
		err = fmt.Errorf("%s: %w", x.Path(), err)
	}
	return before, after, err
}

// Written returns what the latest commit wrote, in the order of opening, after what an earlier one
// had tried to write and the latest found to be held; see [session.Work.Held]. Each session is in it
// once, with all its changes.
func Written(w *session.Work) []session.CommittedItem {
	written := w.Written()
	if !slices.ContainsFunc(written, func(x session.CommittedItem) bool { return x.Changes == nil }) {
		return written
	}
	var all []session.CommittedItem
	at := make(map[string]int)
	for _, x := range written {
		path := x.Path().String()
		i, again := at[path]
		switch {
		case again:
			all[i] = then(all[i], x)
			continue
		case x.Changes == nil:
			at := x.At
			var err error
			if x, err = Item(x.Container, x.ID, x.Before, x.After); err != nil { // nothing could revert it
				continue
			}
			x.At = at
		}
		at[path] = len(all)
		all = append(all, x)
	}
	return all
}

// then returns what was written of a session in two writes.
func then(first, last session.CommittedItem) session.CommittedItem {
	both, err := Item(first.Container, first.ID, first.Before, last.After)
	if err != nil { // one of them cannot be read
		return last
	}
	both.At = last.At
	if first.Retimed() || last.Retimed() {
		both = Retimed(both)
	}
	return both
}
