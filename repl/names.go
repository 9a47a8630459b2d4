package repl

import (
	"context"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"sessh/session"
)

// names remembers what completion needs to know of the store, so that Tab
// answers at once, whatever the server does: the ids of sessions that were
// listed, and the data of sessions that were looked into. What is missing is
// fetched in the background. It is safe for concurrent use.
type names struct {
	mu         sync.Mutex
	ids        map[string]*idSet // by container
	listed     time.Time         // when a listing last ended
	listing    chan struct{}     // closed when the one under way ends; nil: none is
	looked     map[string]*look  // by container and id
	background sync.WaitGroup
	stop       context.CancelFunc
	ctx        context.Context
}

// idSet is the ids of one container: sorted, and those that came since.
type idSet struct {
	sorted []string
	fresh  map[string]bool
}

// look is what was read of a session that is not open.
type look struct {
	at   time.Time
	data *session.Map // nil: it could not be read, or is not there
	done chan struct{}
}

const (
	listingAge = 10 * time.Second // a listing that is older is made again
	lookAge    = 3 * time.Second
	maxLooked  = 64
)

func newNames() *names {
	n := &names{ids: make(map[string]*idSet), looked: make(map[string]*look)}
	n.ctx, n.stop = context.WithCancel(context.Background())
	return n
}

// close ends what is under way.
func (n *names) close() {
	n.stop()
	n.background.Wait()
}

// forget drops all that is known.
func (n *names) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ids, n.looked, n.listed = make(map[string]*idSet), make(map[string]*look), time.Time{}
}

func (n *names) sawSession(container, id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.add(container, id)
}

func (n *names) add(container, id string) {
	set := n.ids[container]
	if set == nil {
		set = &idSet{fresh: make(map[string]bool)}
		n.ids[container] = set
	}
	if _, ok := slices.BinarySearch(set.sorted, id); !ok {
		set.fresh[id] = true
	}
}

// settle moves what came since into the sorted ids.
func (s *idSet) settle() {
	if len(s.fresh) == 0 {
		return
	}
	for id := range s.fresh {
		s.sorted = append(s.sorted, id)
	}
	sort.Strings(s.sorted)
	clear(s.fresh)
}

// containers are the known containers, sorted.
func (n *names) containers() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return sortedNames(n.ids)
}

// maxOffered bounds how many names completion hands out; the rest are counted.
const maxOffered = 1000

// sessions are the known ids of a container that begin with prefix, sorted,
// and how many more there are than were returned.
func (n *names) sessions(container, prefix string) (ids []string, more int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	set := n.ids[container]
	if set == nil {
		return nil, 0
	}
	set.settle()
	from, _ := slices.BinarySearch(set.sorted, prefix)
	to := from + sort.Search(len(set.sorted)-from, func(i int) bool { return !strings.HasPrefix(set.sorted[from+i], prefix) })
	if to-from > maxOffered {
		return slices.Clone(set.sorted[from : from+maxOffered]), to - from - maxOffered
	}
	return slices.Clone(set.sorted[from:to]), 0
}

// ensureListed starts a listing in the background where the last one is old,
// and returns a channel that is closed when it has ended.
func (n *names) ensureListed(root *session.Root, now time.Time) <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listing != nil {
		return n.listing
	}
	done := make(chan struct{})
	if now.Sub(n.listed) < listingAge {
		close(done)
		return done
	}
	n.listing = done
	n.background.Add(1)
	go func() {
		defer n.background.Done()
		for f, err := range root.List(n.ctx) {
			if err == nil {
				n.sawSession(f.Container.Name(), f.ID)
			}
		}
		n.mu.Lock()
		n.listing, n.listed = nil, now
		n.mu.Unlock()
		close(done)
	}()
	return done
}

// lookInto is the data of a session that is not open: nil until it has been
// read in the background, which the channel tells.
func (n *names) lookInto(root *session.Root, container, id string, now time.Time) (*session.Map, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := container + "\x00" + id
	if l := n.looked[key]; l != nil && now.Sub(l.at) < lookAge {
		return l.data, l.done
	}
	if len(n.looked) >= maxLooked {
		clear(n.looked)
	}
	l := &look{at: now, done: make(chan struct{})}
	n.looked[key] = l
	n.background.Add(1)
	go func() {
		defer n.background.Done()
		data := read(n.ctx, root, container, id)
		n.mu.Lock()
		l.data = data
		n.mu.Unlock()
		close(l.done)
	}()
	return nil, l.done
}

// read reads a session's data past the transaction.
func read(ctx context.Context, root *session.Root, container, id string) *session.Map {
	c, err := root.Locate(ctx, container, id)
	if err != nil {
		return nil
	}
	f := c.Format()
	key, err := f.Key(container, id)
	if err != nil {
		return nil
	}
	l := root.Store().Load(ctx, []string{key}, session.NeedValue)[0]
	if l.Item == nil {
		return nil
	}
	r, err := f.Decode(l.Item.Value, l.Item.Flags)
	if err != nil {
		return nil
	}
	return r.Data
}
