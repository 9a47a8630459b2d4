package server

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// Load reads the keys of this server.
func (s *Server) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	loaded := make([]storage.Loaded, len(keys))
	if !slices.ContainsFunc(keys, isUnusual) {
		s.load(ctx, keys, nil, need, loaded)
		return loaded
	}
	good, at := make([]string, 0, len(keys)), make([]int, 0, len(keys))
	for i, key := range keys {
		if err := checkKey(key); err != nil {
			loaded[i].Err = s.error("read", key, err)
			continue
		}
		if isBinary(key) {
			item, err := s.readBinary(ctx, key, need)
			if loaded[i].Item = item; item != nil {
				item.Server = s.address.Name
			}
			loaded[i].Err = s.error("read", key, err)
			continue
		}
		good, at = append(good, key), append(at, i)
	}
	s.load(ctx, good, at, need, loaded)
	return loaded
}

// isUnusual reports whether a key cannot be in a request of the text protocol.
func isUnusual(key string) bool { return checkKey(key) != nil || isBinary(key) }

// load reads keys that can be in a request. The i-th is the at[i]-th of what is loaded; the i-th, if at is nil.
func (s *Server) load(ctx context.Context, keys []string, at []int, need storage.Need, loaded []storage.Loaded) {
	items, err := s.read(ctx, keys, need)
	for i, key := range keys {
		l := &loaded[i]
		if at != nil {
			l = &loaded[at[i]]
		}
		if i >= len(items) {
			l.Err = s.error("read", key, err)
			continue
		}
		if l.Item = items[i]; l.Item != nil {
			l.Item.Server = s.address.Name
		}
	}
}

// read reads items: items[i] is for keys[i], and nil if there is none. With an error, there are
// fewer items than keys.
func (s *Server) read(ctx context.Context, keys []string, need storage.Need) (items []*storage.Item, err error) {
	if err := ctx.Err(); err != nil || len(keys) == 0 {
		return nil, err
	}
	err = s.with(ctx, func(c *textproto.Conn) (err error) {
		if processAt(c).can.meta {
			items, err = s.readMeta(ctx, c, keys, need)
		} else {
			items, err = s.readValues(ctx, c, keys)
		}
		return err
	})
	return items, err
}

// fewKeys is the number of keys in one gets.
const fewKeys = 100

// readValues reads by gets, which all servers support.
func (s *Server) readValues(ctx context.Context, c *textproto.Conn, keys []string) ([]*storage.Item, error) {
	p := processAt(c)
	items := make([]*storage.Item, 0, len(keys))
	err := c.Pipeline(ctx, func(w *bufio.Writer) error {
		for part := range slices.Chunk(keys, fewKeys) {
			w.WriteString("gets ")
			w.WriteString(strings.Join(part, " "))
			if _, err := w.WriteString("\r\n"); err != nil {
				return err
			}
		}
		if !p.tellsEnd() {
			return nil
		}
		_, err := w.WriteString(s.end(p))
		return err
	}, func() error {
		for part := range slices.Chunk(keys, fewKeys) {
			found := make(map[string]*storage.Item, len(part))
			err := c.Values(ctx, p.can.valueLimit(), func(v textproto.Value) error {
				if !slices.Contains(part, v.Key) {
					return outOfStep("VALUE " + v.Key)
				}
				item := p.item(v.Key, v.Data, v.Flags, v.Version)
				found[v.Key] = &item
				return nil
			})
			if err != nil {
				return err
			}
			for _, key := range part {
				items = append(items, found[key])
			}
		}
		if !p.tellsEnd() {
			return nil
		}
		return s.inStep(ctx, c, p)
	})
	return believed(items, err), err
}

// item returns an item of the process. If it has no version, the server keeps none: that is noted,
// and a hash of the content takes its place.
func (p *process) item(key string, value []byte, flags uint32, cas uint64) storage.Item {
	item := storage.Item{Key: key, Value: value, Flags: flags, CAS: cas, TTL: storage.TTLUnknown, Idle: -1}
	if p.noVersions.Load() != (cas == 0) {
		p.noVersions.Store(cas == 0)
	}
	if cas != 0 {
		item.Version = p.epoch.version(cas)
		return item
	}
	sum := sha256.Sum256(value)
	item.Version = (binary.BigEndian.Uint64(sum[:]) ^ uint64(flags)) | 1
	return item
}

// readMeta reads in one pipeline and leaves no trace: a read that counts as an access moves the
// item in the LRU, and hides it for about a second from the server's listing, which skips items
// that are being moved.
func (s *Server) readMeta(ctx context.Context, c *textproto.Conn, keys []string, need storage.Need) ([]*storage.Item, error) {
	p := processAt(c)
	if p.can.noCAS {
		need |= storage.NeedValue
	}
	r := &metaRead{
		s: s, c: c, p: p, keys: keys, need: need, first: opaques(c, len(keys)), quiet: len(keys) >= fewKeys,
		items: make([]*storage.Item, 0, len(keys)), arena: itemArena{alone: need&storage.NeedValue != 0},
	}
	if need&storage.NeedBriefly != 0 {
		r.arena.alone, r.room = false, new(textproto.Room)
	}
	err := c.Pipeline(ctx, r.requests, func() error { return r.replies(ctx) })
	return believed(r.items, err), err
}

// believed returns the items of a read that broke off; none if its replies were out of step.
func believed(items []*storage.Item, err error) []*storage.Item {
	if errors.Is(err, textproto.ErrNonsense) {
		return nil
	}
	return items
}

func literal(request string) func(*bufio.Writer) error {
	return func(w *bufio.Writer) error {
		_, err := w.WriteString(request)
		return err
	}
}
