package servers

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sessh/repl/amend"
	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/format/sparse"
	"sessh/session/parallel"
	"sessh/session/scan"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A loader makes sessions of a file pending. Most of them are neither decoded nor edited: their
// items are read sparsely and compared with the data beside them, and are what a commit writes.
type loader struct {
	env     command.Env
	replace bool
	glance  *scan.Glance
	met     map[[2]string]bool // the formats and containers of sessions that were loaded
	n       moved
}

func newLoader(env command.Env, replace bool) *loader {
	return &loader{env: env, replace: replace, glance: scan.NewGlance(sparse.Everything()), met: make(map[[2]string]bool)}
}

// A loading is a session on its way from the file into the transaction.
type loading struct {
	*dumpfile.Session
	in *session.Container // nil: its format is not known
	s  *session.Session   // nil: it could not be opened

	// What the session holds: a seed if its item is written as it is, else data.
	seed     *family.Seed // slot, or nil
	slot     *family.Seed // where a seed is put
	data     *tree.Map
	timeout  time.Duration // that the item has beside its data
	unedited bool
	err      error
}

// load makes sessions pending, and returns the errors of those that cannot be loaded. The
// sessions of a container are opened in one round trip.
func (l *loader) load(ctx context.Context, batch []*dumpfile.Session) (wrong []error, err error) {
	all := make([]loading, len(batch))
	seeds := make([]family.Seed, len(batch)) // all at once: there can be very many
	for i, d := range batch {
		all[i].Session, all[i].slot = d, &seeds[i]
	}
	l.open(ctx, all)
	parallel.Do(len(all), func(i int) {
		if x := &all[i]; x.in != nil && ctx.Err() == nil {
			l.read(x)
		}
	})
	for i := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := &all[i]
		if err := l.put(ctx, x); err != nil {
			wrong = append(wrong, &hint.Located{Where: x.Where, Err: err})
			continue
		}
		l.n.add(x.in)
	}
	return wrong, nil
}

// open opens the sessions.
func (l *loader) open(ctx context.Context, all []loading) {
	at := make(map[[2]string][]int) // by format and container
	for i := range all {
		if x := &all[i]; x.Wrong == nil {
			in := [2]string{x.Format, x.Container}
			at[in] = append(at[in], i)
		}
	}
	for in, indexes := range at {
		f := l.env.Root.FormatNamed(in[0])
		if f == nil {
			continue
		}
		c := l.env.Root.ContainerIn(in[1], f)
		if !l.met[in] {
			l.met[in] = true
			l.meet(c, all, indexes)
		}
		ids := make([]string, len(indexes))
		for i, at := range indexes {
			ids[i] = all[at].Session.Session
		}
		sessions, _ := c.Sessions(ctx, l.env.Work.Tx(), ids...) // put returns the error
		for i, at := range indexes {
			all[at].in, all[at].s = c, sessions[i]
		}
	}
}

// meet notes how the first sessions of a container are written, which counts for new ones.
func (l *loader) meet(c *session.Container, all []loading, indexes []int) {
	if c.Format().Traits().Ways == nil {
		return
	}
	var items iter.Seq[*storage.Item] = func(yield func(*storage.Item) bool) {
		for _, i := range indexes {
			if d := all[i].Session; d.Item != nil && d.Way == "" && !yield(&storage.Item{Value: d.Item, Flags: d.Flags}) {
				return
			}
		}
	}
	c.Meet(items)
}

// read reads what a session holds: its item, or the JSON where that was left out.
func (l *loader) read(x *loading) {
	d := x.Session
	x.timeout = storage.TTLUnknown
	if d.Item != nil && d.Way == "" {
		l.glance.Read(x.in.Format(), d.Item, d.Flags, func(r sparse.Record) {
			if !x.renamed(string(r.ID)) && (!d.HasData() || amend.ShowsSparse(r.Data, d.Data)) {
				x.keep(x.in.SparseSeed(d.Item, d.Flags, r))
			}
		})
	}
	if x.seed == nil {
		x.data, x.err = d.Read(func(way string, item *storage.Item) (*format.Record, error) {
			r, err := x.in.DecodeAs(way, item)
			if err != nil {
				return nil, err
			}
			x.timeout = r.Timeout
			x.unedited = d.IsUnedited(r.Data)
			switch {
			case x.renamed(r.ID):
				r.Data = tree.Clone(r.Data).(*tree.Map) // to be encoded anew
			case x.unedited:
				x.keep(x.in.Seed(item, r))
			}
			return r, nil
		})
	}
	if x.seed != nil {
		x.data, x.timeout, x.unedited = nil, x.seed.Timeout, true
	}
}

// renamed reports whether an id that an item holds is not that of the session, so that the item cannot be
// written as it is; "": it holds none.
func (x *loading) renamed(id string) bool { return id != "" && id != x.Session.Session }

func (x *loading) keep(seed family.Seed, ok bool) {
	if ok {
		*x.slot = seed
		x.seed = x.slot
	}
}

// put makes a session pending.
func (l *loader) put(ctx context.Context, x *loading) error {
	switch {
	case x.Wrong != nil:
		return x.Wrong
	case x.in == nil:
		return fmt.Errorf("there is no format %s", syntax.QuoteWord(x.Format))
	}
	if x.s == nil {
		var err error
		if x.s, err = x.in.Session(ctx, l.env.Work.Tx(), x.Session.Session); err != nil {
			return err
		}
	}
	if x.s.Exists() {
		if !l.replace {
			return hint.With(&ThereError{place.Path{x.Container, x.Session.Session}}, "load --replace replaces it")
		}
		if err := x.s.Delete(); err != nil {
			return err
		}
	}
	if x.err != nil {
		return x.err
	}
	timeout, remaining := x.life()
	if x.seed != nil {
		if err := x.s.Sow(x.seed, timeout, remaining); err != nil {
			return err
		}
		return x.reflag()
	}
	if err := x.fill(); err != nil || !x.s.Exists() {
		return err
	}
	if timeout != storage.TTLUnknown {
		if err := x.s.SetTimeout(timeout); err != nil {
			return err
		}
	}
	if remaining != storage.TTLUnknown {
		return x.s.SetRemaining(remaining)
	}
	return nil
}

// fill gives a new session its data: those of the item, with what was edited in the file.
func (x *loading) fill() error {
	if err := x.s.Plant(x.data); err != nil || x.Item == nil {
		return err
	}
	if !x.unedited {
		root, err := x.s.Data()
		if err != nil {
			return err
		}
		if edited, err := x.Amend(root); err != nil || edited {
			return err
		}
	}
	return x.reflag()
}

// reflag gives a raw item its flags.
func (x *loading) reflag() error {
	if !x.s.Container().KeepsFlags() {
		return nil
	}
	return x.s.SetFlags(x.Flags)
}

// life returns the timeout of a session, and what it has left to live beside that: what it had left of
// its lifetime, and the timeout that its item has, which lasts longer. [storage.TTLUnknown] is none.
func (x *loading) life() (timeout, remaining time.Duration) {
	left, known := x.Left()
	if !known {
		left = storage.TTLUnknown
	}
	switch {
	case x.timeout != storage.TTLUnknown:
		return x.timeout, left
	case known && x.in.Format().Traits().Own && left != storage.TTLNever: // its timeout is not in the file
		return storage.TTLUnknown, left
	}
	return left, storage.TTLUnknown
}
