package browse

import (
	"context"
	"slices"
	"strings"
	"time"

	"sessh/repl/hint"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/copies"
	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
)

// sortedAtOnce is how many sessions are collected to be sorted: servers list them in no
// order, and the first ones should be shown at once.
const sortedAtOnce = 512

// A stream shows the sessions of a container while the store lists them. Rows are held back
// until there are enough to be sorted.
type stream struct {
	*listed
	in      *session.Container
	now     time.Time
	long    bool
	whole   bool            // whether more than the names is shown
	pending map[string]rune // the signs of changed sessions
	met     map[string]bool // those of them that were shown, or that the store has listed
	locked  map[string]bool // sessions whose locks were listed and not shown yet
	rows    []row
}

// A row is what is kept of a session until it is shown.
type row struct {
	id   string
	sign rune
	more *more // only if more than the name is shown
}

// more is what is kept of a session beside its name.
type more struct {
	sweep.Found
	copies []copies.Copy // on other servers, if asked for
}

// streamSessions lists the sessions of a container: first those that are not stored yet,
// then the others in the order of the store.
func (l *listed) streamSessions(ctx context.Context) error {
	long := l.c.IsSet("long")
	s := &stream{
		listed: l, in: l.env.Root.Container(l.at[0]), now: l.env.Shell.Now(), long: long, whole: long || !l.env.Out.IsText(),
		pending: make(map[string]rune), met: make(map[string]bool), locked: make(map[string]bool), rows: make([]row, 0, sortedAtOnce),
	}
	if err := s.added(); err != nil {
		return err
	}
	if s.full(0) {
		return errEnough
	}
	unlisted, err := s.stored(ctx)
	if err != nil {
		return err
	}
	if err := s.lateLocks(ctx); err != nil {
		return err
	}
	if unlisted != nil {
		return unlisted
	}
	return s.showUnstored(s.unmet(l.env.Work.Opened(s.in.Name()), s.met))
}

// unmet returns the sessions to list that have pending changes and are not stored: those that are new, and
// those that another program has removed.
func (l *listed) unmet(opened []*session.Session, met map[string]bool) []*session.Session {
	return slices.DeleteFunc(slices.Clone(opened), func(open *session.Session) bool {
		return met[open.ID()] || !l.match(open.ID()) || output.SessionSign(open) == output.SignNone
	})
}

// unstored returns the row of such a session.
func (l *listed) unstored(open *session.Session) *listing.Session {
	return &listing.Session{
		Path: place.Path{l.at[0], open.ID()}, Sign: output.SessionSign(open),
		Now: l.env.Shell.Now(), Long: l.c.IsSet("long"), Changes: len(open.Changes()),
	}
}

// showUnstored shows such sessions.
func (l *listed) showUnstored(all []*session.Session) error {
	for _, open := range all {
		if err := l.show(l.unstored(open)); err != nil {
			return err
		}
	}
	return nil
}

// added shows the sessions that are not stored yet, and finds out which others have pending
// changes.
func (s *stream) added() error {
	var added []*session.Session
	for _, open := range s.env.Work.Opened(s.in.Name()) {
		sign := output.SessionSign(open)
		if sign != output.SignNone {
			s.pending[open.ID()] = sign
		}
		if sign == output.SignAdded {
			s.met[open.ID()], added = true, append(added, open)
		}
	}
	return s.showUnstored(s.unmet(added, nil))
}

// stored shows the sessions that the store lists. unlisted is the error about those that it
// could not list.
func (s *stream) stored(ctx context.Context) (unlisted, err error) {
	var errs []error
	progress := s.env.Out.Progress("items")
	defer progress.Done()
	all := 0
	for f, err := range sweep.ListFor(ctx, s.env.Root, s.in.Name(), !s.whole) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		progress.Add(1)
		if f.Container.Name() == s.in.Name() {
			all++
		}
		if !s.wanted(f) {
			continue
		}
		if s.full(len(s.rows)) {
			all = -1
			break
		}
		if err := s.add(ctx, f); err != nil {
			return nil, err
		}
	}
	if len(errs) > 0 {
		all = -1
	}
	err = s.flush(ctx)
	s.env.Shell.ListedAll(s.in.Name(), all)
	return hint.Listing(errs), err
}

// wanted reports whether an item is a session to show. Locks are remembered.
func (s *stream) wanted(f sweep.Found) bool {
	if f.Container.Name() == s.in.Name() {
		return s.match(f.ID)
	}
	if id, ok := s.in.LockOf(f.Item.Key); ok && s.match(id) {
		s.locked[id] = true
	}
	return false
}

func (s *stream) add(ctx context.Context, f sweep.Found) error {
	r := row{id: f.ID, sign: output.SignNone}
	if s.whole {
		r.more = &more{Found: f}
	}
	if sign, ok := s.pending[f.ID]; ok {
		r.sign, s.met[f.ID] = sign, true
	}
	if s.rows = append(s.rows, r); len(s.rows) < sortedAtOnce {
		return nil
	}
	return s.flush(ctx)
}

// flush shows the rows that were held back.
func (s *stream) flush(ctx context.Context) error {
	ids := make([]string, len(s.rows))
	for i, r := range s.rows {
		ids[i] = r.id
	}
	s.env.Shell.Listed(s.in.Name(), ids...)
	locks := s.locksOn(ctx, ids)
	if s.long {
		s.findCopies(ctx)
	}
	slices.SortFunc(s.rows, func(a, b row) int { return strings.Compare(a.id, b.id) })
	defer s.env.Out.Gather()()
	for _, r := range s.rows {
		if err := s.show(s.result(r, locks[r.id])); err != nil {
			return err
		}
	}
	s.rows = s.rows[:0]
	return nil
}

// result returns a row as it is shown.
func (s *stream) result(r row, lock *family.Lock) output.Result {
	if !s.whole && r.sign == output.SignNone && lock == nil { // there may be millions of these
		return bareName{s, r.id}
	}
	shown := &listing.Session{Path: s.path(r.id), Sign: r.sign, Now: s.now, Long: s.long, Locked: lock}
	if r.more != nil {
		shown.Found, shown.Copies = &r.more.Found, r.more.copies
	}
	if s.long {
		shown.Astray = stored.AstrayIn(s.env.Root, shown.Found.Item.Key, shown.Found.Item.Server)
	}
	return shown
}

// bareName is a session shown by its name alone.
type bareName struct {
	in *stream
	id string
}

func (n bareName) JSON() any {
	return (&listing.Session{Path: n.in.path(n.id), Sign: output.SignNone}).JSON()
}
func (n bareName) Text(p *output.Printer) { p.Write("  " + syntax.Quote(n.id) + "\n") }

// path returns the path of a session.
func (s *stream) path(id string) place.Path { return place.Path{s.in.Name(), id} }

// findCopies finds the copies of sessions on other servers. The listing reports the servers
// that cannot be asked.
func (s *stream) findCopies(ctx context.Context) {
	items := make([]*storage.Item, len(s.rows))
	for i, r := range s.rows {
		items[i] = &storage.Item{Key: r.more.Item.Key, Server: r.more.Item.Server}
	}
	all, _ := copies.Find(ctx, s.env.Root.Store(), items)
	for i := range s.rows {
		s.rows[i].more.copies = all[i]
	}
}

// sortedSessions lists the sessions of a container in an order, up to the limit.
func (l *listed) sortedSessions(ctx context.Context) error {
	container, long, now := l.at[0], l.c.IsSet("long"), l.env.Shell.Now()
	order := listing.Orders[l.c.String("sort")]
	if l.c.IsSet("reverse") {
		order = order.Reversed()
	}
	first := listing.NewFirst(l.limit, order)
	listed := make(map[string]bool) // the sessions whose locks were
	opened := l.env.Work.Opened(container)
	signs, met := make(map[string]rune), make(map[string]bool)
	for _, s := range opened {
		signs[s.ID()] = output.SessionSign(s)
	}
	unlisted := listing.EachWithLocks(ctx, l.env.Root, container, l.env.Out.Progress("sessions"), func(f sweep.Found) {
		if l.match(f.ID) {
			l.env.Shell.Listed(container, f.ID)
			first.Add(listing.BriefOf(f))
			if signs[f.ID] != 0 {
				met[f.ID] = true
			}
		}
	}, func(id string) { listed[id] = true })
	unstored := make(map[string]*session.Session)
	if unlisted == nil {
		for _, open := range l.unmet(opened, met) {
			unstored[open.ID()] = open
			first.Add(listing.Brief{Container: container, ID: open.ID()})
		}
	}
	sorted := first.Sorted()
	elsewhere := make([][]copies.Copy, len(sorted))
	if long {
		elsewhere = listing.Copies(ctx, l.env.Root, container, sorted)
	}
	var ids []string
	for _, b := range sorted {
		if listed[b.ID] {
			ids = append(ids, b.ID)
		}
	}
	locks := locksRead(ctx, l.env.Root.Container(container), ids)
	var sizes *listing.Sizes
	if l.c.String("sort") == "size" {
		sizes = listing.SizesOf(sorted)
	}
	for i, b := range sorted {
		if open := unstored[b.ID]; open != nil {
			if err := l.show(l.unstored(open)); err != nil {
				return err
			}
			continue
		}
		found := b.Found()
		r := &listing.Session{Path: place.Path{container, b.ID}, Sign: output.SignNone, Found: &found, Now: now, Long: long, Locked: locks[b.ID], Copies: elsewhere[i], Sizes: sizes}
		if sign := signs[b.ID]; sign != 0 {
			r.Sign = sign
		}
		if err := l.show(r); err != nil {
			return err
		}
	}
	return unlisted
}
