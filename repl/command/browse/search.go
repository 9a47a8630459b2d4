package browse

import (
	"context"
	"errors"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

// visit is called for a place and each place below it.
type visit func(names place.Path, v any) error

// search is how sessions are searched.
type search struct {
	literal string          // if not "", sessions that do not contain it may be skipped
	look    func(v any) any // if not nil, returns what visit gets instead of the data of a session
	visit   visit           // called for one session at a time; look and glance for several

	// glance is look for a session that was not decoded; it returns nil if that is needed.
	glance func(p *sweep.Peek) any
}

// eachPlace visits all places at and below names. Sessions are read in batches.
func eachPlace(ctx context.Context, env command.Env, at place.Path, literal string, f visit) error {
	unlessStopped := func(names place.Path, v any) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return f(names, v)
	}
	s := &search{literal: literal, visit: func(at place.Path, v any) error { return walk(at, v, unlessStopped) }}
	return s.sessions(ctx, env, at)
}

// sessions visits the sessions at and below a place, in batches; if the place is in a
// session, it visits the value there. It ends where visit returns an error, and without one if
// that is [errEnough].
func (s *search) sessions(ctx context.Context, env command.Env, names place.Path) error {
	if len(names) >= place.Session {
		at, err := env.Place.Find(ctx, names)
		if err != nil {
			return err
		}
		if !at.Found {
			return at.Missing()
		}
		v := at.Value
		if s.look != nil {
			v = s.look(v)
		}
		if err := s.visit(names, v); !errors.Is(err, errEnough) {
			return err
		}
		return nil
	}
	container := ""
	if len(names) == place.Container {
		container = names[0]
	}
	return s.scan(ctx, env, env.Work.Tx(), container)
}

// scan visits the stored sessions and the pending ones.
func (s *search) scan(ctx context.Context, env command.Env, tx *txn.Tx, container string) error {
	var errs []error
	empty := container != ""
	progress := env.Out.Progress("sessions")
	defer progress.Done()
	for peeks := range hint.Collect(sweep.Scan(ctx, env.Root, tx, container), &errs) {
		looked := s.prepare(ctx, peeks)
		for i, p := range peeks {
			empty = false
			if err := ctx.Err(); err != nil {
				return err
			}
			progress.Add(1)
			if s.excludes(p) {
				continue
			}
			v, err := contentOf(p, looked[i])
			if err != nil {
				errs = append(errs, err)
				continue
			}
			switch err := s.visit(place.Path{p.Container.Name(), p.ID}, v); {
			case errors.Is(err, errEnough):
				return hint.Listing(errs)
			case err != nil:
				return err
			}
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case empty && len(errs) == 0:
		return &nowhere{container}
	}
	return hint.Listing(errs)
}

// nowhere is the error of a search in a container without sessions.
type nowhere struct{ container string }

func (n *nowhere) Error() string { return n.Unwrap().Error() }

func (n *nowhere) Unwrap() error { return command.EmptyContainer(n.container) }

// prepare reads several sessions at a time. It returns the results of look for each; nil for those
// that were not looked at.
func (s *search) prepare(ctx context.Context, peeks []*sweep.Peek) (looked []any) {
	looked = make([]any, len(peeks))
	switch {
	case s.look != nil:
		sweep.Prepare(ctx, peeks, func(i int) { looked[i] = s.lookAt(peeks[i]) })
	case s.literal == "":
		sweep.Prepare(ctx, peeks, nil)
	}
	return looked
}

// lookAt returns what visit gets for a session; nil if it cannot be decoded.
func (s *search) lookAt(p *sweep.Peek) any {
	if s.glance != nil {
		if found := s.glance(p); found != nil {
			return found
		}
	}
	data, err := p.Session().Data()
	if err != nil {
		return nil
	}
	return s.look(data)
}

// contentOf returns what visit gets for a session: what look has returned or, if that is nil, the
// data.
func contentOf(p *sweep.Peek, looked any) (any, error) {
	if looked != nil {
		return looked, nil
	}
	return p.Session().Data()
}

// excludes reports whether a session is known not to contain the literal.
func (s *search) excludes(p *sweep.Peek) bool {
	return p.Excludes(s.literal) && !strings.Contains(p.ID, s.literal) && !strings.Contains(p.Container.Name(), s.literal)
}

// walk visits a value and everything below it.
func walk(names place.Path, v any, f visit) error {
	if err := f(names, v); err != nil {
		return err
	}
	var err error
	below := func(name string, x any) bool {
		err = walk(append(names[:len(names):len(names)], name), x, f)
		return err == nil
	}
	switch v := v.(type) {
	case *tree.Map:
		v.All()(func(k, x any) bool { return below(v.Name(k), x) })
	case *tree.List:
		v.All()(func(i int, x any) bool { return below(tree.KeyName(i), x) })
	}
	return err
}
