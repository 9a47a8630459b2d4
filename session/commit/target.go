package commit

import (
	"context"
	"errors"
	"fmt"

	"sessh/session/storage"
	"sessh/session/tree"
)

// ErrConflict is wrapped by the error of a commit that found a session changed by another program
// since the transaction read it.
var ErrConflict = errors.New("conflict")

// A Target is the item of a session as a transaction knows it.
type Target struct {
	Path    tree.Path // of the session
	Key     string
	Was     *storage.Item // what was read; nil if there was none
	Attempt *Attempt      // a write whose outcome is not known; nil if there is none
}

// Load reads the items from the servers that they are written to.
func Load(ctx context.Context, l storage.Locator, targets []*Target, need storage.Need) []storage.Loaded {
	items := make([]*storage.Item, len(targets))
	for i, t := range targets {
		items[i] = &storage.Item{Key: t.Key, Server: t.server()}
	}
	return l.LoadAt(ctx, items, need)
}

// server returns the name of the server that the item is written to; "" if the store chooses it.
func (t *Target) server() string {
	if t.Was != nil {
		return t.Was.Server
	}
	return ""
}

// Overtaken returns the conflict between what was read and the item that the store holds now.
func (t *Target) Overtaken(now *storage.Item) error {
	switch {
	case t.Was == nil:
		return fmt.Errorf("%w: it was created by another program meanwhile", ErrConflict)
	case now == nil:
		return fmt.Errorf("%w: it is gone from the server (deleted, expired, evicted, or the server was restarted)", ErrConflict)
	case now.Server != t.Was.Server && t.Was.Server != "":
		return fmt.Errorf("%w: it was read from %s, and now %s has it, too, where the application looks first", ErrConflict, t.Was.Server, now.Server)
	}
	return fmt.Errorf("%w: it was changed by another program meanwhile", ErrConflict)
}

// written notes that a write was confirmed. An earlier one with the same condition can then
// no longer arrive, unless the condition is that there is no item: this holds again once the
// item is removed.
func (t *Target) written(write storage.Write, o storage.Outcome) {
	switch {
	case o.Late:
		t.Attempt = &Attempt{write: write}
	case t.Attempt != nil && t.Attempt.write.Version != 0:
		t.Attempt = nil
	}
}

// reversion notes that the store has written the unchanged item again, at another version.
func (t *Target) reversion(version uint64) {
	if version != 0 && t.Was != nil {
		t.Was = withVersion(t.Was, version)
	}
}

// follow takes over the version of an item that was written again with the content that was read.
func (t *Target) follow(item *storage.Item) {
	if t.Was != nil && item != nil && storage.SameContent(t.Was, item) {
		t.Was = withVersion(t.Was, item.Version)
	}
}

// withVersion returns the item with another version.
func withVersion(item *storage.Item, version uint64) *storage.Item {
	o := *item
	o.Version = version
	return &o
}
