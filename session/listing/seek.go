package listing

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"sessh/session/format"
	"sessh/session/format/cookie"
	"sessh/session/storage"
)

// A seeker looks for the sessions behind cookies. It knows the ids that they may stand for,
// by format, and asks the store for the items of these ids.
type seeker struct {
	catalog *Catalog
	jar     cookie.Jar
	guesses []map[string]guess  // by format and id
	targets map[string][]target // by key, of the items to be read next
	found   []hit
	errs    []error

	ends    map[int]map[string]guess // the ids that the end of a key is taken for, by length
	lengths []int                    // of these, the greatest first
	raw     map[string]guess         // the listed keys that end so
	result  Sought
}

// A guess is a cookie that an id was read from.
type guess struct {
	cookie    int // index in the jar
	rank      int // among the ids that were read from the cookie
	signature cookie.Signature
}

// A target is a session that an item may be.
type target struct {
	guess
	format        int
	container, id string
}

// A hit is a session that was found, under a key.
type hit struct {
	guess
	Behind
	key string
}

func newSeeker(c *Catalog, jar cookie.Jar) *seeker {
	s := &seeker{
		catalog: c, jar: jar, guesses: make([]map[string]guess, len(c.formats)),
		targets: make(map[string][]target), ends: make(map[int]map[string]guess), raw: make(map[string]guess),
	}
	likeness := make(map[format.Format]int)
	for i, f := range c.formats {
		s.guesses[i] = make(map[string]guess)
		locked := false
		for n, one := range jar.Cookies {
			ids, err := f.Traits().Cookie.IDs(one, jar)
			locked = locked || err != nil
			likeness[f] = max(likeness[f], f.Traits().Cookie.Likeness(one, ids))
			s.result.WrongKey = s.result.WrongKey || errors.Is(err, cookie.ErrWrongKey)
			for rank, x := range ids {
				if _, known := s.guesses[i][x.ID]; !known {
					s.guesses[i][x.ID] = guess{n, rank, x.Signature}
					s.addEnd(x.ID, guess{n, rank, x.Signature})
				}
			}
		}
		if locked {
			s.result.Locked = append(s.result.Locked, f)
		}
		if len(s.guesses[i]) > 0 {
			s.result.Tried = append(s.result.Tried, f)
		}
	}
	s.lengths = slices.Sorted(maps.Keys(s.ends))
	slices.Reverse(s.lengths)
	slices.SortStableFunc(s.result.Tried, func(a, b format.Format) int { return likeness[b] - likeness[a] })
	return s
}

func (s *seeker) addEnd(id string, g guess) {
	if len(id) < shortestEnd {
		return
	}
	if s.ends[len(id)] == nil {
		s.ends[len(id)] = make(map[string]guess)
	}
	s.ends[len(id)][id] = g
}

// tryContainers makes targets of the sessions in the containers that are known.
func (s *seeker) tryContainers(near string) {
	for i, f := range s.catalog.formats {
		if len(s.guesses[i]) == 0 {
			continue
		}
		for _, container := range s.catalog.containersOf(f, near) {
			for id, g := range s.guesses[i] {
				if key, err := s.catalog.Key(f, container, id); err == nil {
					s.aim(key, target{g, i, container, id})
				}
			}
		}
	}
}

// containersOf returns the known containers of a format, and near.
func (c *Catalog) containersOf(f format.Format, near string) []string {
	all := slices.Clone(f.Traits().Containers)
	c.mu.Lock()
	for name, known := range c.known {
		if known == f && name != near {
			all = append(all, name)
		}
	}
	c.mu.Unlock()
	if near != "" {
		all = append(all, near)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *seeker) aim(key string, t target) {
	known := slices.ContainsFunc(s.found, func(h hit) bool { return h.key == key })
	if !known && !slices.Contains(s.targets[key], t) {
		s.targets[key] = append(s.targets[key], t)
	}
}

// anyLeft reports whether there is a cookie that may name a session, and no session for it.
func (s *seeker) anyLeft() bool {
	for _, ids := range s.guesses {
		for _, g := range ids {
			if !slices.ContainsFunc(s.found, func(h hit) bool { return h.cookie == g.cookie }) {
				return true
			}
		}
	}
	return false
}

// list makes targets of the listed items that have one of the ids, and notes the keys that end
// with one.
func (s *seeker) list(ctx context.Context, progress func()) {
	for item, err := range s.catalog.names(ctx) {
		switch {
		case ctx.Err() != nil:
			s.fail(ctx.Err())
			return
		case errors.Is(err, storage.ErrUnsupported):
			s.result.Unlisted = err
			continue
		case err != nil:
			s.fail(err)
			continue
		case progress != nil:
			progress()
		}
		for f := range s.catalog.fits(item.Key) {
			if g, ok := s.guesses[f.format][f.id]; ok {
				s.aim(item.Key, target{g, f.format, f.container, f.id})
			}
		}
		s.noteEnd(item.Key)
	}
}

// shortestEnd is the least length of an id that the end of a key is taken for.
const shortestEnd = 16

// noteEnd notes a key that ends with one of the ids: with the longest of them, of which others may be
// the end.
func (s *seeker) noteEnd(key string) {
	for _, n := range s.lengths {
		if n > len(key) {
			continue
		}
		if g, ok := s.ends[n][key[len(key)-n:]]; ok {
			s.raw[key] = g
			return
		}
	}
}

// tryRaw makes targets of the raw items that end with one of the ids: sessions of a framework
// that is not known.
func (s *seeker) tryRaw() {
	for i, f := range s.catalog.formats {
		if t := f.Traits(); t.Raw {
			for key, g := range s.raw {
				s.aim(key, target{g, i, t.Containers[0], key})
			}
		}
	}
}

// load reads the items of the targets, and keeps those that are the sessions they are taken
// for.
func (s *seeker) load(ctx context.Context) {
	keys := make([]string, 0, len(s.targets))
	for key := range s.targets {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for batch := range slices.Chunk(keys, firstItems) {
		for i, l := range s.catalog.store.Load(ctx, batch, storage.NeedValue) {
			s.fail(withoutKey(l.Err))
			if l.Item != nil {
				s.recognize(l.Item, s.targets[batch[i]])
			}
		}
	}
	clear(s.targets)
}

// fail notes an error, if it is another one than those before.
func (s *seeker) fail(err error) {
	if err != nil && !slices.ContainsFunc(s.errs, func(e error) bool { return e.Error() == err.Error() }) {
		s.errs = append(s.errs, err)
	}
}

// withoutKey returns an error of a store without the key, which has the id in it: for most
// frameworks that is all of the cookie.
func withoutKey(err error) error {
	var of *storage.Error
	if !errors.As(err, &of) {
		return err
	}
	bare := *of
	bare.Key = ""
	return &bare
}

// recognize adds the session that an item is, if it is one of the targets: the likeliest.
func (s *seeker) recognize(item *storage.Item, targets []target) {
	var own fit
	if !s.catalog.decide(item, &own) {
		return
	}
	slices.SortFunc(targets, func(a, b target) int { return cmp.Or(a.rank-b.rank, a.cookie-b.cookie) })
	for _, t := range targets {
		if t.format != own.format {
			continue
		}
		f := s.catalog.formats[t.format]
		s.found = append(s.found, hit{t.guess, Behind{
			Cookie: s.jar.Cookies[t.cookie], Signature: t.signature,
			Format: f, Container: t.container, ID: t.id,
			Namesake: s.catalog.Note(t.container, f).Name() != f.Name(),
		}, item.Key})
		return
	}
}
