// Package edit has the commands that change sessions: set, rm, mv, cp, edit and
// expire. They make changes pending in the open transaction, each line as one step of undo,
// and write nothing to the server.
//
// Setting a value takes three functions: set reads the typed text ([ReadTyped]), put looks
// up the place, and putAt changes the list or mapping there. On the way notes point out
// what may have been meant differently, and which other places change with this one. The
// value that resolves a conflict takes the same way: see [NoteDecided] and [EditConflicts].
package edit

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/storage"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table {
	return slices.Concat(setting(), removing(), copying(), editing(), lifetimes())
}

// A Value is a value to be set.
type Value struct {
	V     any
	typed bool   // whether it was typed without a flag that says how to read it
	text  string // as typed
}

// ReadTyped reads a typed value as set does: as JSON if it is JSON, and otherwise as text.
func ReadTyped(c *command.Call, text string) (Value, error) {
	v, err := read(c, text, syntax.Auto)
	if !c.IsSplit() {
		text = strings.TrimSpace(text)
	}
	return Value{V: v, typed: true, text: text}, err
}

// read reads a typed value. Quotes in words that another shell has split are part of the
// value.
func read(c *command.Call, text string, how syntax.Reading) (any, error) {
	if c.IsSplit() {
		return syntax.ReadValue(text, how)
	}
	return syntax.ReadRest(text, how)
}

func lifetimes() command.Table {
	return command.Table{{
		Name: "expire", Group: command.GroupEdit, Args: "[PATH] DURATION", Short: "set how long a session lives",
		Long: `DURATION is written as 90s, 30m, 1h30m or 7d, or is "never"; a number alone
counts seconds. The new timeout is pending like any other change, counts from the
commit on, and stays with the session. A deadline that the framework keeps in the
value, as Rails' cache, Keyv, koa-session and scs do, is set as well. CherryPy's is
not, and still ends the session.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> expire /Shop/s1 2h\nsessh> diff\n/Shop/s1\n~ timeout  1h -> 2h\n/Shop/s1/cart\n+ total    12\n",
		Kinds:   []command.Kind{command.Place, command.Anything}, Min: 1, Max: 2, Changes: true, Run: expire,
	}}
}

func expire(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	at, text := env.Place.Here, c.Text(len(c.Words)-1)
	if len(c.Words) > 1 {
		at = env.Place.Resolve(c.Words[0])
	}
	d, err := notation.ParseDuration(text)
	switch {
	case text == "0" || text == "0s":
		return nil, c.UsageError(fmt.Errorf("%s is not a lifetime: rm -r removes a session, and \"never\" makes one that does not expire", text))
	case err != nil:
		return nil, c.UsageError(err)
	}
	if end := env.Shell.Now().Add(d); d != storage.TTLNever && end.Unix() > math.MaxInt32 {
		return nil, c.UsageError(fmt.Errorf("%s ends in %d: memcached holds no time after 2038-01-19, and would never let the session expire", text, end.Year()))
	}
	if len(at) < place.Session {
		return nil, hint.With(place.NotSession(at), "expire %s %s sets that of one session", at.SessionForm(), text)
	}
	return nil, env.Shell.Step(ctx, c.Label(), func() error {
		s, err := env.Place.Session(ctx, at)
		if err != nil {
			return err
		}
		return s.Expire(d)
	})
}
