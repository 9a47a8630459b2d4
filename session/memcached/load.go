package memcached

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/bradfitz/gomemcache/memcache"

	"sessh/session"
	"sessh/session/memcached/textproto"
)

// checkKey refuses what memcached cannot have as a key.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("the key is empty")
	case len(key) > 250:
		return fmt.Errorf("the key has %d bytes, more than 250", len(key))
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] == 0x7f {
			return errors.New("the key has a blank or a control character")
		}
	}
	return nil
}

// load reads the keys of this server.
func (s *server) load(ctx context.Context, keys []string, need session.Need) []session.Loaded {
	loaded := make([]session.Loaded, len(keys))
	good, at := make([]string, 0, len(keys)), make([]int, 0, len(keys))
	for i, key := range keys {
		if err := checkKey(key); err != nil {
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

// fewKeys is how many keys gomemcache is asked for at once.
const fewKeys = 100

// read reads items; items[i] answers keys[i], nil is one that is not there.
// With an error there are fewer items than keys.
func (s *server) read(ctx context.Context, keys []string, need session.Need) ([]*session.Item, error) {
	if err := ctx.Err(); err != nil || len(keys) == 0 {
		return nil, err
	}
	meta, err := s.hasMeta(ctx)
	if err != nil {
		return nil, err
	}
	if !meta {
		return s.readValues(ctx, keys)
	}
	return s.readMeta(ctx, keys, need)
}

// readValues reads through gomemcache, from servers without meta commands.
func (s *server) readValues(ctx context.Context, keys []string) ([]*session.Item, error) {
	items := make([]*session.Item, 0, len(keys))
	for len(items) < len(keys) {
		part := keys[len(items):]
		part = part[:min(len(part), fewKeys)]
		found, err := s.readPart(ctx, part)
		if lost(err) && !unsentError(err) {
			s.drop()
			found, err = s.readPart(ctx, part)
		}
		if err != nil {
			return items, err
		}
		for _, key := range part {
			items = append(items, found[key])
		}
	}
	return items, nil
}

func (s *server) readPart(ctx context.Context, keys []string) (map[string]*session.Item, error) {
	items := make(map[string]*session.Item)
	err := s.classic(ctx, func(c *memcache.Client, p *process) error {
		found, err := c.GetMulti(keys)
		for key, it := range found {
			items[key] = &session.Item{Key: it.Key, Value: it.Value, Flags: it.Flags, Version: p.epoch.version(it.CasID), CAS: it.CasID, TTL: session.TTLUnknown, Idle: -1}
		}
		return err
	})
	return items, err
}

// readMeta reads in one pipeline, and leaves no trace: a read that counted as
// an access would move the item in the LRU, and for about a second hide it
// from the server's own listing, which skips items that are being moved.
func (s *server) readMeta(ctx context.Context, keys []string, need session.Need) (items []*session.Item, err error) {
	flags := " c u"
	if need&session.NeedValue != 0 {
		flags += " v f"
	}
	last := lastFlag(need)
	if last == 't' {
		flags += " l"
	}
	flags += " " + string(last) + "\r\n"
	limit := s.valueLimit()
	err = s.with(ctx, func(c *textproto.Conn) error {
		items = make([]*session.Item, 0, len(keys))
		p, err := s.process(ctx, c)
		if err != nil {
			return err
		}
		return c.Pipeline(ctx, func(w *bufio.Writer) error {
			for _, key := range keys {
				w.WriteString("mg ")
				w.WriteString(key)
				if _, err := w.WriteString(flags); err != nil {
					return err
				}
			}
			return nil
		}, func() error {
			for _, key := range keys {
				item, err := readItem(ctx, c, key, need, limit)
				if err != nil {
					return err
				}
				if item != nil {
					item.Version = p.epoch.version(item.CAS)
				}
				items = append(items, item)
			}
			return nil
		})
	})
	return items, err
}

// readItem reads the reply to one mg.
func readItem(ctx context.Context, c *textproto.Conn, key string, need session.Need, limit int) (*session.Item, error) {
	m, err := c.Meta(ctx, limit)
	if err != nil {
		return nil, err
	}
	wanted := "HD"
	if need&session.NeedValue != 0 {
		wanted = "VA"
	}
	switch m.Code {
	case "EN":
		return nil, nil
	case wanted:
		return metaItem(key, m, need)
	}
	return nil, textproto.Nonsense(m.Code + " " + m.Flags)
}

// lastFlag is the flag that is asked for last: a reply without it was cut off, and
// the numbers before it may be other ones.
func lastFlag(need session.Need) byte {
	if need&session.NeedTTL != 0 {
		return 't'
	}
	return 's'
}

func metaItem(key string, m *textproto.Meta, need session.Need) (*session.Item, error) {
	item := &session.Item{Key: key, Value: m.Value, CAS: m.Version(), TTL: session.TTLUnknown, Idle: -1}
	if _, whole := m.Flag(lastFlag(need)); item.CAS == 0 || !whole {
		return nil, textproto.Nonsense(m.Code + " " + m.Flags)
	}
	if token, ok := m.Flag('f'); ok {
		n, err := strconv.ParseUint(token, 10, 32)
		if err != nil {
			return nil, textproto.Nonsense(m.Code + " " + m.Flags)
		}
		item.Flags = uint32(n)
	}
	if n, ok := m.Number('t'); ok && need&session.NeedTTL != 0 {
		item.TTL = session.TTLNever
		if n >= 0 {
			item.TTL = max(time.Duration(min(n, 1<<32))*time.Second, time.Second)
		}
	}
	if n, ok := m.Number('l'); ok && need&session.NeedTTL != 0 && n >= 0 {
		item.Idle = time.Duration(min(n, 1<<32)) * time.Second
	}
	return item, nil
}

func literal(request string) func(*bufio.Writer) error {
	return func(w *bufio.Writer) error {
		_, err := w.WriteString(request)
		return err
	}
}
