package repl

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
)

// resolve turns a typed path into names from the root down.
func (sh *Shell) resolve(w syntax.Word) place.Path { return sh.resolvePath(syntax.ParsePath(w)) }

func (sh *Shell) resolvePath(p syntax.Path) place.Path {
	names := slices.Clone(sh.cwd)
	if p.Absolute {
		names = nil
	}
	for _, e := range p.Elems {
		switch {
		case e.Previous:
			names = slices.Clone(sh.previous)
		case e.Up:
			names = names[:max(0, len(names)-1)]
		default:
			names = append(names, e.Name)
		}
	}
	return names
}

// session opens the session that the names lead to or through.
func (sh *Shell) session(ctx context.Context, names place.Path) (*session.Session, error) {
	if len(names) < place.Session {
		return nil, fmt.Errorf("%s is no session, nor a place in one", names)
	}
	tx, err := sh.Tx(ctx)
	if err != nil {
		return nil, err
	}
	sh.names.sawSession(names[0], names[1])
	c, err := sh.Root.Locate(ctx, names[0], names[1])
	if err != nil {
		return nil, err
	}
	return c.Session(ctx, tx, names[1])
}

// spot is a place that was looked up.
type spot struct {
	names   place.Path
	session *session.Session
	parent  any   // the mapping or list that holds it; nil for a session
	key     any   // under which parent holds it: a key, or an int for an index
	value   any   // what is there
	keys    []any // from the session's data down to the value
	found   bool
	through place.Path // where it led through a reference to another place: the last one
}

// find looks up the place in its session. A place that does not exist is not
// found, as long as it could: a path that goes on below a scalar value, or below
// a key that is not there, is an error.
func (sh *Shell) find(ctx context.Context, names place.Path) (*spot, error) {
	s, err := sh.session(ctx, names)
	if err != nil {
		return nil, err
	}
	root, err := s.Data()
	if err != nil {
		return nil, err
	}
	at := &spot{names: names, session: s, value: root, found: s.Exists()}
	if len(names) == place.Session {
		return at, nil
	}
	first := place.Session
	if !s.Flat() {
		data, err := s.Package(names[2])
		if err != nil {
			return nil, err
		}
		at.parent, at.key, at.value, at.found, at.keys = root, names[2], data, root.Has(names[2]), []any{names[2]}
		first = place.Package
	}
	for i := first; i < len(names); i++ {
		if i > first && !at.found {
			return nil, hint.With(fmt.Errorf("%s is not there", names[:i]), "ls %s shows what is", names[:i-1])
		}
		if err := at.step(names[i], names[:i]); err != nil {
			return nil, err
		}
	}
	return at, nil
}

// indexesOf says which indexes a list has, and which one it can get.
func indexesOf(v *session.List) string {
	switch n := v.Len(); n {
	case 0:
		return "the list is empty, and 0 appends"
	case 1:
		return "the index is 0, and 1 appends"
	default:
		return fmt.Sprintf("indexes go from 0 to %d, and %d appends", n-1, n)
	}
}

// comesToBe reports whether the place, where it is not there, comes to be with
// the first key that is set in it.
func (at *spot) comesToBe() bool {
	return len(at.names) == place.Session || len(at.names) == place.Package && !at.session.Flat()
}

// step goes one name further down.
func (at *spot) step(name string, above place.Path) error {
	if r, ok := at.value.(*session.Ref); ok {
		at.value, at.keys, at.through = r.To(), r.Keys(), above
	}
	at.parent = at.value
	switch v := at.value.(type) {
	case *session.Map:
		at.key = v.KeyFor(name)
		at.value, at.found = v.Get(at.key)
	case *session.List:
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 {
			return hint.With(fmt.Errorf("%s is a list: %s is no index", above, syntax.Quote(name)), "%s", indexesOf(v))
		}
		at.key = i
		at.value, at.found = v.At(i)
	case session.Object:
		err := fmt.Errorf("%s is %s: an object is carried unchanged, and cannot be edited inside", above, notation.Short(v, 60))
		if f, ok := v.(interface{ Fixed() string }); ok && f.Fixed() != "" {
			err = hint.With(err, "%s", f.Fixed())
		}
		return err
	default:
		return fmt.Errorf("%s is of type %s: it has no %s", above, session.TypeName(v), syntax.Quote(name))
	}
	at.keys = append(at.keys, at.key)
	return nil
}

// missing is the error about a place that is not there.
func (at *spot) missing() error {
	return hint.With(fmt.Errorf("%s is not there", at.names), "ls %s shows what is", at.names[:len(at.names)-1])
}

// child is what stands under a name.
func child(v any, name string) (any, bool) {
	switch v := v.(type) {
	case *session.Map:
		return v.Get(v.KeyFor(name))
	case *session.List:
		if i, err := strconv.Atoi(name); err == nil {
			return v.At(i)
		}
	}
	return nil, false
}
