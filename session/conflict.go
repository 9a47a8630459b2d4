package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Side is what one side of a conflict holds.
type Side struct {
	Value   any
	Present bool
}

func side(value any, ok bool) Side { return Side{value, ok} }

func (s Side) equal(o Side) bool {
	return s.Present == o.Present && (!s.Present || Equal(s.Value, o.Value))
}

func (s Side) mapping() (*Map, bool) {
	if !s.Present {
		return nil, false
	}
	m, ok := s.Value.(*Map)
	return m, ok
}

// A Conflict is a place that both sides changed, each in its own way: Base is
// what the transaction had read, Mine what it made of it, and Theirs what the
// store holds now. The path of a conflict about a whole session is the session's.
type Conflict struct {
	Path               Path
	Base, Mine, Theirs Side
}

// Choice says which side [Work.Refresh] takes in a conflict.
type Choice uint8

const (
	// Ask leaves conflicts open, with mine in place; commit refuses them.
	Ask Choice = iota
	// Mine keeps what is pending.
	Mine
	// Theirs drops what is pending in favour of the store's.
	Theirs
)

// A Refresh tells what [Work.Refresh] found.
type Refresh struct {
	// Sessions are those that others had changed.
	Sessions []Path
	// Taken are the changes of others that are in the transaction now.
	Taken []Change
	// Held are the sessions of which the store holds exactly what a commit could not
	// be sure to have written: see [Work.Held].
	Held []Path
	// Conflicts are those still to be decided.
	Conflicts []Conflict
}

// Refresh reads the open sessions again and brings the transaction up to date
// with what others have written: what they changed is taken over, what is
// pending stays pending, and where both changed the same place the choice
// decides. With paths it decides only the conflicts at or below these. All of
// it is one step that can be undone; a commit then finds the same conflict again.
func (w *Work) Refresh(ctx context.Context, choice Choice, paths ...Path) (*Refresh, error) {
	return w.Resolve(ctx, Resolution{Decide: choice.Within(paths)})
}

// Within decides for the side where the place is at or below one of the paths;
// everywhere where there are none.
func (c Choice) Within(paths []Path) Resolver {
	return func(x Conflict) (Side, bool, error) {
		if len(paths) > 0 && !slices.ContainsFunc(paths, x.Path.Within) {
			return Side{}, false, nil
		}
		switch c {
		case Mine:
			return x.Mine, true, nil
		case Theirs:
			return x.Theirs, true, nil
		}
		return Side{}, false, nil
	}
}

// A Resolver decides a conflict: what the place is to hold. ok is false where it
// leaves the conflict open.
type Resolver func(Conflict) (to Side, ok bool, err error)

// A Resolution says how [Work.Resolve] decides.
type Resolution struct {
	Decide Resolver
	// Same asks Decide as well about places that both sides changed in the same
	// way, which are no conflicts: two visits that were counted are not one.
	Same bool
}

// Resolve is [Work.Refresh] with decisions of the caller's own.
func (w *Work) Resolve(ctx context.Context, how Resolution) (*Refresh, error) {
	if err := w.writable(); err != nil {
		return nil, err
	}
	return w.merge(ctx, &merger{how: how, apply: true})
}

// Compare tells what [Work.Refresh] would find, and changes nothing.
func (w *Work) Compare(ctx context.Context) (*Refresh, error) {
	return w.merge(ctx, &merger{how: Resolution{Decide: Ask.Within(nil)}})
}

func (w *Work) merge(ctx context.Context, m *merger) (*Refresh, error) {
	open := w.Sessions()
	if len(open) == 0 {
		return &m.report, nil
	}
	keys := make([]string, len(open))
	for i, s := range open {
		keys[i] = s.key
	}
	var errs []error
	err := w.Step("refresh", func() error {
		loaded := w.root.store.Load(ctx, keys, NeedValue)
		w.loadAttempted(ctx, open, loaded)

		for i, l := range loaded {
			if l.Err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", open[i].Path(), l.Err))
				continue
			}
			if err := m.session(open[i], l.Item); err != nil {
				errs = append(errs, err)
			}
		}
		return nil
	})
	return &m.report, errors.Join(append(errs, err)...)
}

// merger merges what others wrote, session by session.
type merger struct {
	how    Resolution
	apply  bool
	open   []Conflict // of the session at hand
	report Refresh
}

func (m *merger) session(s *Session, item *Item) error {
	if m.apply {
		if err := m.decide(s); err != nil {
			return err
		}
	}
	m.open = s.stillOpen()
	defer func() { m.report.Conflicts = append(m.report.Conflicts, m.open...) }()
	if s.attempt != nil && s.attempt.trace(item) == Held {
		if m.apply {
			s.rebase(s.container.decode(item))
			m.report.Held = append(m.report.Held, s.Path())
		}
		return nil
	}
	if version(item) == version(s.base.item) {
		return nil
	}
	theirs := s.container.decode(item)
	if theirs.broken != nil {
		return s.errorf("", fmt.Errorf("what is on the server now cannot be read: %w", theirs.broken))
	}
	m.report.Sessions = append(m.report.Sessions, s.Path())
	s.shares(theirs.data())
	return m.rebase(s, theirs)
}

// rebase merges what the store holds into the session, and makes it what the
// session's changes count from.
func (m *merger) rebase(s *Session, theirs base) error {
	if s.base.broken != nil { // nothing can be pending
		if m.apply {
			s.root, s.timeout = theirs.data(), theirs.timeout(s.container)
			s.root.spot_ = spot{owner: s, role: rooted}
			s.rebase(theirs)
		}
		return nil
	}
	committed, data := s.Committed(), theirs.data()
	mine := len(s.Changes()) > 0
	oldTimeout := s.base.timeout(s.container)
	whole := Conflict{Path: s.Path(), Base: side(committed, s.base.item != nil), Mine: side(s.root, s.Exists()), Theirs: side(data, theirs.item != nil)}
	keepWhole := false
	switch {
	case !mine && theirs.item == nil:
		if m.apply {
			if err := s.empty(); err != nil {
				return err
			}
		}
	case mine && theirs.item == nil && !s.Exists():
		// both deleted it
	case mine && (theirs.item == nil || !s.Exists()):
		to, ok, err := m.how.Decide(whole)
		switch {
		case err != nil:
			return err
		case !ok:
			whole.Mine.Value = snapshot(s.root)
			m.open = append(m.open, whole)
			keepWhole = true
		case to.equal(whole.Mine):
			keepWhole = true
		case m.apply:
			if err := s.putAt(whole.Path, to); err != nil {
				return err
			}
		}
	default:
		if err := m.maps(s.Path(), committed, s.root, data); err != nil {
			return err
		}
	}
	if !m.apply {
		return nil
	}
	ground := theirs.asCommitted()
	ops := append(remarks(s.root, committed, data), &reground{s, s.base, &ground}, &regard{s, s.conflicts, m.open})
	if s.timeout == oldTimeout && !keepWhole {
		ops = append(ops, &retime{s, s.timeout, theirs.timeout(s.container)})
	}
	if s.deleted && theirs.item == nil {
		ops = append(ops, reversed{&bury{s}})
	}
	return s.log(ops)
}

// maps merges key by key.
func (m *merger) maps(p Path, base, mine, theirs *Map) error {
	keys := base.Keys()
	for _, k := range theirs.Keys() {
		if !base.Has(k) {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		c := Conflict{Path: p.in(k, base, mine, theirs), Base: side(base.Get(k)), Mine: side(mine.Get(k)), Theirs: side(theirs.Get(k))}
		if c.Base.equal(c.Theirs) || c.Mine.equal(c.Theirs) && !m.how.Same {
			continue
		}
		if err := m.key(mine, k, c); err != nil {
			return err
		}
	}
	return nil
}

func (m *merger) key(mine *Map, k any, c Conflict) error {
	if c.Mine.equal(c.Base) {
		return m.take(mine, k, c)
	}
	mm, ok1 := c.Mine.mapping()
	tm, ok2 := c.Theirs.mapping()
	if ok1 && ok2 && sameForm(mm, tm) {
		bm, ok := c.Base.mapping()
		if !ok {
			bm = NewMap()
		}
		return m.maps(c.Path, bm, mm, tm)
	}
	to, ok, err := m.how.Decide(c)
	switch {
	case err != nil:
		return err
	case !ok && c.Mine.equal(c.Theirs):
		return nil
	case ok && to.equal(c.Mine):
		return nil
	case ok && to.equal(c.Theirs):
		return m.take(mine, k, c)
	case ok && m.apply:
		return put(mine, k, to)
	case ok:
		return nil
	}
	c.Mine.Value = snapshot(c.Mine.Value)
	m.open = append(m.open, c)
	return nil
}

// take puts theirs in the place of mine.
func (m *merger) take(mine *Map, k any, c Conflict) error {
	change := Change{Path: c.Path, Kind: Changed, Old: snapshot(c.Mine.Value), New: c.Theirs.Value}
	switch {
	case !c.Theirs.Present:
		change.Kind = Removed
	case !c.Mine.Present:
		change.Kind = Added
	}
	m.report.Taken = append(m.report.Taken, change)
	if !m.apply {
		return nil
	}
	return put(mine, k, c.Theirs)
}

func put(m *Map, k any, s Side) error {
	if !s.Present {
		_, err := m.Delete(k)
		return err
	}
	v := s.Value
	if root := m.spot_.top().owner; root != nil {
		v = graft(v, root.root)
	}
	return m.placed(k, v)
}

// decide applies the resolution to conflicts that an earlier refresh left open.
func (m *merger) decide(s *Session) error {
	var left []Conflict
	for _, c := range s.stillOpen() {
		to, ok, err := m.how.Decide(c)
		switch {
		case err != nil:
			return err
		case !ok:
			left = append(left, c)
		case !to.equal(c.Mine):
			if err := s.putAt(c.Path, to); err != nil {
				return err
			}
		}
	}
	if len(left) == len(s.conflicts) {
		return nil
	}
	return s.log([]op{&regard{s, s.conflicts, left}})
}

// Conflicts are the conflicts that are still to be decided.
func (w *Work) Conflicts() []Conflict {
	var all []Conflict
	for _, s := range w.order {
		all = append(all, s.stillOpen()...)
	}
	return all
}

// stillOpen are the conflicts whose place still holds what it held when they
// were found: who has set it since has decided.
func (s *Session) stillOpen() []Conflict {
	var open []Conflict
	for _, c := range s.conflicts {
		if len(c.Path.Keys) == 0 && c.Mine.equal(side(s.root, s.Exists())) || len(c.Path.Keys) > 0 && c.Mine.equal(s.at(c.Path)) {
			open = append(open, c)
		}
	}
	return open
}

func (s *Session) unresolved() error {
	open := s.stillOpen()
	if len(open) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s was changed on both sides, and which one to take is not decided (%d in all)", ErrConflict, open[0].Path, len(open))
}

// reground changes what the session's changes count from, and regard which
// conflicts are open; both as part of the log.
type reground struct {
	s        *Session
	old, new *base
}

func (o *reground) apply()  { o.s.base = o.new }
func (o *reground) revert() { o.s.base = o.old }

type regard struct {
	s        *Session
	old, new []Conflict
}

func (o *regard) apply()  { o.s.conflicts = o.new }
func (o *regard) revert() { o.s.conflicts = o.old }

// mostAsked is how many sessions Overtaken asks about.
const mostAsked = 1000

// Overtaken reports whether others have changed a session that has pending
// changes, as far as the store answers. It costs no more than versions.
func (w *Work) Overtaken(ctx context.Context) bool {
	var keys []string
	var asked []*Session
	for _, s := range w.order {
		if len(keys) < mostAsked && s.attempt == nil && len(s.Changes()) > 0 {
			keys, asked = append(keys, s.key), append(asked, s)
		}
	}
	if len(keys) == 0 {
		return false
	}
	for i, l := range w.root.store.Load(ctx, keys, 0) {
		if l.Err == nil && version(l.Item) != version(asked[i].base.item) {
			return true
		}
	}
	return false
}
