package server

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// Load reads the keys of this server.
func (s *Server) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	loaded := make([]storage.Loaded, len(keys))
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
	items, err := s.read(ctx, good, need)
	for i, key := range good {
		if i < len(items) {
			if loaded[at[i]].Item = items[i]; items[i] != nil {
				items[i].Server = s.address.Name
			}
			continue
		}
		loaded[at[i]].Err = s.error("read", key, err)
	}
	return loaded
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
	items := make([]*storage.Item, 0, len(keys))
	arena := &itemArena{alone: need&storage.NeedValue != 0}
	flags, first := metaFlags(need), opaques(c, len(keys))
	err := c.Pipeline(ctx, func(w *bufio.Writer) error {
		var line []byte
		for i, key := range keys {
			line = append(append(append(line[:0], "mg "...), key...), flags...)
			line = append(strconv.AppendInt(line, first+int64(i), 10), "\r\n"...)
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		_, err := w.WriteString(s.end(p))
		return err
	}, func() error {
		for i, key := range keys {
			item, found, err := p.readItem(ctx, c, key, need, first+int64(i))
			switch {
			case err != nil:
				return err
			case found:
				items = append(items, arena.add(item))
			default:
				items = append(items, nil)
			}
		}
		return s.inStep(ctx, c, p)
	})
	return believed(items, err), err
}

// believed returns the items of a read that broke off; none if its replies were out of step.
func believed(items []*storage.Item, err error) []*storage.Item {
	if errors.Is(err, textproto.ErrNonsense) {
		return nil
	}
	return items
}

// metaFlags returns the flags of an mg for need, up to the number that the reply has to end with.
// A reply without it was cut off, and the numbers in it may be wrong.
func metaFlags(need storage.Need) string {
	flags := " c u"
	if need&storage.NeedValue != 0 {
		flags += " v f"
	}
	if need&storage.NeedTTL != 0 {
		flags += " l t"
	}
	return flags + " O"
}

// An itemArena allocates the items of a read, many at a time.
type itemArena struct {
	alone bool // one at a time: whoever keeps one must not keep the values of others
	free  []storage.Item
}

func (a *itemArena) add(item storage.Item) (added *storage.Item) {
	const many = 64
	if a.alone {
		added = new(storage.Item)
	} else {
		if len(a.free) == 0 {
			a.free = make([]storage.Item, many)
		}
		added, a.free = &a.free[0], a.free[1:]
	}
	*added = item
	return added
}

// readItem reads the reply to one mg.
func (p *process) readItem(ctx context.Context, c *textproto.Conn, key string, need storage.Need, opaque int64) (item storage.Item, found bool, err error) {
	m, err := c.Meta(ctx, p.can.valueLimit())
	if err != nil {
		return item, false, err
	}
	wanted := "HD"
	if need&storage.NeedValue != 0 {
		wanted = "VA"
	}
	if m.Code == "EN" {
		return item, false, nil
	}
	r := parseReply(m)
	switch {
	case m.Code != wanted || r.opaque != opaque:
		return item, false, outOfStep(m.String())
	case r.damaged:
		return item, false, textproto.Nonsense(m.String())
	}
	item = p.item(key, m.Value, r.flags, r.version)
	if need&storage.NeedTTL != 0 {
		item.TTL, item.Idle = r.ttl, r.idle
	}
	return item, true, nil
}

func literal(request string) func(*bufio.Writer) error {
	return func(w *bufio.Writer) error {
		_, err := w.WriteString(request)
		return err
	}
}
