package repl

import (
	"context"
	"fmt"
	"slices"

	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/session"
)

// copy copies a place to another one, or moves it.
func (sh *Shell) copy(ctx context.Context, c *use, move bool) error {
	from, to := c.Resolve(c.Words[0]), c.Resolve(c.Words[1])
	err := c.step(ctx, func() error {
		if len(from) < place.Session {
			return fmt.Errorf("%s is not copied as a whole", from)
		}
		src, err := sh.Find(ctx, from)
		if err != nil {
			return err
		}
		if !src.Found {
			return src.Missing()
		}
		asked := len(to)
		if to, err = sh.target(ctx, to, from); err != nil {
			return err
		}
		if len(to) >= len(from) && slices.Equal(to[:len(from)], from) {
			return fmt.Errorf("%s cannot go to %s: that is itself, or inside of it", from, to)
		}
		if len(from) == place.Session || len(to) == place.Session {
			err = sh.copySession(ctx, src, to)
		} else {
			dst, findErr := sh.Find(ctx, to)
			if findErr != nil {
				return findErr
			}
			dst.KeepType(src, len(to) > asked)
			if move && dst.Session == src.Session {
				return sh.moveWithin(src, dst)
			}
			err = sh.putAt(dst, session.Clone(src.Value))
		}
		if err != nil || !move {
			return err
		}
		return sh.removeAll(ctx, []place.Path{from})
	})
	if err == nil {
		sh.tellNewContainer(ctx, to)
	}
	return err
}

// moveWithin moves a value inside of its session, where it goes on being shared with
// other places.
func (sh *Shell) moveWithin(src, dst *place.Spot) error {
	sh.tellElsewhere(src)
	sh.tellType(dst)
	sh.tellElsewhere(dst)
	return src.Session.Move(src.Parent, src.Key, dst.Parent, dst.Key)
}

// target is where a copy goes to: into a place that is there and holds others,
// under the old name, or else to just the place that was given.
func (sh *Shell) target(ctx context.Context, to, from place.Path) (place.Path, error) {
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
	at, err := sh.Find(ctx, to)
	if err != nil {
		return nil, err
	}
	switch v := at.Value.(type) {
	case *session.Map:
		return append(to, name), nil
	case *session.List:
		if at.Found {
			return append(to, fmt.Sprint(v.Len())), nil
		}
	}
	return to, nil
}

func (sh *Shell) copySession(ctx context.Context, src *place.Spot, to place.Path) error {
	if len(src.Names) != place.Session || len(to) != place.Session {
		return fmt.Errorf("a session is copied to a session: /CONTAINER/SESSION")
	}
	s, err := sh.Session(ctx, to)
	if err != nil {
		return err
	}
	if s.Exists() {
		return hint.With(fmt.Errorf("%s is already there", to), "rm -r %s first, if it is to be replaced", to)
	}
	if src.Session.Container().KeepsFlags() && s.Container().KeepsFlags() {
		value, flags, err := src.Session.Encoded()
		if err != nil {
			return err
		}
		if err := s.SetItem(value, flags); err != nil {
			return err
		}
		return sh.copyTimeout(src.Session, s)
	}
	if err := s.Fill(src.Value.(*session.Map), src.Session.Container()); err != nil {
		return err
	}
	return sh.copyTimeout(src.Session, s)
}

func (sh *Shell) copyTimeout(from, to *session.Session) error {
	if to.Exists() && from.Timeout() >= 0 && to.Timeout() != from.Timeout() {
		return to.SetTimeout(from.Timeout())
	}
	return nil
}
