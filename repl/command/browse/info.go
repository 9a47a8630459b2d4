package browse

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
)

func info(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	names := c.Path(env, 0)
	switch {
	case len(names) < place.Session:
		return nil, aboveSessions(ctx, env, names, hint.With(fmt.Errorf("info describes sessions and values, and %s is neither", names), "see servers and containers"))
	case len(names) == place.Session:
		f, err := sessionFacts(ctx, env, names)
		if err == nil && f.Has("state", "new") {
			err = c.NotFound(env, env.Place.Missing(names))
		}
		if err != nil {
			return nil, err
		}
		return f, nil
	}
	at, err := env.Place.Find(ctx, names)
	if err != nil {
		return nil, err
	}
	committed, had := at.Committed()
	if !at.Found && !had && !at.ComesToBe() {
		return nil, at.Missing()
	}
	if !had {
		if err := c.CheckFound(env, at); err != nil {
			return nil, err
		}
	}
	return valueFacts(env, at, committed, had), nil
}

// valueFacts returns the facts of a value; had reports whether there is a committed one.
func valueFacts(env command.Env, at *place.Spot, committed any, had bool) output.Facts {
	var f output.Facts
	f.Add("path", at.Names.String())
	state := output.StateWord(output.SignNone)
	switch {
	case !at.Found && had:
		state = output.StateWord(output.SignRemoved)
	case !at.Found:
		state = "new"
	case !had:
		state = output.StateWord(output.SignAdded)
	case !tree.Equal(at.Value, committed):
		state = output.StateWord(output.SignChanged)
	}
	f.Add("type", typeAt(at.Names, at.Value))
	if size := notation.Size(at.Value); size != "" {
		f.Add("size", strings.Trim(size, "()"))
	}
	f.Add("state", state)
	cells := env.Out.Width(11)
	if at.Found {
		f.AddAs("value", notation.Short(at.Value, cells), output.JSON(at.Value))
	}
	if had && state != output.StateWord(output.SignNone) {
		f.AddAs("committed", notation.Short(committed, cells), output.JSON(committed))
	}
	return f
}

func ttl(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	names := c.Path(env, 0)
	if len(names) < place.Session {
		return ttlOf(ctx, env, c, names)
	}
	in, err := stored.Locate(ctx, env.Root, names[0], names[1])
	if err != nil {
		return nil, err
	}
	key, err := in.Format().Key(names[0], names[1])
	if err != nil {
		return nil, err
	}
	left, item, err := leftOf(ctx, env.Root.Store(), key)
	if err != nil {
		return nil, err
	}
	at := names[:place.Session]
	if item == nil {
		return nil, fmt.Errorf("%s is not stored", at)
	}
	if in.Format().Traits().Deadline != nil {
		s, err := stored.Read(ctx, in, names[1])
		if err != nil {
			return nil, err
		}
		left.limit(s[0], env.Shell.Now())
	}
	facts := output.Facts{}
	facts.AddAs("path", "", at.String())
	left.add(&facts)
	return output.Message{Words: left.text(), Facts: facts.JSON().(map[string]any)}, nil
}

// timeLeft is how long an item has left.
type timeLeft struct {
	gone bool
	ttl  time.Duration
	// limited is set if the deadline in the value leaves less: by.
	limited bool
	by      time.Duration
}

// limit takes the deadline in the value of the session into account.
func (t *timeLeft) limit(s *session.Session, now time.Time) {
	t.by, t.limited = stored.Left(s, t.ttl, now)
}

// add adds the time left to facts, and that of the item if it is another one.
func (t timeLeft) add(f *output.Facts) {
	f.AddAs("ttl", t.text(), t.seconds())
	if t.limited {
		item := timeLeft{ttl: t.ttl}
		f.AddAs("expiry", item.text(), item.seconds())
	}
}

func (t timeLeft) text() string {
	switch {
	case t.gone:
		return "gone"
	case t.limited && t.by <= 0:
		return "none: by the deadline in its value it has ended"
	case t.limited:
		return figure.Duration(t.by) + ", by the deadline in its value"
	case t.ttl == storage.TTLUnknown:
		return "not reported by this server"
	}
	return figure.Duration(t.ttl)
}

func (t timeLeft) seconds() any {
	switch {
	case t.limited:
		return max(t.by, 0).Seconds()
	case t.gone || t.ttl <= 0:
		return nil
	}
	return t.ttl.Seconds()
}

// leftOf asks the server for the time left of an item; the item is nil if it is gone.
func leftOf(ctx context.Context, store storage.Store, key string) (timeLeft, *storage.Item, error) {
	l := store.Load(ctx, []string{key}, storage.NeedTTL)[0]
	if l.Err != nil {
		return timeLeft{}, nil, l.Err
	}
	if l.Item == nil {
		return timeLeft{gone: true}, nil, nil
	}
	return timeLeft{ttl: l.Item.TTL}, l.Item, nil
}
