package workspace

import (
	"errors"
	"fmt"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/journal"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/revert"
)

// History returns the commits that log shows, the oldest first: those of this run, and those that
// other shells have left in the journal. The error is about what cannot be read of these.
func (ws *Workspace) History() ([]*Record, error) {
	if ws.journal == nil {
		return ws.commits, nil
	}
	kept, err := ws.journal.List()
	errs := []error{err}
	own := make(map[int]bool)
	for _, r := range ws.commits {
		own[r.Number] = true
	}
	all := slices.Clone(ws.commits)
	for _, c := range kept {
		if own[c.Number] {
			continue
		}
		r, err := ws.recordOf(c)
		if err != nil {
			errs = append(errs, fmt.Errorf("commit %d: %w", c.Number, err))
			continue
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b *Record) int { return a.Number - b.Number })
	return all, errors.Join(errs...)
}

// Lasts reports whether commits are kept for later shells.
func (ws *Workspace) Lasts() bool { return ws.journal != nil }

// journalize keeps a commit for later shells, and gives it its number there.
func (ws *Workspace) journalize(r *Record) {
	if ws.journal == nil {
		return
	}
	c := &journal.Commit{At: r.At}
	for _, x := range r.Written {
		c.Written = append(c.Written, journal.Written{
			Container: x.Container.Name(), ID: x.ID, Format: x.Container.Format().Name(), Before: stashItem(x.Before), After: stashItem(x.After), Retimed: x.Retimed(),
		})
	}
	err := ws.journal.Add(c)
	if c.Number > 0 {
		r.Number = c.Number
	}
	if err != nil && !ws.journalFailed {
		ws.journalFailed = true
		ws.note("later shells cannot revert what was committed: %s", hint.Line(err))
	}
}

// recordOf returns a commit of the journal.
func (ws *Workspace) recordOf(c *journal.Commit) (*Record, error) {
	r := &Record{Number: c.Number, At: c.At, Foreign: true}
	for _, x := range c.Written {
		container, key, err := ws.containerOf(x.Container, x.ID, x.Format)
		if err != nil {
			return nil, err
		}
		w, err := revert.Item(container, x.ID, itemOf(x.Before, key), itemOf(x.After, key))
		if err != nil {
			return nil, err
		}
		if w.At = c.At; x.Retimed {
			w = revert.Retimed(w)
		}
		r.Written = append(r.Written, w)
	}
	return r, nil
}

// containerOf returns the container of a session in a format that is known by its name, and the
// key of the session.
func (ws *Workspace) containerOf(name, id, format string) (c *session.Container, key string, err error) {
	for _, f := range ws.root.Formats() {
		key, err := f.Key(name, id)
		if f.Name() == format && err == nil {
			return ws.root.ContainerIn(name, f), key, nil
		}
	}
	return nil, "", fmt.Errorf("%s: the format %s is not known", place.Path{name, id}, syntax.QuoteWord(format))
}
