package session

import (
	"context"
	"iter"
	"slices"

	"sessh/session/storage"
)

// Found is one session of a listing.
type Found struct {
	Container *Container
	// ID is the session id. If the key holds only a digest of it, ID is the text of the
	// digest and Exact is false.
	ID    string
	Exact bool
	Item  storage.Listed
}

// List streams the sessions of all containers, in the order of the store. Raw items are
// sessions of the containers of the raw format. Items of no format are left out.
func (r *Root) List(ctx context.Context) iter.Seq2[Found, error] {
	return r.ListFor(ctx, "", false)
}

// ListNames is [Root.List] for callers that need only names: of an item, only Key and Server
// are set, which may cost less.
func (r *Root) ListNames(ctx context.Context) iter.Seq2[Found, error] {
	return r.ListFor(ctx, "", true)
}

// ListFor is [Root.List], or [Root.ListNames] if names is set, for callers that look for the
// sessions of one container; "" means all. Items of other containers are left out if it
// takes their values to recognise them.
func (r *Root) ListFor(ctx context.Context, container string, names bool) iter.Seq2[Found, error] {
	return func(yield func(Found, error) bool) {
		for f, err := range r.sight(ctx, container, names) {
			if !yield(f.Found, err) {
				return
			}
		}
	}
}

// sighted is a session of a listing.
type sighted struct {
	Found
	item *storage.Item // nil: it was recognised without its value
}

// sight lists sessions. Items that cannot be recognised by their keys alone wait until there
// are many, whose values are then read together.
func (r *Root) sight(ctx context.Context, container string, namesOnly bool) iter.Seq2[sighted, error] {
	// A name alone does not prove that the item is still the one that was recognised before.
	// If there are many of these, a listing with versions costs less than their values.
	list, versions := r.store.List, !namesOnly || r.verdicts.many()
	if !versions {
		list = r.can.ListNames
	}
	return func(yield func(sighted, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		s := &sighting{root: r, containers: make(map[string]*Container), yield: yield, versions: versions, sessions: newTally(), rest: newTally()}
		defer func() { r.placement.keep(s.sessions, s.rest) }()
		defer s.end()
		defer cancel()
		var few [8]fit
		for item, err := range list(ctx) {
			if err != nil {
				if !yield(sighted{}, err) {
					return
				}
				continue
			}
			if !s.see(ctx, item, r.fits(few[:0], item.Key), container) {
				return
			}
		}
		s.ask(ctx)
		for len(s.asked) > 0 && s.answer() {
		}
	}
}

// askedItems is how many items are read together to recognise them, and askedBatches how many
// such batches are read while the listing goes on.
const (
	askedItems   = 512
	askedBatches = 2
)

// sighting is the state of one listing.
type sighting struct {
	root       *Root
	containers map[string]*Container // found so far, by name
	strange    map[Namesake]bool     // met, and not part of these containers
	waiting    []storage.Listed      // to be read
	asked      []*question           // being read, the oldest first
	yield      func(sighted, error) bool
	versions   bool // whether the listing has versions

	sessions, rest *tally // counts for the placement
}

// question is a batch of items that are read to recognise them.
type question struct {
	items    []storage.Listed
	done     chan struct{} // closed when the other fields are set
	loaded   []storage.Loaded
	owners   []*fit
	panicked any
}

// see handles one item, whose key has these fits, and reports whether to go on.
func (s *sighting) see(ctx context.Context, item storage.Listed, fits []fit, container string) bool {
	switch {
	case len(fits) == 0:
		return true
	case fits[0].certain:
		return s.found(&fits[0], item, nil)
	}
	if own, known := s.root.remembered(fits, item); known && (s.versions || item.Version != 0) {
		return own == nil || s.found(own, item, nil)
	}
	if container != "" && !slices.ContainsFunc(fits, func(f fit) bool { return f.container == container }) {
		return true
	}
	if s.waiting = append(s.waiting, item); len(s.waiting) < askedItems {
		return true
	}
	s.ask(ctx)
	return len(s.asked) <= askedBatches || s.answer()
}

func (s *sighting) found(own *fit, item storage.Listed, read *storage.Item) bool {
	f := s.root.options.Formats[own.format]
	c := s.containers[own.container]
	if c == nil || c.format != f {
		if s.strange[Namesake{own.container, f}] {
			return true
		}
		if s.root.noteFormat(own.container, f).Name() != f.Name() {
			if s.strange == nil {
				s.strange = make(map[Namesake]bool)
			}
			s.strange[Namesake{own.container, f}] = true
			s.root.namesake(own.container, f)
			return true
		}
		c = s.root.container(own.container, f)
		s.containers[own.container] = c
	}
	if c.Raw() {
		s.rest.add(&item)
	} else {
		s.sessions.add(&item)
	}
	return s.yield(sighted{Found{Container: c, ID: own.id, Exact: own.exact, Item: item}, read}, nil)
}

// ask begins to read the waiting items.
func (s *sighting) ask(ctx context.Context) {
	if len(s.waiting) == 0 {
		return
	}
	q := &question{items: s.waiting, done: make(chan struct{})}
	s.waiting, s.asked = nil, append(s.asked, q)
	go func() {
		defer close(q.done)
		defer func() { q.panicked = recover() }() // panics in the caller's goroutine
		keys := make([]string, len(q.items))
		for i, item := range q.items {
			keys[i] = item.Key
		}
		q.loaded, q.owners = s.root.store.Load(ctx, keys, storage.NeedValue), make([]*fit, len(keys))
		for i, l := range q.loaded {
			if l.Item != nil {
				q.owners[i] = s.root.decide(s.root.fits(nil, l.Item.Key), l.Item)
			}
		}
	}()
}

// answer yields the items of the oldest question. Items that are gone are left out. Of those
// that cannot be read, it yields one error.
func (s *sighting) answer() bool {
	q := s.asked[0]
	s.asked = s.asked[1:]
	<-q.done
	if q.panicked != nil {
		panic(q.panicked)
	}
	var failed error
	for i, l := range q.loaded {
		switch {
		case l.Err != nil:
			failed = l.Err
		case q.owners[i] != nil && !s.found(q.owners[i], q.items[i], l.Item):
			return false
		}
	}
	return failed == nil || s.yield(sighted{}, failed)
}

// end waits for what is still being read.
func (s *sighting) end() {
	for _, q := range s.asked {
		<-q.done
	}
}
