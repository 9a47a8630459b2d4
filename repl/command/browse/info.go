package browse

import (
	"context"
	"fmt"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
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
			err = c.CheckFound(env, &place.Spot{Names: names})
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
