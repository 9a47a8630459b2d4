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
	var good []string
	var at []int
	for i, key := range keys {
		if err := checkKey(key); err != nil {
			loaded[i].Err = s.error("read", key, err)
			continue
		}
		good, at = append(good, key), append(at, i)
	}
	if len(good) == 0 {
		return loaded
	}
	items, err := s.read(ctx, good, need)
	for i, key := range good {
		l := &loaded[at[i]]
		if item := items[key]; item != nil {
			l.Item = item
			continue
		}
		l.Err = s.error("read", key, err)
	}
	return loaded
}

// read reads items. With an error it returns what it has: keys that are not
// among the items then have not been read.
func (s *server) read(ctx context.Context, keys []string, need session.Need) (map[string]*session.Item, error) {
	if need&session.NeedTTL == 0 && need&session.NeedValue != 0 && len(keys) <= fewKeys {
		return s.readValues(ctx, keys)
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

// fewKeys is how many keys are read through gomemcache; more go in a pipeline.
const fewKeys = 100

// readValues reads through gomemcache. It knows no contexts: when ctx is
// cancelled, the answer comes at once, and the call ends by its time-out.
func (s *server) readValues(ctx context.Context, keys []string) (map[string]*session.Item, error) {
	type answer struct {
		items map[string]*memcache.Item
		err   error
	}
	items := make(map[string]*session.Item, len(keys))
	for len(keys) > 0 {
		part := keys[:min(len(keys), fewKeys)]
		keys = keys[len(part):]
		done := make(chan answer, 1)
		go func() {
			var a answer
			for range maxIdle + 1 {
				if a.items, a.err = s.client.GetMulti(part); a.err == nil || !lost(a.err) {
					break
				}
			}
			done <- a
		}()
		select {
		case <-ctx.Done():
			return items, ctx.Err()
		case a := <-done:
			if a.err != nil {
				return items, a.err
			}
			for key, it := range a.items {
				items[key] = &session.Item{Key: key, Value: it.Value, Flags: it.Flags, Version: it.CasID, TTL: session.TTLUnknown}
			}
		}
	}
	return items, nil
}

// readMeta reads in one pipeline. Without the value it leaves the item's place
// in the LRU and its access time alone.
func (s *server) readMeta(ctx context.Context, keys []string, need session.Need) (items map[string]*session.Item, err error) {
	flags := " c"
	if need&session.NeedTTL != 0 {
		flags += " t"
	}
	if need&session.NeedValue != 0 {
		flags += " v f"
	} else {
		flags += " u"
	}
	flags += "\r\n"
	err = s.with(ctx, func(c *textproto.Conn) error {
		items = make(map[string]*session.Item, len(keys))
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
				m, err := c.Meta(ctx, s.valueLimit())
				if err != nil {
					return err
				}
				if m.Code == "EN" {
					continue
				}
				item, err := metaItem(key, m, need)
				if err != nil {
					return err
				}
				items[key] = item
			}
			return nil
		})
	})
	return items, err
}

func metaItem(key string, m *textproto.Meta, need session.Need) (*session.Item, error) {
	item := &session.Item{Key: key, Value: m.Value, Version: m.Version(), TTL: session.TTLUnknown}
	wanted := "HD"
	if need&session.NeedValue != 0 {
		wanted = "VA"
	}
	if m.Code != wanted || item.Version == 0 {
		return nil, fmt.Errorf("%w: %s %s", textproto.ErrNonsense, m.Code, m.Flags)
	}
	if token, ok := m.Flag('f'); ok {
		n, err := strconv.ParseUint(token, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%w: flags %.40q", textproto.ErrNonsense, token)
		}
		item.Flags = uint32(n)
	}
	if n, ok := m.Number('t'); ok && need&session.NeedTTL != 0 {
		item.TTL = session.TTLNever
		if n >= 0 {
			item.TTL = max(time.Duration(n)*time.Second, time.Second)
		}
	}
	return item, nil
}

func literal(request string) func(*bufio.Writer) error {
	return func(w *bufio.Writer) error {
		_, err := w.WriteString(request)
		return err
	}
}
