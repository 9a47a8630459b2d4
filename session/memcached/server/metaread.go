package server

import (
	"bufio"
	"context"
	"strconv"

	"sessh/session/memcached/textproto"
	"sessh/session/storage"
)

// A metaRead reads items by mg in one pipeline.
//
// Of many items, those that are missing are not answered, which takes the server half as long. The keys are
// in parts, each with an end that has a reply, and the last key of each is answered in any case: so no reply is
// waited for long, and one that does not belong there is noticed. A server may answer all keys, too.
type metaRead struct {
	s     *Server
	c     *textproto.Conn
	p     *process
	keys  []string
	need  storage.Need
	first int64 // number of the first request
	quiet bool  // missing items are not answered
	items []*storage.Item
	arena itemArena
	room  *textproto.Room // of their values; nil: each has its own
}

// keysInPart is the number of keys in a part of a quiet read. Others have one part.
const keysInPart = 1000

// end returns the end of the part that the key at i is in.
func (r *metaRead) end(i int) int {
	if !r.quiet {
		return len(r.keys)
	}
	return min(i-i%keysInPart+keysInPart, len(r.keys))
}

func (r *metaRead) requests(w *bufio.Writer) error {
	aloud := metaFlags(r.need)
	quiet := " q" + aloud
	var line []byte
	for i, key := range r.keys {
		flags, last := quiet, i+1 == r.end(i)
		if last || !r.quiet {
			flags = aloud
		}
		line = append(append(append(line[:0], "mg "...), key...), flags...)
		line = append(strconv.AppendInt(line, r.first+int64(i), 10), "\r\n"...)
		if last {
			line = append(line, r.s.end(r.p)...)
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func (r *metaRead) replies(ctx context.Context) error {
	for len(r.items) < len(r.keys) {
		if err := r.part(ctx, r.end(len(r.items))); err != nil {
			return err
		}
	}
	return nil
}

// part reads the replies for the keys before the one at to, and the reply to the end of the part.
func (r *metaRead) part(ctx context.Context, to int) error {
	misses := 0 // since the last item: of the next keys, or one of the last key
	for {
		m, err := r.c.MetaIn(ctx, r.p.can.valueLimit(), r.room)
		if err != nil {
			return err
		}
		at := len(r.items)
		switch m.Code {
		case "EN":
			if misses++; at+misses > to {
				return outOfStep(m.String())
			}
			if !r.quiet {
				misses = r.missing(misses)
			}
			continue
		case "MN":
			if len(m.Flags) > 0 || at+misses != to && misses != 1 {
				return outOfStep(m.String())
			}
			r.missing(to - at)
			return nil
		}
		n, item, err := r.item(m)
		switch {
		case err != nil:
			return err
		case n < at, n >= to, n != at+misses && (misses > 0 || !r.quiet):
			return outOfStep(m.String())
		}
		misses = r.missing(n - at)
		r.items = append(r.items, r.arena.add(item))
	}
}

// missing notes that there are no items for the next n keys, and returns 0.
func (r *metaRead) missing(n int) int {
	for range n {
		r.items = append(r.items, nil)
	}
	return 0
}

// item returns the item in a reply, and the index of its key.
func (r *metaRead) item(m *textproto.Meta) (n int, item storage.Item, err error) {
	wanted := "HD"
	if r.need&storage.NeedValue != 0 {
		wanted = "VA"
	}
	said := parseReply(m)
	at := said.opaque - r.first
	switch {
	case m.Code != wanted || at < 0 || at >= int64(len(r.keys)):
		return 0, item, outOfStep(m.String())
	case said.damaged:
		return 0, item, textproto.Nonsense(m.String())
	}
	item = r.p.item(r.keys[at], m.Value, said.flags, said.version)
	if r.need&storage.NeedTTL != 0 {
		item.TTL, item.Idle = said.ttl, said.idle
	}
	return int(at), item, nil
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
