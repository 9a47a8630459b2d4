package watch

import (
	"context"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/watch/races"
)

// raced is an item whose writes may race.
type raced struct {
	container *session.Container // nil: not known
	id        string
	looked    bool // a read of ours has come, so that container is known if the item is a session
	history   *races.History
	time      time.Time // of the latest line
}

// item returns the item under key.
func (n *lane) item(key string) *raced {
	x := n.items[key]
	if x == nil {
		x = &raced{}
		if n.racer.id != "" {
			x.container, x.id = n.racer.root.Container(n.racer.container), n.racer.id
		}
		x.history = races.NewHistory(races.Options{Within: n.racer.o.Within, Clients: n.clients, Diff: func(old, new *tree.Map) []diff.Change {
			if x.container == nil {
				return nil
			}
			return x.container.Diff(x.id, old, new)
		}})
		n.items[key] = x
	}
	return x
}

// watches reports whether the item under key may be a watched session of the server.
func (n *lane) watches(key string) bool {
	if strings.HasPrefix(key, markedBy) {
		return false
	}
	home := storage.AbilitiesOf(n.racer.root.Store()).Locator.Home(key)
	return (home == "" || home == n.server) && n.racer.mayBe(key) // else it is a copy
}

// hearLast takes a line that was there when the search ended.
func (n *lane) hearLast(r storage.Report) {
	_, mark := n.marked(r)
	switch {
	case r.Kind == storage.Skipped:
		n.gap(r.Lines)
	case mark, n.watches(r.Key):
		n.wait(r)
	}
}

// take takes the next line.
func (n *lane) take(ctx context.Context, r storage.Report) {
	if mark, ok := n.marked(r); ok {
		if own := n.reads[mark]; own != nil {
			n.expect[r.Conn] = own
			delete(n.reads, mark)
		}
		return
	}
	x := n.item(r.Key)
	x.time = r.Time
	e := races.Entry{Time: r.Time, Conn: r.Conn, Command: r.Command}
	switch r.Kind {
	case storage.Fetched:
		e.Kind = races.Read
		if own := n.expect[r.Conn]; own != nil && own.key == r.Key {
			delete(n.expect, r.Conn)
			e.Kind, e.Data, x.looked = races.Seen, n.saw(ctx, x, own), true
		}
	case storage.Stored:
		if e.Kind = races.Stored; r.TTL < 0 && r.TTL != storage.TTLUnknown {
			e.Kind = races.Removed
		}
	case storage.Removed:
		e.Kind = races.Removed
	case storage.Evicted:
		e.Kind = races.Gone
	}
	x.history.Add(e)
	if x.history.Pending() {
		n.pending[r.Key] = x
	}
}

// saw returns what a read of ours saw; nil if that is not known, or no session that is watched.
func (n *lane) saw(ctx context.Context, x *raced, own *ownRead) *tree.Map {
	select {
	case <-own.done:
	default:
		select {
		case <-own.done:
		case <-ctx.Done():
			return nil
		}
	}
	if own.err != nil {
		return nil
	}
	data := tree.NewMap()
	if own.item != nil {
		c, id, ok := n.racer.named(own.item)
		if !ok {
			return nil
		}
		content, broken := c.Content(own.item)
		if broken != nil {
			return nil
		}
		x.container, x.id, data = c, id, content
	}
	if n.racer.o.seen != nil {
		n.racer.o.seen(x.id, data)
	}
	return data
}

const (
	tidyEvery = 10 * time.Second
	keepItem  = time.Minute
)

// tidy forgets items that have not been used for a while. They are read again at their next use.
func (n *lane) tidy(now time.Time) {
	if now.Sub(n.tidied) < tidyEvery {
		return
	}
	n.tidied = now
	for key, x := range n.items {
		if now.Sub(x.time) > keepItem && !x.history.Pending() {
			delete(n.items, key)
		}
	}
}
