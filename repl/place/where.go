package place

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/stored"
	"sessh/txn"
)

// A Source is what places are looked up in: a tree of sessions in a transaction.
type Source interface {
	Root() *session.Root
	Tx() *txn.Tx // the open transaction; it begins one if none is open
}

// A Where is the current place, from which relative paths are resolved.
type Where struct {
	Here     Path
	Previous Path // for "cd -"

	source Source
	seen   func(container, id string)
}

// New returns a Where at the root of source. seen, if not nil, is called for each session
// that is looked up.
func New(source Source, seen func(container, id string)) *Where {
	if seen == nil {
		seen = func(string, string) {}
	}
	return &Where{source: source, seen: seen}
}

// Resolve returns the path that a word names, from the root down.
func (wh *Where) Resolve(w syntax.Word) Path { return wh.ResolvePath(syntax.ParsePath(w)) }

// ResolvePath is [Where.Resolve] for a word that is parsed already.
func (wh *Where) ResolvePath(p syntax.Path) Path {
	names := slices.Clone(wh.Here)
	if p.Absolute {
		names = nil
	}
	for _, e := range p.Elems {
		switch {
		case e.Previous:
			names = slices.Clone(wh.Previous)
		case e.Up:
			names = names[:max(0, len(names)-1)]
		default:
			names = append(names, e.Name)
		}
	}
	return names
}

// Session opens the session at or above a path.
func (wh *Where) Session(ctx context.Context, names Path) (*session.Session, error) {
	if len(names) < Session {
		return nil, NotSession(names)
	}
	wh.seen(names[0], names[1])
	c, err := stored.Locate(ctx, wh.source.Root(), names[0], names[1])
	if err != nil {
		return nil, err
	}
	return c.Session(ctx, wh.source.Tx(), names[1])
}

// Find looks up a place in its session. A place that could exist but does not is returned
// with Found unset; a path that goes on below a scalar value, or below a missing key, is an
// error.
func (wh *Where) Find(ctx context.Context, names Path) (*Spot, error) {
	s, err := wh.Session(ctx, names)
	if err != nil {
		return nil, err
	}
	root, err := s.Data()
	if err != nil {
		return nil, err
	}
	at := &Spot{Names: names, Session: s, Value: root, Found: s.Exists(), in: wh}
	if len(names) == Session {
		return at, nil
	}
	first := Session
	if !s.Flat() {
		data, err := s.Package(names[2])
		if err != nil {
			return nil, err
		}
		at.Parent, at.Key, at.Value, at.Found, at.Keys = root, names[2], data, root.Has(names[2]), []any{names[2]}
		first = Package
	}
	for i := first; i < len(names); i++ {
		if i > first && !at.Found {
			return nil, wh.Missing(names[:i])
		}
		if err := at.step(names[i], names[:i]); err != nil {
			return nil, err
		}
	}
	return at, nil
}

// Go makes a place the current one.
func (wh *Where) Go(to Path) {
	if !slices.Equal(to, wh.Here) {
		wh.Previous, wh.Here = wh.Here, to
	}
}

// Namesakes returns for each session a text about sessions that have the same name in other
// formats; "" if there are none.
func (wh *Where) Namesakes(ctx context.Context, sessions ...*session.Session) ([]string, error) {
	all, err := stored.Namesakes(ctx, wh.source.Root(), sessions)
	if err != nil {
		return nil, fmt.Errorf("looking for sessions of the same name in other formats: %w", err)
	}
	texts := make([]string, len(all))
	for i, formats := range all {
		names := make([]string, len(formats))
		for j, f := range formats {
			names[j] = f.Name()
		}
		if len(names) > 0 {
			texts[i] = "another session has this name in the format " + strings.Join(names, ", ")
		}
	}
	return texts, nil
}

// BatchSize is how many sessions are read at a time: enough to make round trips cheap, and
// few enough that Ctrl-C is noticed soon.
const BatchSize = 512

// OpenAll opens the sessions of the given paths in a round trip or two, so that looking
// them up afterwards finds them open. Errors of single sessions are left for then.
func (wh *Where) OpenAll(ctx context.Context, all []Path) error {
	if err := ctx.Err(); err != nil || len(all) < 2 {
		return err
	}
	ids := make(map[string][]string)
	for _, names := range all {
		if len(names) >= Session {
			ids[names[0]] = append(ids[names[0]], names[1])
		}
	}
	for _, container := range slices.Sorted(maps.Keys(ids)) {
		c, err := stored.Locate(ctx, wh.source.Root(), container, ids[container][0])
		if err != nil {
			return err
		}
		_, _ = c.Sessions(ctx, wh.source.Tx(), ids[container]...) // looking it up returns the error
	}
	return ctx.Err()
}
