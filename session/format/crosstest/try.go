package crosstest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
	"sessh/txn"
)

// desk is a store with one session, open in a transaction.
type desk struct {
	r       *run
	g       *generator
	x       *trial
	key     string
	store   *memstore.Store
	root    *session.Root
	manager *txn.Manager
	session *session.Session
	data    *tree.Map
	copied  bool // by the last edit
}

// errEdit is wrapped by what an edit itself fails with.
var errEdit = errors.New("the edit failed")

// try edits one session, and commits.
func (r *run) try(g *generator, x *trial) {
	r.t.Helper()
	ctx := context.Background()
	d := &desk{r: r, g: g, x: x, store: memstore.New(memstore.Options{MaxItem: 16 << 20})}
	var err error
	if d.key, err = r.Format.Key(r.Container, r.ID); err != nil {
		r.t.Fatal(err)
	}
	d.store.Apply(ctx, []storage.Write{{Key: d.key, Value: x.was, Flags: r.Flags}})
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{r.Format}})
	d.manager = txn.NewManager()
	if x.err = d.open(ctx); x.err == nil {
		x.err = d.act(ctx)
	}
	if x.err == nil {
		x.err = d.manager.Commit(ctx)
	}
	if l := d.store.Load(ctx, []string{d.key}, storage.NeedValue)[0]; l.Item != nil {
		x.written = l.Item.Value
	}
}

// open opens the session in a new transaction.
func (d *desk) open(ctx context.Context) error {
	var err error
	if d.session, err = d.root.Container(d.r.Container).Session(ctx, d.manager.Tx(), d.r.ID); err == nil {
		d.data, err = d.session.Data()
	}
	return err
}

func (d *desk) work() *session.Work { return d.root.Work(d.session.Tx()) }

// act makes an edit, on one of the ways on which it comes to be pending.
func (d *desk) act(ctx context.Context) error {
	switch way := d.g.IntN(6); way {
	case 0: // after another one that is rolled back
		sp, err := d.session.Tx().Savepoint(ctx)
		if err != nil {
			return err
		}
		if e, err := d.g.edit(d.session, d.data, d.x.model); err == nil {
			d.x.edit = e.name + ", rolled back; "
			_ = e.session() // it may fail
		}
		if err := sp.Rollback(ctx); err != nil {
			return err
		}
	case 1: // after another one
		// An object is shown as it was read until the commit, and copied as it is shown:
		// the model does not know what an earlier edit has changed in it. What a
		// variable that is shared holds, and a symbol, is shown as a plain value: what
		// looks like it in the end counts as the same.
		if d.x.model.has(Object) || d.x.model.has(Ref) || d.x.model.has(Symbol) || d.r.Kinds.Loose {
			break
		}
		if err := d.edit(); err != nil {
			return err
		}
		d.x.edit += "; "
	case 2: // undone, and done again
		if err := d.edit(); err != nil {
			return err
		}
		d.x.edit += ", undone and done again"
		if _, _, err := d.work().Undo(); err != nil {
			return err
		}
		_, _, err := d.work().Redo()
		return err
	case 3: // while another program changes the session
		if err := d.edit(); err != nil {
			return err
		}
		if d.copied && (d.x.model.has(Object) || d.r.Kinds.Loose) {
			return nil // see above
		}
		d.x.edit += ", refreshed"
		return d.others(ctx)
	case 4: // in a transaction that is taken up by another one
		if err := d.edit(); err != nil {
			return err
		}
		for range 1 + d.g.IntN(2) {
			d.x.edit += ", adopted"
			if err := d.adopt(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	return d.edit()
}

// adopt has another transaction take up what is pending: as it is, or from what was
// kept of it.
func (d *desk) adopt(ctx context.Context) error {
	drafts := d.work().Drafts()
	if d.g.IntN(2) == 0 {
		if err := d.keep(drafts); err != nil {
			return err
		}
	}
	first := d.manager
	d.manager = txn.NewManager()
	_, err := d.root.Work(d.manager.Tx()).Adopt("adopt", drafts)
	if err := errors.Join(err, first.Abort(ctx)); err != nil {
		return err
	}
	return d.open(ctx)
}

// keep makes the drafts what is read of them as they would be written.
func (d *desk) keep(drafts []session.Draft) error {
	for i, x := range drafts {
		value, flags, err := stored.Draft(x, time.Time{})
		if err != nil {
			return err
		}
		r, err := x.Container.Decode(&storage.Item{Key: d.key, Value: value, Flags: flags})
		if err != nil {
			return fmt.Errorf("what was kept cannot be read: %w", err)
		}
		drafts[i].Data = r.Data
	}
	return nil
}

// edit makes an edit, in the session and in the model.
func (d *desk) edit() error {
	e, err := d.g.edit(d.session, d.data, d.x.model)
	if err != nil {
		return err
	}
	d.x.edit, d.copied = d.x.edit+e.name, e.copies
	err = d.work().Step("edit", e.session)
	if err != nil {
		return fmt.Errorf("%w: %w", errEdit, err)
	}
	if e.plain && len(d.session.Changes()) == 0 { // one of several that look the same
		return nil
	}
	e.model()
	if len(d.session.Changes()) == 0 && d.x.before != d.r.text(d.x.model) {
		return errors.New("the diff shows nothing")
	}
	return nil
}

// others has another program add a key, and takes it in.
func (d *desk) others(ctx context.Context) error {
	err := txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := session.NewRoot(d.store, session.Options{Formats: []format.Format{d.r.Format}}).Container(d.r.Container).Session(ctx, tx, d.r.ID)
		if err != nil {
			return err
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		return data.Set("other", "theirs")
	})
	if err != nil {
		return fmt.Errorf("another edit: %w", err)
	}
	d.x.was = d.store.Load(ctx, []string{d.key}, storage.NeedValue)[0].Item.Value
	d.x.model.add("other", &Node{Kind: Text, Text: "theirs"})
	_, err = d.work().Refresh(ctx, diff.Mine)
	return err
}
