package family

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"sessh/session/storage"
)

// sampleSize is how many sessions are read to find out how the sessions of a family are written,
// and sampleAge is how long the result is used. One that could not be finished is used for failedAge,
// so that a commit of many sessions does not wait for a silent server once for each.
const (
	sampleSize = 64
	sampleAge  = 10 * time.Second
	failedAge  = time.Second
)

// neighbours is what is known about the ways in which the sessions of a family are written.
type neighbours struct {
	mu       sync.RWMutex
	assigned string         // by the user; "": none
	seen     map[string]int // counts in the latest sample, by way; 1 for a way seen elsewhere
	unseen   string         // why the latest sample may lack sessions; "": it lacks none, or is large enough

	sampling sync.Mutex
	until    time.Time // when the latest sample is too old
}

func (n *neighbours) note(way string) {
	n.mu.RLock()
	_, known := n.seen[way]
	n.mu.RUnlock()
	if known {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen[way] = max(n.seen[way], 1)
}

// neighbours returns what is known about the sessions of the family.
func (f Family) neighbours() *neighbours {
	f.all.mu.Lock()
	defer f.all.mu.Unlock()
	n := f.all.ways[f.name]
	if n == nil {
		n = &neighbours{seen: make(map[string]int)}
		f.all.ways[f.name] = n
	}
	return n
}

// choose returns one of several ways: that of the neighbours, or the first if they do not decide. why
// says why it could be otherwise; "" if it is certain.
func (n *neighbours) choose(among []string) (way, why string) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if slices.Contains(among, n.assigned) {
		return n.assigned, ""
	}
	var seen, others []string
	for _, w := range among {
		if n.seen[w] > 0 {
			seen = append(seen, w)
		}
	}
	if len(seen) == 0 {
		return among[0], cmp.Or(n.unseen, "no other session shows how to write it")
	}
	way = seen[0]
	for _, w := range seen {
		if n.seen[w] > n.seen[way] {
			way = w
		}
	}
	if len(seen) == 1 {
		return way, ""
	}
	for _, w := range seen {
		if w != way {
			others = append(others, w)
		}
	}
	return way, "other sessions are written as " + strings.Join(others, ", ")
}

// sample reads some of the sessions of the family, unless that was done recently. If the store
// cannot list, only those that are read for other reasons count.
func (f Family) sample(ctx context.Context) {
	n := f.neighbours()
	n.sampling.Lock()
	defer n.sampling.Unlock()
	if f.all.now().Before(n.until) {
		return
	}
	counts, err := f.count(ctx)
	if ctx.Err() != nil { // nothing was found out
		return
	}
	n.keep(counts, err)
	if n.until = f.all.now().Add(sampleAge); err != nil && !errors.Is(err, storage.ErrUnsupported) {
		n.until = f.all.now().Add(failedAge)
	}
}

// count returns how many of some sessions are written in which way. With an error there may be
// others.
func (f Family) count(ctx context.Context) (counts map[string]int, err error) {
	var keys []string
	for e, failed := range f.all.catalog.List(ctx, f.name, true) {
		switch {
		case failed != nil:
			err = cmp.Or(err, failed)
			continue
		case !f.Has(e):
			continue
		}
		if keys = append(keys, e.Item.Key); len(keys) == sampleSize {
			break
		}
	}
	counts = make(map[string]int)
	for _, l := range f.all.store.Load(ctx, keys, storage.NeedValue) {
		err = cmp.Or(err, l.Err)
		if l.Item == nil {
			continue
		}
		if r, err := f.format.Decode(l.Item.Value, l.Item.Flags); err == nil && r.Way != "" {
			counts[r.Way]++
		}
	}
	return counts, err
}

// keep notes the counts of a sample. Where it is not of all sessions, what was known stays true.
func (n *neighbours) keep(counts map[string]int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case errors.Is(err, storage.ErrUnsupported):
		n.unseen = "the other sessions cannot be listed"
	case err != nil:
		n.unseen = "the other sessions could not be listed"
	default:
		n.unseen = ""
	}
	switch {
	case err != nil:
		for way, count := range counts {
			n.seen[way] = max(n.seen[way], count)
		}
	case len(counts) > 0:
		n.seen = counts
	}
}

// Meet notes how some of the sessions are written that were read together.
func (f Family) Meet(items iter.Seq[*storage.Item]) {
	left := sampleSize
	for item := range items {
		if r, err := f.format.Decode(item.Value, item.Flags); err == nil && r.Way != "" {
			f.neighbours().note(r.Way)
		}
		if left--; left == 0 {
			return
		}
	}
}

// AssignWay sets the way in which new sessions are written, and those are read that can be read in
// several. It fails for a way that the format does not have; "" lets the other sessions decide again.
func (f Family) AssignWay(way string) error {
	if way != "" && !slices.Contains(f.format.Traits().Ways, way) {
		return fmt.Errorf("the format %s does not write sessions as %q", f.format.Name(), way)
	}
	n := f.neighbours()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.assigned = way
	return nil
}

// NewWay returns the way in which a new session of the family would be written, and why it
// could be otherwise; "" if it is certain. Both are "" for a format with only one way.
func (f Family) NewWay(ctx context.Context) (way, why string) {
	ways := f.format.Traits().Ways
	if ways == nil {
		return "", ""
	}
	f.sample(ctx)
	return f.neighbours().choose(ways)
}
