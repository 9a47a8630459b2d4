package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// sampleSize is how many sessions are read to find out how a container's sessions are written,
// and sampleAge is how long the result is used.
const (
	sampleSize = 64
	sampleAge  = 10 * time.Second
)

// neighbours is what is known about the ways in which a container's sessions are written.
type neighbours struct {
	mu       sync.RWMutex
	assigned string         // by the user; "": none
	seen     map[string]int // counts in the latest sample, by way; 1 for a way seen elsewhere

	sampling sync.Mutex
	sampled  time.Time
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

// neighbours returns what is known about the container's sessions.
func (c *Container) neighbours() *neighbours {
	c.root.mu.Lock()
	defer c.root.mu.Unlock()
	n := c.root.ways[c.name]
	if n == nil {
		n = &neighbours{seen: make(map[string]int)}
		c.root.ways[c.name] = n
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
		return among[0], "no other session shows how to write it"
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

// sample reads some of the container's sessions, unless that was done recently. If the store
// cannot list, only those that are read for other reasons count.
func (c *Container) sample(ctx context.Context) {
	n, now := c.neighbours(), c.root.options.Now()
	n.sampling.Lock()
	defer n.sampling.Unlock()
	if !n.sampled.IsZero() && now.Sub(n.sampled) < sampleAge {
		return
	}
	var keys []string
	for f, err := range c.root.ListFor(ctx, c.name, true) {
		if err != nil || !f.Container.same(c) {
			continue
		}
		if keys = append(keys, f.Item.Key); len(keys) == sampleSize {
			break
		}
	}
	counts := make(map[string]int)
	for _, l := range c.root.store.Load(ctx, keys, storage.NeedValue) {
		if l.Item == nil {
			continue
		}
		if r, err := c.format.Decode(l.Item.Value, l.Item.Flags); err == nil && r.Way != "" {
			counts[r.Way]++
		}
	}
	n.sampled = now
	if len(counts) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen = counts
}

// meet notes how some of the sessions are written that were read together.
func (c *Container) meet(peeks []*Peek) {
	left := sampleSize
	for _, p := range peeks {
		if !p.Container.same(c) {
			continue
		}
		if r, err := c.format.Decode(p.Item.Value, p.Item.Flags); err == nil && r.Way != "" {
			c.neighbours().note(r.Way)
		}
		if left--; left == 0 {
			return
		}
	}
}

// Decode decodes an item of the container. If its value can be read in several ways, the way of
// the container's other sessions decides; if they do not, the error is a [format.Doubt].
func (c *Container) Decode(item *storage.Item) (*format.Record, error) {
	r, _, err := c.decoded(item)
	return r, err
}

// decoded is Decode. chosen reports whether the value could be read in other ways, too.
func (c *Container) decoded(item *storage.Item) (r *format.Record, chosen bool, err error) {
	r, chosen, err = c.choose(item)
	if err == nil {
		note(r, item)
	}
	return r, chosen, err
}

func (c *Container) choose(item *storage.Item) (r *format.Record, chosen bool, err error) {
	r, err = c.format.Decode(item.Value, item.Flags)
	if err == nil && r.Way != "" {
		c.neighbours().note(r.Way)
	}
	var doubt *format.Doubt
	if !errors.As(err, &doubt) {
		return r, false, err
	}
	way, why := c.neighbours().choose(doubt.Ways)
	if why != "" {
		return nil, false, doubt
	}
	r, err = format.DecodeAs(c.format, way, item.Value, item.Flags)
	return r, true, err
}

// DecodeAs is [Container.Decode] for a value that is known to be written in a way, which then
// counts for the container's other sessions; "" means that it is not known. A session that is
// filled with the data is written as the item is, as long as they are not changed.
func (c *Container) DecodeAs(way string, item *storage.Item) (*format.Record, error) {
	r, err := c.decodeAs(way, item)
	if err == nil {
		noteAlways(r, item)
	}
	return r, err
}

func (c *Container) decodeAs(way string, item *storage.Item) (*format.Record, error) {
	if way == "" {
		return c.Decode(item)
	}
	if !slices.Contains(c.format.Traits().Ways, way) {
		return nil, fmt.Errorf("the format %s does not write sessions as %q", c.format.Name(), way)
	}
	r, err := format.DecodeAs(c.format, way, item.Value, item.Flags)
	if err == nil {
		c.neighbours().note(way)
	}
	return r, err
}

// ReadAs returns the way in which the session's item was read, if it could be read in others
// too and the other sessions or the user have decided; else "".
func (s *Session) ReadAs() string {
	if s.base.chosen {
		return s.base.record.Way
	}
	return ""
}

// Content returns the data that a session of the item would have. The mapping is empty if it
// cannot be decoded; the error is a [DecodeError].
func (c *Container) Content(item *storage.Item) (*tree.Map, error) {
	b := c.decode(item)
	return b.data(), b.broken
}

// decode is [Container.Decode] for a session. A value that cannot be decoded makes the session
// read-only.
func (c *Container) decode(item *storage.Item) base {
	if item == nil {
		return base{}
	}
	r, chosen, err := c.decoded(item)
	if err != nil {
		return base{item: item, broken: c.undecodable(item, err)}
	}
	return base{item: item, record: r, chosen: chosen}
}

// manyBytes is the size from which decoding takes too long to be waited for after Ctrl-C.
const manyBytes = 1 << 20

// decodeAll decodes what was loaded, and samples the container's other sessions if there is a
// doubt. If ctx ends first, its error is the error of everything that was loaded.
func (c *Container) decodeAll(ctx context.Context, loaded []storage.Loaded) []base {
	size := 0
	for _, l := range loaded {
		if l.Item != nil {
			size += len(l.Item.Value)
		}
	}
	items := make([]*storage.Item, len(loaded))
	for i, l := range loaded {
		items[i] = l.Item
	}
	decode := func() []base {
		decoded := make([]base, len(items))
		inParallel(len(items), func(i int) {
			if ctx.Err() == nil {
				decoded[i] = c.decode(items[i])
			}
		})
		return decoded
	}
	var decoded []base
	if size < manyBytes {
		decoded = decode()
	} else {
		done := make(chan any, 1) // not received from if ctx ends first
		go func() {
			defer func() {
				if v := recover(); v != nil {
					done <- v
				}
			}()
			decoded := decode()
			done <- decoded
		}()
		decoded = make([]base, len(items))
		select {
		case v := <-done:
			var ok bool
			if decoded, ok = v.([]base); !ok {
				panic(v) // in the caller's goroutine
			}
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		for i := range loaded {
			loaded[i].Err = err
		}
		return decoded
	}
	for i, b := range decoded {
		if format.InDoubt(b.broken) {
			c.sample(ctx)
			decoded[i] = c.decode(b.item)
		}
	}
	return decoded
}

// way returns the way in which to write the session. note says why it was chosen if it could
// be otherwise. What was read of an item, be it another session's, is written as that item is.
func (s *Session) way(ctx context.Context) (way, note string) {
	if from := sourceOf(s.root); from.way != "" {
		return from.way, ""
	}
	if s.base.record != nil && s.base.record.Way != "" {
		return s.base.record.Way, ""
	}
	way, why := s.container.NewWay(ctx)
	if why != "" {
		note = fmt.Sprintf("written as %s: %s; format %s %s:WAY decides", way, why, tree.Quoted(s.container.name), s.container.format.Name())
	}
	return way, note
}

// AssignWay sets the way in which new sessions of a container are written, and sessions are read
// that can be read in several. It fails for a way that the container's format does not have;
// "" lets the other sessions decide again.
func (r *Root) AssignWay(container, way string) error {
	c := r.Container(container)
	if way != "" && !slices.Contains(c.format.Traits().Ways, way) {
		return fmt.Errorf("the format %s does not write sessions as %q", c.format.Name(), way)
	}
	n := c.neighbours()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.assigned = way
	return nil
}

// NewWay returns the way in which a new session of the container would be written, and why it
// could be otherwise; "" if it is certain. Both are "" for a format with only one way.
func (c *Container) NewWay(ctx context.Context) (way, why string) {
	ways := c.format.Traits().Ways
	if ways == nil {
		return "", ""
	}
	c.sample(ctx)
	return c.neighbours().choose(ways)
}

// Leave closes the sessions of a container without changes, so that they are read again when
// they are opened again.
func (w *Work) Leave(container string) {
	w.order = slices.DeleteFunc(slices.Clone(w.order), func(s *Session) bool {
		if s.container.name != container || s.seq > 0 || s.attempt != nil {
			return false
		}
		delete(w.sessions, s.key)
		return true
	})
}
