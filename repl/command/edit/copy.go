package edit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/tree"
)

func copying() command.Table {
	return command.Table{{
		Name: "mv", Alike: []string{"rename", "move"}, Group: command.GroupEdit, Args: "FROM TO", Short: "move or rename a key, package or session",
		Long: `If TO is an existing list or mapping, FROM is moved into it under its own name.
What other places share with it stays shared, within the session. An integer key
stays an integer if TO looks like one; string(20) makes it text. A session keeps
the time that it has left. One step of undo.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> mv /Shop/s1/cart/total /Shop/s1/cart/sum\nsessh> ls /Shop/s1/cart\n+ sum  12\n",
		Kinds:   []command.Kind{command.Place}, Min: 2, Max: 2, Changes: true, Run: mv,
	}, {
		Name: "cp", Alike: []string{"copy"}, Group: command.GroupEdit, Args: "FROM TO", Short: "copy a key, package or session",
		Long: `If TO is an existing list or mapping, FROM is copied into it under its own name.
Changing the copy does not change the original. An integer key stays an integer,
and a session the time that it has left, as with mv.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> cp /Shop/s1 /Shop/s2\nsessh> get /Shop/s2/cart/total\n12\n",
		Kinds:   []command.Kind{command.Place}, Min: 2, Max: 2, Changes: true, Run: cp,
	}}
}

func mv(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return nil, transfer(ctx, env, c, true)
}

func cp(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return nil, transfer(ctx, env, c, false)
}

// transfer copies a place to another one, or moves it.
func transfer(ctx context.Context, env command.Env, c *command.Call, move bool) error {
	verb := "copied"
	if move {
		verb = "moved"
	}
	from, to := env.Place.Resolve(c.Words[0]), env.Place.Resolve(c.Words[1])
	err := env.Shell.Step(ctx, c.Label(), func() error {
		if len(from) < place.Session {
			return hint.With(fmt.Errorf("%s cannot be %s as a whole", from, verb), "name a session: %s; ls %s shows what is there", from.SessionForm(), from)
		}
		src, err := env.Place.Find(ctx, from)
		if err != nil {
			return err
		}
		if !src.Found {
			return src.Missing()
		}
		asked := len(to)
		if to, err = target(ctx, env, to, from); err != nil {
			return err
		}
		if len(to) >= len(from) && slices.Equal(to[:len(from)], from) {
			return fmt.Errorf("%s cannot be %s to %s: that is itself, or inside it", from, verb, to)
		}
		if len(from) == place.Session || len(to) == place.Session {
			err = copySession(ctx, env, src, to)
		} else {
			dst, findErr := env.Place.Find(ctx, to)
			if findErr != nil {
				return findErr
			}
			dst.KeepType(src, len(to) > asked)
			if move && dst.Session == src.Session {
				return moveWithin(env, src, dst)
			}
			err = putAt(env, dst, Value{V: tree.Clone(src.Value)})
		}
		if err != nil || !move {
			return err
		}
		return remove(ctx, env, []place.Path{from})
	})
	if err == nil {
		env.Shell.MeetContainer(ctx, to)
	}
	return err
}

// moveWithin moves a value inside its session, where it stays shared with other places.
func moveWithin(env command.Env, src, dst *place.Spot) error {
	noteElsewhere(env, src)
	noteKeyType(env, dst)
	noteElsewhere(env, dst)
	return src.Session.Move(src.Parent, src.Key, dst.Parent, dst.Key)
}

// target returns where a copy goes: into an existing list or mapping under its own name,
// and otherwise to the given place.
func target(ctx context.Context, env command.Env, to, from place.Path) (place.Path, error) {
	name := from[len(from)-1]
	switch {
	case len(to) == place.Container && len(from) == place.Session, len(to) == place.Session && len(from) == place.Package:
		return append(to, name), nil
	case len(to) == place.Session && len(from) == place.Session:
		return to, nil
	case len(to) < place.Package:
		return nil, fmt.Errorf("%s cannot hold %s", to, from)
	case len(to) == place.Package && len(from) == place.Package:
		return to, nil
	}
	at, err := env.Place.Find(ctx, to)
	if err != nil {
		return nil, err
	}
	switch v := at.Value.(type) {
	case *tree.Map:
		return append(to, name), nil
	case *tree.List:
		if at.Found {
			return append(to, fmt.Sprint(v.Len())), nil
		}
	}
	return to, nil
}

func copySession(ctx context.Context, env command.Env, src *place.Spot, to place.Path) error {
	if len(src.Names) != place.Session || len(to) != place.Session {
		return errors.New("a session can only be copied to a session: /CONTAINER/SESSION")
	}
	if err := unsealed(src.Session); err != nil {
		return err
	}
	s, err := env.Place.Session(ctx, to)
	if err != nil {
		return err
	}
	if s.Exists() {
		return hint.With(fmt.Errorf("%s is already there", to), "rm -r %s first to replace it", to)
	}
	if src.Session.Container().KeepsFlags() && s.Container().KeepsFlags() {
		value, flags, err := src.Session.Encoded()
		if err != nil {
			return err
		}
		if err := s.SetItem(value, flags); err != nil {
			return err
		}
		return s.LiveAs(src.Session)
	}
	if err := s.Fill(src.Value.(*tree.Map), src.Session.Container()); err != nil {
		return err
	}
	return s.LiveAs(src.Session)
}

// unsealed fails for a session that cannot be copied or edited, because only the application
// can read what it holds.
func unsealed(s *session.Session) error {
	why := s.Sealed()
	if why == "" {
		return nil
	}
	err := fmt.Errorf("%s: %w: %s", place.Of(s.Path()), session.ErrReadOnlySession, why)
	if !s.Stored() {
		return err
	}
	return hint.With(err, "rm -r removes it, expire gives it another lifetime, and dump and load store it as it is")
}
