package watch

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sessh/session/storage"
	"sessh/session/watch/races"
)

// lane is what is known of one server: its log, put in order.
//
// Lines come out of order if several threads of the server write them: the server collects the lines of
// one thread after the other, again and again. A beat is a read of ours of an item that does not exist,
// sent when the line of the one before has come. So, when the third of three beats in a row comes, the
// server has collected all that its threads wrote before the first one.
type lane struct {
	racer   *racer
	server  string
	useless bool              // its log does not name connections
	items   map[string]*raced // by key
	clients *races.Clients
	pending map[string]*raced   // those with writes that are to be judged
	waiting []storage.Report    // until their order is certain
	marks   string              // what the keys of the items that do not exist begin with
	number  uint64              // of the latest of these
	sent    time.Time           // when the latest beat was
	beating uint64              // its number; 0: its line has come
	beats   [2]storage.Report   // the latest, the oldest first
	reads   map[uint64]*ownRead // whose lines have not come yet
	expect  map[int]*ownRead    // by connection: the lines of their items are the next
	ours    map[int]string      // by connection, while lines are out of order: the same keys
	queue   []string            // keys to be read
	running int                 // reads under way
	dropped int                 // lines that the server has dropped so far
	missing int                 // lines that no error has counted yet
	said    time.Time           // when the latest such error was
	tidied  time.Time           // when items were last forgotten
}

// ownRead is a read of ours. The item of its number is read first, by the same connection.
type ownRead struct {
	lane *lane
	key  string
	item *storage.Item
	err  error
	done chan struct{}
}

// markedBy is what the keys of the items that do not exist begin with, those of other searches included.
const markedBy = "sessh:watch:"

func newLane(r *racer, server string) *lane {
	return &lane{
		racer: r, server: server, marks: markedBy + rand.Text() + ":",
		clients: new(races.Clients), items: make(map[string]*raced), pending: make(map[string]*raced),
		reads: make(map[uint64]*ownRead), expect: make(map[int]*ownRead), ours: make(map[int]string),
	}
}

// hear takes a line as it comes.
func (n *lane) hear(ctx context.Context, r storage.Report) bool {
	if r.Kind == storage.Skipped {
		return n.gap(r.Lines)
	}
	if mark, ok := n.marked(r); ok && n.reads[mark] == nil {
		return mark != n.beating || n.release(ctx, r)
	} else if ok {
		n.ours[r.Conn] = n.reads[mark].key
		n.wait(r)
		return true
	}
	if n.ours[r.Conn] == r.Key && r.Kind == storage.Fetched {
		delete(n.ours, r.Conn)
		n.wait(r)
		return true
	}
	if !n.watches(r.Key) {
		return true
	}
	if r.Conn == 0 && r.Kind == storage.Stored {
		n.useless = true
		return n.racer.yield(Race{}, fmt.Errorf("%s: lost updates are %w: its log does not name connections", n.server, storage.ErrUnsupported)) && n.racer.goesOn()
	}
	n.wait(r)
	if x := n.items[r.Key]; r.Kind == storage.Stored || x == nil || !x.history.Known() {
		n.read(ctx, r.Key)
	}
	return true
}

// wait keeps a line until its order is certain.
func (n *lane) wait(r storage.Report) { n.waiting = append(n.waiting, r) }

// marked returns the number of an item that does not exist, if a line is about one.
func (n *lane) marked(r storage.Report) (number uint64, ok bool) {
	rest, ok := strings.CutPrefix(r.Key, n.marks)
	if !ok || r.Kind != storage.Fetched {
		return 0, false
	}
	number, err := strconv.ParseUint(rest, 10, 64)
	return number, err == nil
}

func (n *lane) mark() *storage.Item {
	n.number++
	return &storage.Item{Key: n.marks + strconv.FormatUint(n.number, 10), Server: n.server}
}

// lostBeat is how long the line of a beat is waited for.
const lostBeat = time.Second

// beat reads an item that does not exist, if the line of the latest one has come.
func (n *lane) beat(ctx context.Context) {
	now := time.Now()
	if n.beating != 0 && now.Sub(n.sent) < lostBeat {
		return
	}
	mark := n.mark()
	n.beating, n.sent = n.number, now
	go storage.AbilitiesOf(n.racer.root.Store()).Locator.LoadAt(ctx, []*storage.Item{mark}, 0)
}

// release takes what was logged up to the beat before the last one, in order.
func (n *lane) release(ctx context.Context, beat storage.Report) bool {
	n.beating = 0
	to := n.beats[0]
	n.beats = [2]storage.Report{n.beats[1], beat}
	if to.Order == 0 {
		return true
	}
	n.takeUpTo(ctx, to.Order)
	n.tidy(to.Time)
	if !n.sayMissing(false) {
		return false
	}
	return n.judge(ctx, func(x *raced) []races.Race { return x.history.Races(to.Time) })
}

func (n *lane) takeUpTo(ctx context.Context, order uint64) {
	slices.SortStableFunc(n.waiting, func(a, b storage.Report) int { return cmp.Compare(a.Order, b.Order) })
	i := 0
	for ; i < len(n.waiting) && n.waiting[i].Order <= order; i++ {
		n.take(ctx, n.waiting[i])
	}
	n.waiting = slices.Delete(n.waiting, 0, i)
}

// end takes all that was heard.
func (n *lane) end(ctx context.Context) bool {
	n.takeUpTo(ctx, ^uint64(0))
	if !n.judge(ctx, func(x *raced) []races.Race { return x.history.End() }) {
		return false
	}
	now := n.droppedSoFar(ctx)
	n.missing, n.dropped = n.missing+now-n.dropped, now
	return n.sayMissing(true)
}

// gap forgets what was done before lines that are missing.
func (n *lane) gap(lines int) bool {
	for _, x := range n.items {
		x.history.Break()
	}
	clear(n.pending)
	clear(n.expect)
	clear(n.ours)
	n.waiting = nil
	n.missing += lines
	return n.sayMissing(false)
}

// sayMissing yields how many lines are missing, once a second unless it is the end.
func (n *lane) sayMissing(end bool) bool {
	now := time.Now()
	if n.missing == 0 || !end && now.Sub(n.said) < time.Second {
		return true
	}
	err := &GapError{n.server, n.missing}
	n.missing, n.said = 0, now
	return n.racer.yield(Race{}, err)
}

// judge yields what is found in the histories that have writes to be judged.
func (n *lane) judge(ctx context.Context, in func(*raced) []races.Race) bool {
	var all []Race
	for key, x := range n.pending {
		if x.container == nil && !x.looked {
			continue // whether it is a session is not known yet
		}
		for _, r := range in(x) {
			if x.container == nil {
				continue // it is not known to be a session
			}
			all = append(all, Race{Race: r, Container: x.container, ID: x.id})
		}
		if !x.history.Pending() {
			delete(n.pending, key)
		}
	}
	if len(all) == 0 {
		return true
	}
	if now := n.droppedSoFar(ctx); now > n.dropped { // what is missing may have been reads
		lines := now - n.dropped
		n.dropped = now
		return n.gap(lines)
	}
	slices.SortStableFunc(all, func(a, b Race) int { return a.Last.Time.Compare(b.Last.Time) })
	for _, r := range all {
		if !n.racer.yield(r, nil) {
			return false
		}
	}
	return true
}

// droppedSoFar returns how many lines the server was too busy to log. If it does not answer within a
// second, or at once when the search has ended, the number is what it was.
func (n *lane) droppedSoFar(ctx context.Context) int {
	patience := time.Second
	if ctx.Err() != nil {
		patience = 200 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return max(n.racer.counter(ctx, n.server, "log_worker_dropped"), n.dropped)
}

const mostReads = 4 // at a time

// read reads an item as soon as possible.
func (n *lane) read(ctx context.Context, key string) {
	if slices.Contains(n.queue, key) {
		return
	}
	n.queue = append(n.queue, key)
	n.readNext(ctx)
}

func (n *lane) hasRead(ctx context.Context) {
	n.running--
	n.readNext(ctx)
}

func (n *lane) readNext(ctx context.Context) {
	for len(n.queue) > 0 && n.running < mostReads {
		read := &ownRead{lane: n, key: n.queue[0], done: make(chan struct{})}
		n.queue = n.queue[1:]
		mark := n.mark()
		n.reads[n.number] = read
		n.running++
		go func() {
			l := storage.AbilitiesOf(n.racer.root.Store()).Locator.LoadAt(ctx, []*storage.Item{mark, {Key: read.key, Server: n.server}}, storage.NeedValue)
			read.item, read.err = l[1].Item, l[1].Err
			close(read.done)
			n.racer.finished <- read
		}()
	}
}
