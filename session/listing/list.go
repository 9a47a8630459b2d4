package listing

import (
	"context"
	"iter"
	"runtime"

	"sessh/session/format"
	"sessh/session/format/keys"
	"sessh/session/storage"
)

// List streams sessions, in the order of the store. Items that cannot be recognized by their keys
// alone wait until there are many, whose values are then read together. Items of other containers
// than the given one ("" means all) are left out if it takes their values to recognize them, except
// the locks on its sessions. With namesOnly, only Key and Server of an item are set, which may cost
// less.
func (c *Catalog) List(ctx context.Context, container string, namesOnly bool) iter.Seq2[Entry, error] {
	// A name alone does not prove that the item is still the one that was recognized before.
	// If there are many of these, a listing with versions costs less than their values.
	list, versions := c.store.List, !namesOnly || c.verdicts.many()
	if !versions {
		list = c.names
	}
	return func(yield func(Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		s := &sighting{catalog: c, formats: make(map[string]format.Format), yield: yield, many: firstItems, versions: versions, recalls: c.verdicts.any(), locks: c.locksIn(container), taking: c.taking(container), latest: fit{format: -1}, sessions: new(tally), rest: new(tally)}
		defer func() {
			c.placement.keep(s.sessions, s.rest)
			c.keepLatest(s.strange)
		}()
		defer s.end()
		defer cancel()
		for item, err := range list(ctx) {
			if err != nil {
				if !yield(Entry{}, err) {
					return
				}
				continue
			}
			if !s.see(ctx, &item, container) {
				return
			}
		}
		s.ask(ctx)
		for len(s.asked) > 0 && s.answer() {
		}
	}
}

// sighting is the state of one listing.
type sighting struct {
	catalog  *Catalog
	formats  map[string]format.Format // of the containers found so far, by name
	strange  map[Namesake]bool        // met, and not part of these containers
	latest   fit                      // only the container and format, of the latest item
	waiting  []candidate              // to be read
	many     int                      // of these are read together
	asked    []*question              // being read, the oldest first
	idle     []*question              // to be used again
	yield    func(Entry, error) bool
	versions bool         // whether the listing has versions
	recalls  bool         // whether there were verdicts when it began
	locks    format.Locks // on the sessions of the container that is listed
	taking   keys.Set     // the formats that can have sessions in that container

	sessions, rest *tally // counts for the placement
}

// see handles one item, and reports whether to go on.
func (s *sighting) see(ctx context.Context, item *storage.Listed, container string) bool {
	var own fit
	shaped, known, ok := s.recall(item, &own)
	if known {
		return !ok || s.found(&own, item, nil)
	}
	by, open := s.catalog.first(item.Key, shaped, &own)
	switch by {
	case byKey:
		return s.found(&own, item, nil)
	case noProof:
		return true
	}
	if s.remembers(item) { // a format without shapes may have it
		if ok, known := s.catalog.remembered(item, &own); known {
			return !ok || s.found(&own, item, nil)
		}
	}
	if container != "" && !s.catalog.mayBeIn(container, item.Key, open&s.taking) {
		if _, lock := s.locks.ID(item.Key); !lock {
			return true
		}
	}
	if cap(s.waiting) == 0 {
		s.waiting = make([]candidate, 0, s.many)
	}
	if s.waiting = append(s.waiting, candidate{*item, open}); len(s.waiting) < s.many {
		return true
	}
	s.ask(ctx)
	return len(s.asked) <= runtime.GOMAXPROCS(0) || s.answer()
}

// remembers reports whether something may be known of the item from an earlier listing.
func (s *sighting) remembers(item *storage.Listed) bool {
	return s.recalls && (s.versions || item.Version != 0) && !s.catalog.called.has(item.Key)
}

// recall sets own to the fit of an item of which it is known from a listing before, as [Catalog.remembered]
// does. If it is not, the formats are those of [Catalog.shaped].
func (s *sighting) recall(item *storage.Listed, own *fit) (shaped keys.Set, known, ok bool) {
	c, l := s.catalog, s.catalog.looks.shapes()
	if !s.remembers(item) {
		return c.shaped(item.Key), false, false
	}
	// Few shapes show whether it may be known.
	if shaped = l.index.MayFit(item.Key, l.distinct|l.contested); shaped&l.contested == 0 {
		return shaped, false, false
	}
	if ok, known = c.remembered(item, own); !known {
		shaped = c.shaped(item.Key)
	}
	return shaped, known, ok
}

func (s *sighting) found(own *fit, item *storage.Listed, read *storage.Item) bool {
	if own.container != s.latest.container || own.format != s.latest.format {
		if !s.meet(own) {
			return true
		}
		s.latest.container, s.latest.format = own.container, own.format
	}
	if own.traits.Raw {
		s.rest.add(item)
	} else {
		s.sessions.add(item)
	}
	return s.yield(s.catalog.entry(own, item, read), nil)
}

// meet notes the container and format of an item, and reports whether the sessions of the container are of
// that format.
func (s *sighting) meet(own *fit) bool {
	f := s.catalog.formats[own.format]
	if s.formats[own.container] == f {
		return true
	}
	n := Namesake{own.container, f}
	if s.strange[n] {
		return false
	}
	if s.catalog.Note(own.container, f).Name() != f.Name() {
		if s.strange == nil {
			s.strange = make(map[Namesake]bool)
		}
		s.strange[n] = true
		s.catalog.namesake(n)
		return false
	}
	s.formats[own.container] = f
	return true
}

// locksIn returns the shapes of the locks on the sessions of a container.
func (c *Catalog) locksIn(container string) format.Locks {
	if container == "" {
		return nil
	}
	return format.LocksOf(c.FormatOf(container), container)
}

// ask begins to read the waiting items.
func (s *sighting) ask(ctx context.Context) {
	if len(s.waiting) == 0 {
		return
	}
	q := new(question)
	if n := len(s.idle); n > 0 {
		q, s.idle = s.idle[n-1], s.idle[:n-1]
	}
	s.waiting, q.items = q.items[:0], s.waiting
	q.begin(ctx, s.catalog)
	s.asked = append(s.asked, q)
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
	s.many = q.next()
	var failed error
	for i, l := range q.loaded {
		switch {
		case l.Err != nil:
			failed = l.Err
		case q.owned[i] && !s.found(&q.owners[i], &q.items[i].Listed, l.Item):
			return false
		}
	}
	q.loaded = nil
	s.idle = append(s.idle, q)
	return failed == nil || s.yield(Entry{}, failed)
}

// end waits for what is still being read.
func (s *sighting) end() {
	for _, q := range s.asked {
		<-q.done
	}
}
