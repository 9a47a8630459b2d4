package complete

import (
	"context"
	"slices"
	"sync"
	"time"

	"sessh/repl/complete/ids"
	"sessh/session"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// Names remembers what completion needs to know of the store, so that Tab answers at once:
// the ids of sessions that were listed, and the data of sessions that were read. What is
// missing is read in the background. It is safe for concurrent use.
type Names struct {
	mu         sync.Mutex
	kept       bool                // whether to keep what commands list
	ids        map[string]*ids.Set // by container
	coming     map[string]*ids.Set // what the current listing has listed so far
	listed     time.Time           // when a listing last began
	whole      time.Time           // when the last one began that has listed everything
	took       time.Duration       // how long it took
	listing    chan struct{}       // closed when the current listing ends; nil: there is none
	looked     map[string]*look    // by container and id
	background sync.WaitGroup
	stop       context.CancelFunc
	ctx        context.Context
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
	n := &Names{ids: make(map[string]*ids.Set), looked: make(map[string]*look)}
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
	n.ids, n.coming, n.looked = make(map[string]*ids.Set), nil, make(map[string]*look)
	n.listed, n.whole = time.Time{}, time.Time{}
}

// Keep makes Add remember what commands list; without a prompt there is no use for it.
func (n *Names) Keep() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept = true
}

// Add remembers ids of a container, if [Names.Keep] was called.
func (n *Names) Add(container string, listed ...string) {
	if set := n.keptOf(container); set != nil {
		set.Add(listed...)
	}
}

// keptOf returns the set for the ids of a container that commands list; nil if they are not
// kept.
func (n *Names) keptOf(container string) *ids.Set {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.kept {
		return nil
	}
	return setOf(n.ids, container)
}

func setOf(sets map[string]*ids.Set, container string) *ids.Set {
	set := sets[container]
	if set == nil {
		set = &ids.Set{}
		sets[container] = set
	}
	return set
}

// Settle sorts, in the background, the ids that a listing of a container has added. all is how many it
// has listed, or -1 if that is not all: if more are known, the next Tab lists again.
func (n *Names) Settle(container string, all int) {
	n.mu.Lock()
	set := n.ids[container]
	n.mu.Unlock()
	if set != nil {
		go n.settle(set, all) // nothing waits for it
	}
}

func (n *Names) settle(set *ids.Set, all int) {
	set.Settle()
	if all < 0 || set.View().Len() <= all {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listed = time.Time{}
}

// containers returns the known containers, sorted.
func (n *Names) containers() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []string
	for _, sets := range []map[string]*ids.Set{n.ids, n.coming} {
		for name := range sets {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// views returns what is known of the ids of a container: those of the last listing, and
// those that the current one has listed so far.
func (n *Names) views(container string) []*ids.View {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []*ids.View
	for _, sets := range []map[string]*ids.Set{n.ids, n.coming} {
		if set := sets[container]; set != nil {
			all = append(all, set.View())
		}
	}
	return all
}

// Limits of what completion offers.
const (
	maxOffered = 1000   // the rest are counted
	maxRanked  = 10_000 // ids that match loosely; the best of them are offered
)

// sessions returns the known ids of a container that fit what was typed: those that begin
// with it, in any case if there are no others; if there are none that contain it, and if
// there are none that have its characters in their order. They are sorted, and more is how
// many there are besides, or about that many.
func (n *Names) sessions(container, typed string) (found []string, more int) {
	views := n.views(container)
	searches := []func(v *ids.View) ([]string, int){
		func(v *ids.View) ([]string, int) { return v.Prefix(typed, maxOffered) },
		func(v *ids.View) ([]string, int) { return v.PrefixFold(typed, maxOffered) },
		func(v *ids.View) ([]string, int) { return atLeast(v.Containing(typed, maxOffered)) },
		func(v *ids.View) ([]string, int) { return atLeast(v.Like(typed, maxRanked)) },
	}
	for _, search := range searches {
		for _, v := range views {
			some, left := search(v)
			found, more = append(found, some...), max(more, left)
		}
		if len(found) > 0 {
			break
		}
	}
	slices.Sort(found)
	return slices.Compact(found), more
}

// atLeast returns 1 as the number of those that are missing, which is not known.
func atLeast(found []string, all bool) ([]string, int) {
	if all {
		return found, 0
	}
	return found, 1
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
	coming := make(map[string]*ids.Set)
	n.listing, n.coming = done, coming
	n.background.Go(func() {
		began := time.Now()
		failed := n.list(root, coming)
		n.mu.Lock()
		defer n.mu.Unlock()
		n.listing, n.coming, n.listed, n.took = nil, nil, now, time.Since(began)
		if failed { // what was known may still exist
			for name, set := range coming {
				n.join(name, set)
			}
		} else {
			n.ids, n.whole = coming, now
		}
		close(done)
	})
	return done
}

// list adds what the store has, and reports whether that is not all.
func (n *Names) list(root *session.Root, to map[string]*ids.Set) (failed bool) {
	for f, err := range sweep.ListNames(n.ctx, root) {
		if err != nil {
			failed = true
			continue
		}
		n.mu.Lock() // for those who look at what has come so far
		set := setOf(to, f.Container.Name())
		n.mu.Unlock()
		set.Add(f.ID)
	}
	for _, set := range to {
		set.Settle()
	}
	return failed
}

// join adds the ids of a listing that did not succeed.
func (n *Names) join(container string, listed *ids.Set) {
	if n.ids[container] == nil {
		n.ids[container] = listed
		return
	}
	set := n.ids[container]
	listed.View().Each(func(id string) bool {
		set.Add(id)
		return true
	})
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
