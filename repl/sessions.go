package repl

import (
	"context"
	"maps"
	"slices"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/syntax"
	"sessh/session"
)

// listSessions streams the sessions of a container: the pending ones first,
// then as the store lists them.
func (sh *Shell) listSessions(ctx context.Context, c *use, container string, match func(string) bool) error {
	pending := make(map[string]rune)
	now, long, limit, told := sh.options.Now(), c.IsSet("long"), c.Number("limit"), 0
	for _, s := range sh.Opened(container) {
		sign := output.SessionSign(s)
		if sign == output.SignNone {
			continue
		}
		pending[s.ID()] = sign
		if sign == output.SignAdded && match(s.ID()) {
			if err := c.emit(&listing.Session{Name: s.ID(), Sign: sign, Now: now, Long: long, Changes: len(s.Changes())}); err != nil {
				return err
			}
		}
	}
	var errs []error
	in, locks := sh.Root.Container(container), make(map[string]bool)
	rows := make([]listedRow, 0, sortedAtOnce)
	whole := long || sh.printer.AsJSON
	flush := func() error {
		sh.sawSessions(container, rows)
		held := sh.locksOn(ctx, in, rows, locks)
		if long {
			sh.addCopies(ctx, rows)
		}
		slices.SortFunc(rows, func(a, b listedRow) int { return strings.Compare(a.name, b.name) })
		defer sh.printer.Gather()()
		for _, r := range rows {
			lock := held[r.name]
			if !whole && r.sign == output.SignNone && lock == nil { // there may be millions of these
				if err := sh.printer.Raw("  " + syntax.Quote(r.name) + "\n"); err != nil {
					return err
				}
				continue
			}
			row := &listing.Session{Name: r.name, Sign: r.sign, Found: r.found, Now: now, Long: long, Locked: lock, Copies: r.copies}
			if long {
				row.Astray = sh.Root.Astray(r.found.Item.Key, r.found.Item.Server)
			}
			if err := c.emit(row); err != nil {
				return err
			}
		}
		told += len(rows)
		rows = rows[:0]
		return nil
	}
	progress := sh.progress("items")
	defer progress.Done()
	for f, err := range sh.Root.ListFor(ctx, container, !whole) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		progress.Add(1)
		if f.Container.Name() != container {
			if id, ok := in.LockOf(f.Item.Key); ok && match(id) {
				locks[id] = true
			}
			continue
		}
		if !match(f.ID) {
			continue
		}
		if limit > 0 && told+len(rows) == limit {
			break
		}
		row := listedRow{name: f.ID, sign: output.SignNone}
		if whole {
			found := f
			row.found = &found
		}
		if sign, ok := pending[f.ID]; ok {
			row.sign = sign
		}
		if rows = append(rows, row); len(rows) == sortedAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	sh.names.Settle(container)
	if err := flush(); err != nil {
		return err
	}
	var late []listedRow // listed before the lock was
	for _, id := range slices.Sorted(maps.Keys(locks)) {
		late = append(late, listedRow{name: id})
	}
	held := sh.locksOn(ctx, in, late, locks)
	for _, id := range slices.Sorted(maps.Keys(held)) {
		if err := c.emit(lockRow{id, held[id]}); err != nil {
			return err
		}
	}
	return hint.Listing(errs)
}

// locksOn looks at the locks that were listed of the rows' sessions, and takes them
// out of those that were listed.
func (sh *Shell) locksOn(ctx context.Context, in *session.Container, rows []listedRow, listed map[string]bool) map[string]*session.Lock {
	var ids []string
	for _, r := range rows {
		if listed[r.name] {
			ids = append(ids, r.name)
			delete(listed, r.name)
		}
	}
	held := make(map[string]*session.Lock)
	locks, err := in.LocksOn(ctx, ids...)
	for i, lock := range locks {
		if lock == nil && err != nil { // it is listed all the same
			lock = &session.Lock{TTL: session.TTLUnknown, Idle: -1}
		}
		if lock != nil {
			held[ids[i]] = lock
		}
	}
	return held
}

// lockRow is a session that is locked.
type lockRow struct {
	id   string
	lock *session.Lock
}

func (r lockRow) JSON() any {
	m := map[string]any{"session": r.id, "locked": true}
	output.AddLock(m, r.lock)
	return m
}

func (r lockRow) Text(p *output.Printer) {
	p.Line("  %s is %s", syntax.Quote(r.id), output.LockedText("locked by the application", r.lock))
}

// listedRow is what is kept of a session until it is printed.
type listedRow struct {
	name  string
	found *session.Found // where more than the name is shown
	sign  rune
	// copies are those on other servers, where they were asked for.
	copies []session.Copy
}

// sawSessions remembers the ids for completion.
func (sh *Shell) sawSessions(container string, rows []listedRow) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.name
	}
	sh.names.Saw(container, ids...)
}

// sortedAtOnce is how many sessions are waited for to be sorted: the servers
// list them in no order, and the first ones are to be shown at once.
const sortedAtOnce = 512

func (sh *Shell) containers(ctx context.Context, c *use) error {
	return sh.listContainers(ctx, c, func(string) bool { return true })
}

func (sh *Shell) listContainers(ctx context.Context, c *use, match func(string) bool) error {
	counts := make(map[string]int)
	var errs []error
	progress := sh.progress("items")
	defer progress.Done()
	for f, err := range sh.Root.ListNames(ctx) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		progress.Add(1)
		counts[f.Container.Name()]++
		sh.names.Saw(f.Container.Name(), f.ID)
	}
	signs := make(map[string]rune)
	if w := sh.Open(); w != nil {
		for _, s := range w.Sessions() {
			if name := s.Container().Name(); counts[name] == 0 && output.SessionSign(s) == output.SignAdded {
				signs[name] = output.SignAdded
			}
		}
	}
	for name := range signs {
		counts[name] = 0
	}
	for _, name := range sh.RawLast(slices.Sorted(maps.Keys(counts))) {
		if !match(name) {
			continue
		}
		in := sh.Root.Container(name)
		row := &listing.Container{Name: name, Sessions: counts[name], Sign: output.SignNone, Format: in.Format().Name(), Own: in.Format().Traits().Own, Noun: listing.Noun(in)}
		if signs[name] != 0 {
			row.Sign = signs[name]
		}
		if err := c.emit(row); err != nil {
			return err
		}
	}
	return hint.Listing(errs)
}
