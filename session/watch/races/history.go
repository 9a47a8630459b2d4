package races

import (
	"slices"
	"time"

	"sessh/session/diff"
	"sessh/session/tree"
)

// Options say what a race is.
type Options struct {
	// Within is how much later the last write of a race comes at most.
	Within time.Duration
	// Diff returns the changes that made new of old.
	Diff func(old, new *tree.Map) []diff.Change
	// Clients are those of the server; nil if there is no other item.
	Clients *Clients
}

// A History is what happened to one item lately.
type History struct {
	options Options
	// writes are the latest, the oldest first. The first one stands for what was there before,
	// and is not judged.
	writes []*write
	last   *read           // the latest entry, if it is a read by a client
	before *read           // the open read that last follows, unless last turns out to be the server's own
	reads  []*read         // since the first of the writes
	conns  map[int]*client // by their numbers
	number uint64          // of the latest entry
	shared bool            // conns has one for all: requests share them
}

// write is a write, or a removal.
type write struct {
	Write
	number      uint64
	gone        bool      // the server dropped it
	conditional bool      // it was made only because the item was what the client had read, or to it
	data        *tree.Map // nil: not seen
	base        uint64    // the number of the entry that it was made from; 0: not known
	read        time.Time // when that was, if it is a read
	early       *read     // the read before that one, perhaps of the same request; see [History.early]
	doubtful    bool      // it was perhaps not read by the same connection
	judged      bool
	// side are the places, as text, that differ from the write before only because it was not known.
	side map[string]bool
}

// read is a read by a client.
type read struct {
	number uint64
	time   time.Time
	by     int // the connection
	conn   int // what it counts as: see [History.conn]
	next   next
	// doubtful is set if another connection may write what is read.
	doubtful bool
}

// next is what the connection of a read did next to the item.
type next uint8

const (
	nothing next = iota
	wrote        // so that it was read for that write
	readAgain
)

// client is what is known of a connection.
type client struct {
	open      []*read   // reads that no write has been made from
	wrote     uint64    // the number of its latest write; 0: none
	wroteTime time.Time // when that was
}

// mostOpen is how many reads of a connection are kept that no write has been made from.
const mostOpen = 16

// NewHistory returns an empty history.
func NewHistory(o Options) *History {
	if o.Clients == nil {
		o.Clients = new(Clients)
	}
	return &History{options: o, writes: []*write{{gone: true, judged: true}}, conns: make(map[int]*client)}
}

// Add adds the next entry.
func (h *History) Add(e Entry) {
	h.number++
	switch e.Kind {
	case Seen:
		h.settle()
		if w := h.latest(); w.data == nil {
			w.data = e.Data
		}
	case Read:
		h.read(e)
	case Gone:
		h.settle()
		h.writes = append(h.writes, &write{Write: Write{Time: e.Time}, number: h.number, gone: true, data: tree.NewMap(), judged: true})
	case Stored, Removed:
		h.write(e)
	}
}

// Break forgets what was done, because entries are missing.
func (h *History) Break() {
	clear(h.options.Clients.used)
	*h = *NewHistory(h.options)
}

// Known reports whether what the item is now is known.
func (h *History) Known() bool { return h.latest().data != nil }

// Pending reports whether a write is still to be judged.
func (h *History) Pending() bool {
	return slices.ContainsFunc(h.writes, func(w *write) bool { return !w.judged })
}

func (h *History) latest() *write { return h.writes[len(h.writes)-1] }

func (h *History) client(conn int) *client {
	if h.conns[conn] == nil {
		h.conns[conn] = &client{}
	}
	return h.conns[conn]
}

func (h *History) read(e Entry) {
	h.settle()
	h.options.Clients.use(e.Conn, 1)
	conn := h.conn(e.Conn)
	r := &read{number: h.number, time: e.Time, by: e.Conn, conn: conn}
	c := h.client(conn)
	if n := len(c.open); n > 0 && c.open[n-1].next == nothing {
		h.before = c.open[n-1]
	}
	if c.open = append(c.open, r); len(c.open) > mostOpen {
		c.open = c.open[1:]
	}
	h.reads, h.last = append(h.reads, r), r
}

// settle takes the latest read for one that the client asked for.
func (h *History) settle() {
	if h.before != nil {
		h.before.next = readAgain
	}
	h.last, h.before = nil, nil
}

// write adds a write. What its connection read right before is the server's own doing.
func (h *History) write(e Entry) {
	c := h.client(h.conn(e.Conn))
	if h.last != nil && h.last.by == e.Conn {
		h.reads, c.open = h.reads[:len(h.reads)-1], c.open[:len(c.open)-1]
		h.options.Clients.use(e.Conn, -1)
		h.before = nil
	}
	h.settle()
	doubtful := h.notice(e.Conn, c)
	c = h.client(h.conn(e.Conn)) // it may be another one now
	h.options.Clients.use(e.Conn, 1)
	w := &write{Write: Write{Time: e.Time, Conn: e.Conn, Command: e.Command, Removed: e.Kind == Removed}, number: h.number, doubtful: doubtful}
	switch e.Command {
	case "cas", "add", "append", "prepend":
		w.conditional = true
	}
	if w.Removed {
		w.data = tree.NewMap()
	}
	w.early = h.early(c, e.Time)
	w.base, w.read = h.base(c, e.Time)
	w.judged = w.Removed || w.conditional
	c.wrote, c.wroteTime = w.number, w.Time
	h.writes = append(h.writes, w)
}

// longestRequest is how long a request may take from its read to its write.
const longestRequest = 2 * time.Minute

// base returns what a write of a connection is made from: its latest read that no write was made from.
// One of before its latest write counts if it was lately, since requests that share a connection read and
// write in turns. Without such a read, the write is made from what the connection wrote. What is too long
// ago for a request is neither.
func (h *History) base(c *client, now time.Time) (number uint64, when time.Time) {
	longest := max(longestRequest, h.options.Within)
	if n := len(c.open); n > 0 {
		r := c.open[n-1]
		c.open = c.open[:n-1]
		if r.number > c.wrote || c.wroteTime.Sub(r.time) <= h.options.Within {
			if r.next = wrote; now.Sub(r.time) > longest {
				return 0, time.Time{}
			}
			return r.number, r.time
		}
		c.open = nil
	}
	if now.Sub(c.wroteTime) > longest {
		return 0, time.Time{}
	}
	return c.wrote, time.Time{}
}

// early returns the read before the latest one, if a write may have been made from it: some applications
// read the item once more right before they write, to see whether it is still there, as Django's save()
// does. It returns nil if there is none.
func (h *History) early(c *client, now time.Time) *read {
	const rightBefore = 100 * time.Millisecond
	n := len(c.open)
	if n < 2 || h.shared || h.options.Clients.pooled {
		return nil
	}
	first, again := c.open[n-2], c.open[n-1]
	if first.number <= c.wrote || first.doubtful || now.Sub(again.time) > rightBefore || now.Sub(first.time) > h.options.Within {
		return nil
	}
	return first
}

// prune forgets what no write to come can race with.
func (h *History) prune(now time.Time) {
	n := 0
	for n+1 < len(h.writes) && h.writes[n+1].judged && now.Sub(h.writes[n+1].Time) > 2*h.options.Within {
		n++
	}
	h.writes = slices.Delete(h.writes, 0, n)
	from := h.writes[0].number
	h.reads = slices.DeleteFunc(h.reads, func(r *read) bool { return r.number < from })
}
