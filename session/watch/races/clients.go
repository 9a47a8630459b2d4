package races

import (
	"cmp"
	"slices"
)

// Clients are what is known of the connections of a server. The histories of its items share them. The zero value
// is ready to use.
type Clients struct {
	pooled bool
	used   map[int]int // how often each connection has read or written
}

// Pooled reports whether a request has been seen to read by one connection and to write by another: then a
// connection stands for no request, and what it has read is not what it writes from.
func (c *Clients) Pooled() bool { return c.pooled }

// Again returns what is known after the connections were lost.
func (c *Clients) Again() *Clients { return &Clients{pooled: c.pooled} }

func (c *Clients) use(conn, times int) {
	if c.used == nil {
		c.used = make(map[int]int)
	}
	c.used[conn] += times
}

// anyone is what all connections of a pool count as.
const anyone = -1

// conn returns what a connection counts as. All connections of a pool are taken for one that all requests
// share: a write is made from the latest read that no write was made from.
func (h *History) conn(number int) int {
	if !h.options.Clients.pooled {
		return number
	}
	if h.shared {
		return anyone
	}
	h.shared = true
	all := &client{}
	for _, c := range h.conns {
		all.open = append(all.open, c.open...)
		if c.wrote > all.wrote {
			all.wrote, all.wroteTime = c.wrote, c.wroteTime
		}
	}
	slices.SortFunc(all.open, func(a, b *read) int { return cmp.Compare(a.number, b.number) })
	all.open = all.open[max(0, len(all.open)-mostOpen):]
	for _, r := range h.reads {
		r.conn, r.doubtful = anyone, false
	}
	h.conns = map[int]*client{anyone: all}
	return anyone
}

// notice looks at a write before it is added, and reports whether it is doubtful that its connection has
// read the item for it. If it has not read it at all, another one did, which has not written it
// since: unless the connection is new here, and had read it before. Then it is doubtful what the reads of
// the others were for.
func (h *History) notice(conn int, c *client) (doubtful bool) {
	n := len(c.open)
	if h.shared || n > 0 && !c.open[n-1].doubtful {
		return false
	}
	isNew := h.options.Clients.used[conn] == 0
	for _, r := range h.reads {
		if r.conn == conn || r.next != nothing || r.number < c.wrote {
			continue
		}
		if r.doubtful = true; n == 0 && !isNew {
			h.options.Clients.pooled = true
		}
	}
	return n > 0
}
