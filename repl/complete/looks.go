package complete

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"sessh/repl/place"
	"sessh/session"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

// lookInto returns the data of a session that is not open; nil until it has been read in
// the background, when the channel is closed.
func (n *Names) lookInto(root *session.Root, container, id string, now time.Time) (*tree.Map, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := container + "\x00" + id
	if l := n.looked[key]; l != nil && now.Sub(l.at) < lookAge {
		return l.data, l.done
	}
	n.makeRoom()
	l := &look{at: now, done: make(chan struct{})}
	n.looked[key] = l
	n.background.Go(func() {
		data := read(n.ctx, root, container, id)
		n.mu.Lock()
		l.data = data
		n.mu.Unlock()
		close(l.done)
	})
	return nil, l.done
}

// seen returns the data of a session that was read before; nil if it was not.
func (n *Names) seen(container, id string) *tree.Map {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l := n.looked[container+"\x00"+id]; l != nil {
		return l.data
	}
	return nil
}

// readBelow returns the data of sessions below a place that were read before.
func (n *Names) readBelow(here place.Path) (all []*tree.Map) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(n.looked)) {
		container, _, _ := strings.Cut(key, "\x00")
		if l := n.looked[key]; l.data != nil && (len(here) == place.Root || container == here[0]) {
			all = append(all, l.data)
		}
	}
	return all
}

// placesRead returns the places of the sessions that were read before.
func (n *Names) placesRead() (all []place.Path) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(n.looked)) {
		if n.looked[key].data != nil {
			container, id, _ := strings.Cut(key, "\x00")
			all = append(all, place.Path{container, id})
		}
	}
	return all
}

// Saw remembers what a transaction that has ended leaves of a session; nil if that is nothing.
func (n *Names) Saw(container, id string, data *tree.Map, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.kept {
		return
	}
	done := make(chan struct{})
	close(done)
	n.makeRoom()
	n.looked[container+"\x00"+id] = &look{at: now, data: data, done: done}
}

// makeRoom makes room for the data of one more session.
func (n *Names) makeRoom() {
	if len(n.looked) >= maxLooked {
		clear(n.looked)
	}
}

// read returns the data of a session as it is stored.
func read(ctx context.Context, root *session.Root, container, id string) *tree.Map {
	c, err := stored.Locate(ctx, root, container, id)
	if err != nil {
		return nil
	}
	f := c.Format()
	key, err := f.Key(container, id)
	if err != nil {
		return nil
	}
	l := root.Store().Load(ctx, []string{key}, storage.NeedValue)[0]
	if l.Item == nil {
		return nil
	}
	r, err := c.Decode(l.Item)
	if err != nil {
		return nil
	}
	return r.Data
}
