package workspace

import (
	"errors"
	"fmt"
	"math"
	"time"

	"sessh/repl/place"
	"sessh/repl/stash"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

// entryOf returns what is pending as an entry of the stash. Sessions that cannot be kept
// whole are left out; refused has the reasons.
func (ws *Workspace) entryOf(w *session.Work, why stash.Why, name string) (e *stash.Entry, refused []error) {
	e = &stash.Entry{Name: name, Why: why, At: ws.now()}
	changes := make(map[string]int)
	for _, s := range w.Sessions() {
		changes[place.Path{s.Container().Name(), s.ID()}.String()] = len(s.Changes())
	}
	for _, d := range w.Drafts() {
		path := place.Path{d.Container.Name(), d.ID}.String()
		x, err := EncodeDraft(d, e.At)
		if err != nil {
			refused = append(refused, fmt.Errorf("%s cannot be kept whole: %w", path, err))
			continue
		}
		e.Sessions = append(e.Sessions, x)
		e.Changes += changes[path]
	}
	return e, refused
}

// conflicting is a version that no item has: a commit based on it finds a conflict.
const conflicting = math.MaxUint64

// EncodeDraft returns a draft in the form in which the stash keeps it. The session is
// encoded as if it were committed at the given time; if its format cannot encode it, the
// data is kept as marked JSON. It fails if that would lose something.
func EncodeDraft(d session.Draft, at time.Time) (stash.Session, error) {
	f := d.Container.Format()
	out := stash.Session{Container: d.Container.Name(), ID: d.ID, Format: f.Name(), Timeout: d.Timeout.Seconds(), Inherits: d.Inherits, Renewed: d.Renewed, Way: d.Way, Flags: d.Flags}
	if d.Remaining != nil {
		left := d.Remaining.Seconds()
		out.Remaining = &left
	}
	if out.Base = stashItem(d.Base); d.Base != nil && d.Undecided > 0 {
		out.Base.Version = conflicting
	}
	if d.Data == nil {
		out.Removed = true
		return out, nil
	}
	value, flags, err := stored.Draft(d, at)
	if err == nil {
		out.Item = &stash.Item{Value: value, Flags: flags}
		return out, nil
	}
	data, asJSON := marked.Append(nil, d.Data)
	if asJSON == nil {
		read, notRead := marked.Decode(data)
		if notRead == nil && tree.Equal(d.Data, read) {
			out.Data = data
			return out, nil
		}
	}
	return out, err
}

// DecodeDraft returns the inverse of [EncodeDraft].
func (ws *Workspace) DecodeDraft(x stash.Session) (session.Draft, error) {
	path := place.Path{x.Container, x.ID}.String()
	c, key, err := ws.containerOf(x.Container, x.ID, x.Format)
	if err != nil {
		return session.Draft{}, err
	}
	d := session.Draft{Container: c, ID: x.ID, Timeout: seconds(x.Timeout), Inherits: x.Inherits, Renewed: x.Renewed, Way: x.Way, Flags: x.Flags, Base: itemOf(x.Base, key)}
	if x.Remaining != nil {
		left := seconds(*x.Remaining)
		d.Remaining = &left
	}
	switch {
	case x.Item != nil:
		r, err := decodeKept(c, x.Way, &storage.Item{Key: key, Value: x.Item.Value, Flags: x.Item.Flags})
		if err != nil {
			return d, fmt.Errorf("%s: %w", path, err)
		}
		d.Data = r.Data
	case x.Data != nil:
		v, err := marked.Decode(x.Data)
		if err != nil {
			return d, fmt.Errorf("%s: %w", path, err)
		}
		m, ok := v.(*tree.Map)
		if !ok {
			return d, fmt.Errorf("%s: the kept data is not a mapping", path)
		}
		d.Data = m
	}
	return d, nil
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// decodeKept decodes an item that was kept. If it is not known in which way the session will be
// written, the way in which it was kept does not show it.
func decodeKept(c *session.Container, way string, item *storage.Item) (*format.Record, error) {
	if f := c.Format(); way == "" && f.Traits().Ways != nil {
		if r, err := f.Decode(item.Value, item.Flags); !format.InDoubt(err) {
			return r, err
		}
	}
	return c.DecodeAs(way, item)
}

// drafts returns what popping an entry makes pending.
func (ws *Workspace) drafts(e *stash.Entry) ([]session.Draft, error) {
	all := make([]session.Draft, len(e.Sessions))
	var errs []error
	for i, x := range e.Sessions {
		var err error
		all[i], err = ws.DecodeDraft(x)
		errs = append(errs, err)
	}
	return all, errors.Join(errs...)
}
