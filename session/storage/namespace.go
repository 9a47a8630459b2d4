package storage

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Namespace is a store within another one: the items whose keys begin with a prefix, which
// its users do not see. Flush removes these items and no others, and counts in what the servers
// say of themselves: in "cmd_flush", but not in the setting "oldest", which is left out then.
type Namespace struct {
	Store
	prefix string

	mu      sync.Mutex
	flushes int
	written map[string]bool   // keys, with the prefix
	long    map[string]string // keys that are too long for the prefix, by what stands for them
}

// NewNamespace returns the store of the items of s whose keys begin with prefix.
func NewNamespace(s Store, prefix string) *Namespace {
	return &Namespace{Store: s, prefix: prefix, written: make(map[string]bool), long: make(map[string]string)}
}

// longestKey is how many bytes a key of memcached can have.
const longestKey = 250

// outer returns the key of the store for a key. The store refuses one that is illegal.
func (n *Namespace) outer(key string) string {
	switch {
	case key == "" || len(key) > longestKey:
		return key
	case len(n.prefix)+len(key) <= longestKey:
		return n.prefix + key
	}
	short := fmt.Sprintf("%s%x", n.prefix, sha256.Sum256([]byte(key)))
	n.mu.Lock()
	defer n.mu.Unlock()
	n.long[short] = key
	return short
}

// inner returns the key for one of the store; ok is false if it is not in the namespace.
func (n *Namespace) inner(key string) (inner string, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if inner, ok = n.long[key]; ok {
		return inner, true
	}
	return strings.CutPrefix(key, n.prefix)
}

// Load loads items.
func (n *Namespace) Load(ctx context.Context, keys []string, need Need) []Loaded {
	all := make([]string, len(keys))
	for i, key := range keys {
		all[i] = n.outer(key)
	}
	return n.inside(n.Store.Load(ctx, all, need))
}

// inside gives items and errors the keys that users know.
func (n *Namespace) inside(all []Loaded) []Loaded {
	for i, l := range all {
		all[i] = Loaded{n.item(l.Item), n.about(l.Err)}
	}
	return all
}

// about returns an error with the key that users know.
func (n *Namespace) about(err error) error {
	about, ok := err.(*Error) //nolint:errorlint // an error around it may say the key in its text
	if !ok {
		return err
	}
	inside := *about
	inside.Key, _ = n.inner(about.Key)
	return &inside
}

func (n *Namespace) item(item *Item) *Item {
	if item == nil {
		return nil
	}
	inside := *item
	inside.Key, _ = n.inner(item.Key)
	return &inside
}

// Apply writes items.
func (n *Namespace) Apply(ctx context.Context, writes []Write) []Outcome {
	all := slices.Clone(writes)
	for i := range all {
		all[i].Key = n.outer(all[i].Key)
		n.noteWritten(all[i].Key)
	}
	outcomes := n.Store.Apply(ctx, all)
	for i := range outcomes {
		outcomes[i].Err = n.about(outcomes[i].Err)
	}
	return outcomes
}

func (n *Namespace) noteWritten(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if strings.HasPrefix(key, n.prefix) {
		n.written[key] = true
	}
}

// List lists the items of the namespace.
func (n *Namespace) List(ctx context.Context) iter.Seq2[Listed, error] {
	return n.listed(n.Store.List(ctx))
}

func (n *Namespace) listed(all iter.Seq2[Listed, error]) iter.Seq2[Listed, error] {
	return func(yield func(Listed, error) bool) {
		for l, err := range all {
			key, inside := n.inner(l.Key)
			if err == nil && !inside {
				continue
			}
			l.Key = key
			if !yield(l, err) {
				return
			}
		}
	}
}

// MaxValue returns the size limit of the value under key.
func (n *Namespace) MaxValue(ctx context.Context, key string) (int, error) {
	most, err := n.Store.MaxValue(ctx, n.outer(key))
	return most, n.about(err)
}

// Flush removes all items of the namespace: those that a listing finds, and those that were
// written through it, which the server may not be able to list.
func (n *Namespace) Flush(ctx context.Context) error {
	keys := make(map[string]bool)
	var errs []error
	for l, err := range AbilitiesOf(n.Store).ListNames(ctx) {
		switch {
		case err != nil && !errors.Is(err, ErrUnsupported):
			errs = append(errs, err)
		case strings.HasPrefix(l.Key, n.prefix):
			keys[l.Key] = true
		}
	}
	n.mu.Lock()
	for key := range n.written {
		keys[key] = true
	}
	n.mu.Unlock()
	var all []string
	for key := range keys {
		all = append(all, key)
	}
	for batch := range slices.Chunk(all, flushBatch) {
		errs = append(errs, n.remove(ctx, batch))
	}
	n.mu.Lock()
	n.flushes++
	n.mu.Unlock()
	return errors.Join(errs...)
}

// flushBatch is how many items Flush removes at a time.
const flushBatch = 1000

// remove removes items of the store. An item that is overtaken is removed as it is then.
func (n *Namespace) remove(ctx context.Context, keys []string) error {
	var errs []error
	for range 3 {
		var writes []Write
		for i, l := range n.Store.Load(ctx, keys, 0) {
			switch {
			case l.Err != nil:
				errs = append(errs, l.Err)
			case l.Item != nil:
				writes = append(writes, Write{Key: keys[i], Version: l.Item.Version, Delete: true})
			}
		}
		keys = nil
		for i, o := range n.Store.Apply(ctx, writes) {
			switch o.State {
			case Applied:
			case Overtaken:
				keys = append(keys, writes[i].Key)
			default:
				errs = append(errs, o.Err)
			}
		}
		if len(keys) == 0 {
			break
		}
	}
	if len(keys) > 0 {
		errs = append(errs, fmt.Errorf("%d items are being changed", len(keys)))
	}
	return errors.Join(errs...)
}

// Servers describes the servers of the store, as flushed as the namespace is.
func (n *Namespace) Servers(ctx context.Context) []Server { return n.flushed(n.Store.Servers(ctx)) }

// flushed counts the flushes of the namespace in what servers say. When the last one was is not
// known to them.
func (n *Namespace) flushed(all []Server) []Server {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.flushes == 0 {
		return all
	}
	for i := range all {
		all[i].Stats = maps.Clone(all[i].Stats)
		delete(all[i].Stats, "oldest")
		if counted, err := strconv.Atoi(all[i].Stats["cmd_flush"]); err == nil {
			all[i].Stats["cmd_flush"] = strconv.Itoa(counted + n.flushes)
		}
	}
	return all
}

// Abilities returns the abilities of the store, for the items of the namespace.
func (n *Namespace) Abilities() Abilities {
	a := n.Store.Abilities()
	if names := a.ListNames; names != nil {
		a.ListNames = func(ctx context.Context) iter.Seq2[Listed, error] { return n.listed(names(ctx)) }
	}
	if a.Locator != nil {
		a.Locator = innerLocator{a.Locator, n}
	}
	if counters := a.Counters; counters != nil {
		a.Counters = func(ctx context.Context, group string) []Server { return n.flushed(counters(ctx, group)) }
	}
	if watch := a.Watch; watch != nil {
		a.Watch = func(ctx context.Context, what Log) iter.Seq2[Report, error] { return n.reports(watch(ctx, what)) }
	}
	if can := a.CanRemove; can != nil {
		a.CanRemove = func(ctx context.Context, key string) error { return n.about(can(ctx, n.outer(key))) }
	}
	return a
}

func (n *Namespace) reports(all iter.Seq2[Report, error]) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) {
		for r, err := range all {
			key, inside := n.inner(r.Key)
			if err == nil && r.Key != "" && !inside {
				continue
			}
			r.Key = key
			if !yield(r, err) {
				return
			}
		}
	}
}

type innerLocator struct {
	outer Locator
	n     *Namespace
}

func (l innerLocator) Home(key string) string   { return l.outer.Home(l.n.outer(key)) }
func (l innerLocator) Chosen(key string) string { return l.outer.Chosen(l.n.outer(key)) }

func (l innerLocator) outside(items []*Item) []*Item {
	all := make([]*Item, len(items))
	for i, item := range items {
		outside := *item
		outside.Key = l.n.outer(item.Key)
		all[i] = &outside
	}
	return all
}

func (l innerLocator) Copies(ctx context.Context, items []*Item, need Need) ([][]*Item, error) {
	all, err := l.outer.Copies(ctx, l.outside(items), need)
	for _, copies := range all {
		for i := range copies {
			copies[i] = l.n.item(copies[i])
		}
	}
	return all, err
}

func (l innerLocator) LoadAt(ctx context.Context, items []*Item, need Need) []Loaded {
	return l.n.inside(l.outer.LoadAt(ctx, l.outside(items), need))
}
