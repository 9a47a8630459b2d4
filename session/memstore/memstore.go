// Package memstore keeps items in the memory of the process. It is the store that sessh uses
// if no server is given, and a fast substitute for memcached in tests.
//
// A [Store] behaves like one memcached server: items expire, every write changes the version,
// and keys and values that memcached refuses are refused. A test that needs time to pass
// gives it a clock of its own; one that needs failures wraps it with
// sessh/session/storetest.Faults.
package memstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"sessh/session/storage"
)

// Name is the name of the store's only server.
const Name = "embedded"

// DefaultMaxItem is the size limit of an item in bytes, the same as memcached's.
const DefaultMaxItem = 1 << 20

// overhead is the size of an item without its key and value.
const overhead = 64

// maxKey is the length limit of a key in bytes.
const maxKey = 250

// Options are the settings of a [Store]. The zero value is ready to use.
type Options struct {
	Now     func() time.Time // the clock; nil is time.Now
	MaxItem int              // size limit of an item with its key, in bytes; 0 is DefaultMaxItem
}

// A Store is a [storage.Store] in memory. Use [New] to make one. It is safe for concurrent
// use.
type Store struct {
	options Options

	mu      sync.Mutex
	items   map[string]*item
	version uint64 // of the latest write
	started time.Time
	flushes int
}

type item struct {
	value    []byte
	flags    uint32
	expires  time.Time // zero: never
	version  uint64
	accessed time.Time
}

var _ storage.Store = (*Store)(nil)

// New returns an empty store.
func New(o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxItem == 0 {
		o.MaxItem = DefaultMaxItem
	}
	return &Store{options: o, items: make(map[string]*item), started: o.Now()}
}

// live returns the item under key, or nil if there is none or it has expired.
func (s *Store) live(key string, now time.Time) *item {
	it := s.items[key]
	if it != nil && !it.expires.IsZero() && !it.expires.After(now) {
		delete(s.items, key)
		return nil
	}
	return it
}

// checkKey refuses the keys that memcached refuses.
func checkKey(op, key string) error {
	bad := ""
	switch {
	case key == "":
		bad = "the key is empty"
	case len(key) > maxKey:
		bad = fmt.Sprintf("the key has %d bytes, more than %d", len(key), maxKey)
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		bad = "the key has a blank or a control character"
	}
	if bad == "" {
		return nil
	}
	return &storage.Error{Op: op, Server: Name, Key: key, Err: errors.New(bad)}
}

// Load reads items.
func (s *Store) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	loaded := make([]storage.Loaded, len(keys))
	for i, key := range keys {
		err := ctx.Err()
		if err == nil {
			err = checkKey("read", key)
		}
		if err != nil {
			loaded[i].Err = err
			continue
		}
		if it := s.live(key, now); it != nil {
			loaded[i].Item = it.out(key, need, now)
		}
	}
	return loaded
}

func (it *item) out(key string, need storage.Need, now time.Time) *storage.Item {
	out := &storage.Item{Key: key, Version: it.version, TTL: storage.TTLUnknown, Idle: -1}
	if need&storage.NeedValue != 0 {
		out.Value, out.Flags = slices.Clone(it.value), it.flags
		it.accessed = now
	}
	if need&storage.NeedTTL != 0 {
		out.TTL = storage.TTLNever
		if !it.expires.IsZero() {
			out.TTL = max(it.expires.Sub(now).Round(time.Second), time.Second)
		}
	}
	return out
}

// Apply makes the writes.
func (s *Store) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	outcomes := make([]storage.Outcome, len(writes))
	for i, w := range writes {
		if err := ctx.Err(); err != nil {
			outcomes[i] = storage.Outcome{State: storage.Failed, Err: err}
			continue
		}
		outcomes[i] = s.apply(w)
	}
	return outcomes
}

func (s *Store) apply(w storage.Write) storage.Outcome {
	if err := checkKey("write", w.Key); err != nil {
		return storage.Outcome{State: storage.Failed, Err: err}
	}
	if w.Delete && w.Version == 0 {
		return failed(w.Key, errors.New("a delete needs a version"))
	}
	if !w.Delete && w.TTL < 0 {
		return failed(w.Key, storage.ErrNoLifetime)
	}
	if limit := s.maxValue(w.Key); !w.Delete && len(w.Value) > limit {
		return failed(w.Key, fmt.Errorf("%w: %d bytes, and at most %d fit", storage.ErrTooLarge, len(w.Value), limit))
	}
	now := s.options.Now()
	var version uint64
	if it := s.live(w.Key, now); it != nil {
		version = it.version
	}
	switch {
	case version != w.Version:
		return storage.Outcome{State: storage.Overtaken}
	case w.Delete:
		delete(s.items, w.Key)
		return storage.Outcome{State: storage.Applied}
	}
	s.version++
	it := &item{value: slices.Clone(w.Value), flags: w.Flags, version: s.version, accessed: now}
	if w.TTL > 0 {
		it.expires = now.Add(max(w.TTL, time.Second))
	}
	s.items[w.Key] = it
	return storage.Outcome{State: storage.Applied, Version: s.version}
}

func failed(key string, err error) storage.Outcome {
	return storage.Outcome{State: storage.Failed, Err: &storage.Error{Op: "write", Server: Name, Key: key, Err: err}}
}

// List streams the items in the order of their keys.
func (s *Store) List(ctx context.Context) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		for _, l := range s.listed() {
			if err := ctx.Err(); err != nil {
				yield(storage.Listed{}, err)
				return
			}
			if !yield(l, nil) {
				return
			}
		}
	}
}

func (s *Store) listed() []storage.Listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	var all []storage.Listed
	for key := range s.items {
		it := s.live(key, now)
		if it == nil {
			continue
		}
		all = append(all, storage.Listed{
			Key: key, Expires: it.expires, LastAccess: it.accessed, Size: size(key, it.value), Version: it.version, Server: Name,
		})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Key < all[j].Key })
	return all
}

func size(key string, value []byte) int { return len(key) + len(value) + overhead }

// MaxValue returns the size limit of an item without its key and overhead.
func (s *Store) MaxValue(_ context.Context, key string) (int, error) { return s.maxValue(key), nil }

func (s *Store) maxValue(key string) int { return max(s.options.MaxItem-size(key, nil), 0) }

// Flush removes all items.
func (s *Store) Flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.items)
	s.flushes++
	return nil
}

// Servers describes the store as one server.
func (s *Store) Servers(context.Context) []storage.Server {
	all := s.listed()
	s.mu.Lock()
	flushes := s.flushes
	s.mu.Unlock()
	bytes := 0
	for _, l := range all {
		bytes += l.Size
	}
	return []storage.Server{{Name: Name, Stats: map[string]string{
		"curr_items":  strconv.Itoa(len(all)),
		"bytes":       strconv.Itoa(bytes),
		"total_items": strconv.FormatUint(s.writes(), 10),
		"uptime":      strconv.Itoa(int(s.options.Now().Sub(s.started).Seconds())),
		"cmd_flush":   strconv.Itoa(flushes),
	}}}
}

// writes returns how many items were ever stored.
func (s *Store) writes() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version
}

// Close does nothing.
func (s *Store) Close() error { return nil }

// Abilities returns none.
func (s *Store) Abilities() storage.Abilities { return storage.Abilities{} }
