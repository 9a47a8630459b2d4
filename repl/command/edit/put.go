package edit

import (
	"context"
	"fmt"
	"slices"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/tree"
)

// replace sets a place to a value, unless it has an equal one: then a list or mapping stays
// as it is, with what it shares.
func replace(ctx context.Context, env command.Env, path place.Path, value Value) error {
	if len(path) > place.Session {
		if at, err := env.Place.Find(ctx, path); err == nil && at.Found && tree.Equal(at.Value, value.V) {
			return nil
		}
	}
	return put(ctx, env, path, value)
}

// put sets a place to a value.
func put(ctx context.Context, env command.Env, path place.Path, value Value) error {
	switch len(path) {
	case place.Root, place.Container:
		return hint.With(fmt.Errorf("%s is not a key", path), "a key is below a package: /CONTAINER/SESSION/PACKAGE/KEY")
	case place.Session:
		return notKey(ctx, env, path, value)
	}
	at, err := env.Place.Find(ctx, path)
	if err != nil {
		return err
	}
	return putAt(env, at, value)
}

// putAt puts a value into the list or mapping that holds the place.
func putAt(env command.Env, at *place.Spot, value Value) error {
	v, err := fit(at, value)
	if err != nil {
		return err
	}
	noteKeyType(env, at)
	noteElsewhere(env, at)
	noteText(env, at, value)
	switch parent := at.Parent.(type) {
	case *tree.Map:
		return parent.Set(at.Key, v)
	case *tree.List:
		i := at.Key.(int)
		if i == parent.Len() {
			return parent.Append(v)
		}
		if i > parent.Len() {
			return hint.With(parent.Set(i, v), "%s", place.IndexesOf(parent))
		}
		return parent.Set(i, v)
	}
	return fmt.Errorf("%s cannot be set", at.Names)
}

// noteElsewhere notes which other places change with this one.
func noteElsewhere(env command.Env, at *place.Spot) {
	others := at.Session.Elsewhere(at.Keys...)
	if at.Through != nil {
		env.Out.Note("that is %s", place.Of(at.Session.Path().Below(at.Keys...)))
		others = slices.DeleteFunc(others, func(p tree.Path) bool { return slices.Equal(place.Of(p), at.Through) })
	}
	if text := output.PlacesText(others); text != "" {
		env.Out.NoteOnce(text, "also changes %s", text)
	}
}
