package browse

import (
	"context"
	"errors"
	"fmt"

	"sessh/repl/command"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/tree"
)

// An emitter shows one row.
type emitter = func(output.Result) error

func ls(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	l := &listed{env: env, c: c, at: c.Path(env, 0), match: anyName, limit: c.Number("limit")}
	if err := l.pattern(); err != nil {
		return nil, err
	}
	return output.Listed(l.row(), output.Rows(func(emit emitter) error {
		l.emit = emit
		if err := l.list(ctx); errors.Is(err, errEnough) {
			return nil
		} else if err != nil || l.shown > 0 {
			return err
		}
		return l.nothing(ctx)
	})), nil
}

// row returns a row of the kind that is listed.
func (l *listed) row() output.Row {
	switch len(l.at) {
	case place.Root:
		return &listing.Container{}
	case place.Container:
		return &listing.Session{}
	}
	return entry{}
}

// listed is one use of ls.
type listed struct {
	env       command.Env
	c         *command.Call
	at        place.Path
	match     func(name string) bool // reports whether a name is listed
	byPattern bool
	emit      emitter
	limit     int // see --limit
	shown     int // lines
}

// anyName matches every name.
func anyName(string) bool { return true }

// pattern removes the last name of the path if it is a pattern.
func (l *listed) pattern() error {
	if len(l.c.Words) == 0 {
		return nil
	}
	if p := syntax.ParsePath(l.c.Words[0]); len(p.Elems) == 0 || !p.Elems[len(p.Elems)-1].Pattern {
		return nil
	}
	above, glob := l.at[:len(l.at)-1], l.at[len(l.at)-1]
	if err := place.CheckGlob(glob); err != nil {
		return err
	}
	l.at, l.byPattern = above, true
	l.match = func(name string) bool { return place.Matches(glob, name) }
	return nil
}

func (l *listed) list(ctx context.Context) error {
	switch len(l.at) {
	case place.Root:
		return listContainers(ctx, l.env, l.match, l.show)
	case place.Container:
		if l.c.String("sort") != "" {
			return l.sortedSessions(ctx)
		}
		return l.streamSessions(ctx)
	}
	return l.contents(ctx)
}

// show shows a row, or returns [errEnough] if that is one more than --limit allows.
func (l *listed) show(r output.Result) error {
	if l.full(0) {
		return errEnough
	}
	l.shown++
	return l.emit(r)
}

// full reports whether no more is to be listed than was shown, and is about to be.
func (l *listed) full(more int) bool {
	return l.limit > 0 && l.shown+more >= l.limit
}

// contents lists the contents of a session, or of a place in one.
func (l *listed) contents(ctx context.Context) error {
	at, err := l.env.Place.Find(ctx, l.at)
	if err != nil {
		return err
	}
	if !at.Found && !at.ComesToBe() {
		return at.Missing()
	}
	if r, ok := at.Value.(*tree.Ref); ok {
		at.Value = r.To()
	}
	if _, ok := at.Committed(); !ok {
		if err := l.c.CheckFound(l.env, at); err != nil {
			return err
		}
	}
	entries, err := entriesAt(ctx, l.env, at, l.match)
	if err != nil {
		return err
	}
	if limit := l.limit; limit > 0 {
		entries = entries[:min(limit, len(entries))]
	}
	l.shown += len(entries)
	return l.emit(&contents{entries: entries, long: l.c.IsSet("long"), packages: len(l.at) == place.Session})
}

// nothing is called if nothing was listed: on a terminal a note gives the reason.
func (l *listed) nothing(ctx context.Context) error {
	note := func(format string, args ...any) {
		if l.env.Out.IsTerminal() {
			l.env.Out.Remark(format, args...)
		}
	}
	switch {
	case l.byPattern:
		note("(nothing matches)")
		return l.c.NotFound(l.env, fmt.Errorf("nothing matches %s", l.c.Text(0)))
	case len(l.at) == place.Root:
		note("(no sessions)")
	case len(l.at) == place.Container:
		noteNoSessions(l.env, l.at[0])
		return l.c.NoSessions(l.env, l.at[0])
	default:
		noteNew(ctx, l.env, l.at)
	}
	return nil
}

// noteNoSessions says on a terminal that there is nothing in a container.
func noteNoSessions(env command.Env, container string) {
	if env.Out.IsTerminal() {
		env.Out.Remark("(no sessions in %s)", place.Path{container})
	}
}
