package complete

import (
	"context"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"sessh/session"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Names remembers what completion needs to know of the store, so that Tab answers at once:
// the ids of sessions that were listed, and the data of sessions that were read. What is
// missing is read in the background. It is safe for concurrent use.
type Names struct {
	mu         sync.Mutex
	kept       bool              // whether to keep what commands list
	ids        map[string]*idSet // by container
	listed     time.Time         // when a listing last began
	took       time.Duration     // how long it took
	listing    chan struct{}     // closed when the current listing ends; nil: there is none
	looked     map[string]*look  // by container and id
	background sync.WaitGroup
	stop       context.CancelFunc
	ctx        context.Context
}

// An idSet is the ids of one container: sorted ids, and fresh ones that were added since
// and may repeat them.
type idSet struct {
	sorted []string
	fresh  []string
}

// A look is the data of a session that is not open.
type look struct {
	at   time.Time
	data *tree.Map // nil: it could not be read, or does not exist
	done chan struct{}
}

const (
	listingAge = 10 * time.Second // a listing is repeated after this time
	lookAge    = 3 * time.Second
	maxLooked  = 64
)

// NewNames returns a Names that knows nothing.
func NewNames() *Names {
	n := &Names{ids: make(map[string]*idSet), looked: make(map[string]*look)}
	n.ctx, n.stop = context.WithCancel(context.Background())
	return n
}

// Close ends what runs in the background.
func (n *Names) Close() {
	n.stop()
	n.background.Wait()
}

// Forget drops everything known.
func (n *Names) Forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ids, n.looked, n.listed = make(map[string]*idSet), make(map[string]*look), time.Time{}
}

// Keep makes Add remember what commands list; without a prompt there is no use for it.
func (n *Names) Keep() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept = true
}

// Add remembers ids of a container, if [Names.Keep] was called.
func (n *Names) Add(container string, ids ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept {
		n.add(container, ids...)
	}
}

func (n *Names) add(container string, ids ...string) {
	set := n.ids[container]
	if set == nil {
		set = &idSet{}
		n.ids[container] = set
	}
	if set.fresh = append(set.fresh, ids...); len(set.fresh) > 2*len(set.sorted)+maxFresh {
		set.settle()
	}
}

// maxFresh is how many ids wait to be sorted, in addition to twice the number of sorted
// ones.
const maxFresh = 1 << 20

// Settle sorts, in the background, the ids that a listing of a container has added.
func (n *Names) Settle(container string) {
	go func() { // nothing waits for it
		n.mu.Lock()
		defer n.mu.Unlock()
		if set := n.ids[container]; set != nil {
			set.settle()
		}
	}()
}

// settle moves the fresh ids to the sorted ones.
func (s *idSet) settle() {
	if len(s.fresh) == 0 {
		return
	}
	s.sorted = append(s.sorted, s.fresh...)
	slices.Sort(s.sorted)
	s.sorted = slices.Compact(s.sorted)
	s.fresh = nil
}

// containers returns the known containers, sorted.
func (n *Names) containers() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Sorted(maps.Keys(n.ids))
}

// maxOffered limits how many names completion offers; the rest are counted.
const maxOffered = 1000

// sessions returns the known ids of a container that begin with prefix, sorted, and how
// many more there are.
func (n *Names) sessions(container, prefix string) (ids []string, more int) {
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

// List starts a listing in the background if the last one is old, and returns a channel
// that is closed when it has ended.
func (n *Names) List(root *session.Root, now time.Time) <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listing != nil {
		return n.listing
	}
	done := make(chan struct{})
	if now.Sub(n.listed) < max(listingAge, 20*n.took) {
		close(done)
		return done
	}
	n.listing = done
	n.background.Go(func() {
		began := time.Now()
		fresh := &Names{ids: make(map[string]*idSet)}
		failed := false
		for f, err := range root.ListNames(n.ctx) {
			if failed = failed || err != nil; err == nil {
				fresh.add(f.Container.Name(), f.ID)
			}
		}
		for _, set := range fresh.ids {
			set.settle()
		}
		n.mu.Lock()
		defer n.mu.Unlock()
		n.listing, n.listed, n.took = nil, now, time.Since(began)
		if failed { // what was known may still exist
			for name, set := range fresh.ids {
				n.add(name, set.sorted...)
			}
		} else {
			n.ids = fresh.ids
		}
		close(done)
	})
	return done
}

// known reports whether the store has been listed before, so that completion need not wait
// for another listing.
func (n *Names) known() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return !n.listed.IsZero()
}

// age returns how long ago the last listing began; 0 if there was none.
func (n *Names) age(now time.Time) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listed.IsZero() {
		return 0
	}
	return now.Sub(n.listed)
}

// lookInto returns the data of a session that is not open; nil until it has been read in
// the background, when the channel is closed.
func (n *Names) lookInto(root *session.Root, container, id string, now time.Time) (*tree.Map, <-chan struct{}) {
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
	n.background.Go(func() {
		data := read(n.ctx, root, container, id)
		n.mu.Lock()
		l.data = data
		n.mu.Unlock()
		close(l.done)
	})
	return nil, l.done
}

// read returns the data of a session as it is stored.
func read(ctx context.Context, root *session.Root, container, id string) *tree.Map {
	c, err := root.Locate(ctx, container, id)
	if err != nil {
		return nil
	}
	f := c.Format()
	key, err := f.Key(container, id)
	if err != nil {
		return nil
	}
	l := root.Store().Load(ctx, []string{key}, storage.NeedValue)[0]
	if l.Item == nil {
		return nil
	}
	r, err := c.Decode(l.Item)
	if err != nil {
		return nil
	}
	return r.Data
}
