package servers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/session/tree"
)

func load(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	name := c.Text(0)
	in, err := env.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if c.Flags.Changed("at") {
		return loadAt(ctx, env, c, in, name)
	}
	r := dumpfile.NewReader(in, name)
	batch, err := r.Next(ctx)
	if err != nil {
		return nil, err
	}
	if dumpfile.IsRecording(batch) {
		return loadSnapshot(ctx, env, c, r.AllAfter(ctx, batch), &dumpfile.Snapshot{}, name)
	}
	var n moved
	err = env.Shell.Step(ctx, c.Label(), func() error {
		var errs []error
		for len(batch) > 0 && len(errs) < maxErrors {
			wrong, err := loadAll(ctx, env, batch, c.IsSet("replace"), &n)
			if err != nil {
				return err
			}
			errs = append(errs, wrong...)
			if batch, err = r.Next(ctx); err != nil {
				return err
			}
		}
		return notLoaded(errs)
	})
	if err != nil {
		return nil, err
	}
	return output.Message{Words: n.String() + " loaded", Facts: map[string]any{"sessions": n.sessions, "items": n.items}}, nil
}

// maxErrors is how many sessions that cannot be loaded are enough not to read on.
const maxErrors = 100

// A loadError has the errors of all sessions that cannot be loaded, of which it shows the first few.
type loadError struct{ all []error }

func (e *loadError) Error() string { return hint.Listing(e.all).Error() }

func (e *loadError) Unwrap() []error { return e.all }

// notLoaded returns the error about sessions that cannot be loaded; nil if there are none.
func notLoaded(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	return &loadError{errs}
}

// loadAll makes sessions pending, and returns the errors of those that cannot be loaded. The
// sessions of a container are opened in one round trip.
func loadAll(ctx context.Context, env command.Env, batch []*dumpfile.Session, replace bool, n *moved) (wrong []error, err error) {
	ids := make(map[[2]string][]string) // by format and container
	for _, d := range batch {
		if d.Wrong == nil {
			in := [2]string{d.Format, d.Container}
			ids[in] = append(ids[in], d.Session)
		}
	}
	for in, all := range ids {
		if f := env.Root.FormatNamed(in[0]); f != nil {
			_, _ = env.Root.ContainerIn(in[1], f).Sessions(ctx, env.Work.Tx(), all...) // loadOne returns the error
		}
	}
	contents := readAll(ctx, env, batch)
	for i, d := range batch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		in, err := loadOne(ctx, env, d, contents[i], replace)
		if err != nil {
			wrong = append(wrong, &hint.Located{Where: d.Where, Err: err})
			continue
		}
		n.add(in)
	}
	return wrong, nil
}

// content is what a session in a file holds: its item, or the JSON where that was left out.
type content struct {
	data     *tree.Map
	timeout  time.Duration // that the item has beside its data
	unedited bool
	err      error
}

// readAll reads the contents of sessions, several at a time.
func readAll(ctx context.Context, env command.Env, batch []*dumpfile.Session) []content {
	all := make([]content, len(batch))
	parallel.Do(len(batch), func(i int) {
		d, c := batch[i], &all[i]
		if d.Wrong != nil || ctx.Err() != nil {
			return
		}
		if f := env.Root.FormatNamed(d.Format); f != nil {
			c.timeout = storage.TTLUnknown
			c.data, c.err = d.Read(func(way string, item *storage.Item) (*format.Record, error) {
				r, err := env.Root.ContainerIn(d.Container, f).DecodeAs(way, item)
				if err == nil {
					c.timeout = r.Timeout
				}
				return r, err
			})
			c.unedited = c.err == nil && d.IsUnedited(c.data)
		}
	})
	return all
}

// A ThereError is the error of a session that is not loaded because it is there already.
type ThereError struct{ Path place.Path }

func (e *ThereError) Error() string { return fmt.Sprintf("%s is already there", e.Path) }

// AlreadyThere returns the sessions that could not be loaded because they are there already, of
// an error of load.
func AlreadyThere(err error) (all []place.Path) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // each part of it
		for _, err := range joined.Unwrap() {
			all = append(all, AlreadyThere(err)...)
		}
		return all
	}
	if there, ok := errors.AsType[*ThereError](err); ok {
		all = append(all, there.Path)
	}
	return all
}

// loadOne makes a session pending, and returns its container.
func loadOne(ctx context.Context, env command.Env, d *dumpfile.Session, holds content, replace bool) (*session.Container, error) {
	f := env.Root.FormatNamed(d.Format)
	switch {
	case d.Wrong != nil:
		return nil, d.Wrong
	case f == nil:
		return nil, fmt.Errorf("there is no format %s", syntax.Quote(d.Format))
	}
	s, err := env.Root.ContainerIn(d.Container, f).Session(ctx, env.Work.Tx(), d.Session)
	if err != nil {
		return nil, err
	}
	names := place.Path{d.Container, d.Session}
	if s.Exists() {
		if !replace {
			return nil, hint.With(&ThereError{names}, "load --replace replaces it")
		}
		if err := s.Delete(); err != nil {
			return nil, err
		}
	}
	if err := fill(s, d, holds); err != nil {
		return nil, err
	}
	if s.Exists() {
		err = lifetime(s, d, holds.timeout)
	}
	return s.Container(), err
}

// lifetime gives a session what it had left of its lifetime, and the timeout that its item has, which
// lasts longer.
func lifetime(s *session.Session, d *dumpfile.Session, timeout time.Duration) error {
	left, known := d.Left()
	switch {
	case timeout != storage.TTLUnknown:
		if err := s.SetTimeout(timeout); err != nil || !known {
			return err
		}
		return s.SetRemaining(left)
	case !known:
		return nil
	case s.Container().Format().Traits().Own && left != storage.TTLNever: // its timeout is not in the file
		return s.SetRemaining(left)
	}
	return s.SetTimeout(left)
}

// fill gives a new session its content: that of the item, with what was edited in the file.
func fill(s *session.Session, d *dumpfile.Session, holds content) error {
	if holds.err != nil {
		return holds.err
	}
	if err := s.Plant(holds.data); err != nil || d.Item == nil {
		return err
	}
	if !holds.unedited {
		root, err := s.Data()
		if err != nil {
			return err
		}
		if edited, err := d.Amend(root); err != nil || edited {
			return err
		}
	}
	if !s.Container().KeepsFlags() {
		return nil
	}
	return s.SetFlags(d.Flags)
}
