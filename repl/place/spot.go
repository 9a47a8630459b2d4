package place

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/tree"
)

// KeepType keeps the type of a key that is moved or copied from src: an integer stays one
// if the new name looks like one, and any key keeps its type if own is set, which says that
// it keeps its name.
func (at *Spot) KeepType(src *Spot, own bool) {
	m, ok1 := at.Parent.(*tree.Map)
	_, ok2 := src.Parent.(*tree.Map)
	if !ok1 || !ok2 || at.Session.Container().Format().Name() != src.Session.Container().Format().Name() {
		return
	}
	_, isInteger := src.Key.(int64)
	_, isText := src.Key.(string)
	switch i, ok := tree.IntegerNamed(at.Names[len(at.Names)-1]); {
	case own && (isInteger || isText):
		at.Key = src.Key
	case isInteger && ok && !at.Found:
		at.Key = i
	}
	at.Keys[len(at.Keys)-1] = at.Key
	at.Value, at.Found = m.Get(at.Key)
}

// A Spot is a place that was looked up.
type Spot struct {
	Names   Path
	Session *session.Session
	Parent  any   // the mapping or list that holds the place; nil for a session
	Key     any   // in Parent: a key, or an int for an index
	Value   any   // at the place
	Keys    []any // from the data of the session down to the value
	Found   bool
	Through Path // the last reference on the way, if any

	in *Where
}

// IndexesOf describes the valid indexes of a list, and the one that appends.
func IndexesOf(v *tree.List) string {
	switch n := v.Len(); n {
	case 0:
		return "the list is empty, and 0 appends"
	case 1:
		return "the index is 0, and 1 appends"
	default:
		return fmt.Sprintf("indexes go from 0 to %d, and %d appends", n-1, n)
	}
}

// ComesToBe reports whether the place, if it does not exist, is created by the first key
// that is set in it.
func (at *Spot) ComesToBe() bool {
	return len(at.Names) == Session || len(at.Names) == Package && !at.Session.Flat()
}

// step goes down to a name.
func (at *Spot) step(name string, above Path) error {
	if r, ok := at.Value.(*tree.Ref); ok {
		at.Value, at.Keys, at.Through = r.To(), r.Keys(), above
	}
	at.Parent = at.Value
	switch v := at.Value.(type) {
	case *tree.Map:
		at.Key = v.KeyFor(name)
		at.Value, at.Found = v.Get(at.Key)
	case *tree.List:
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 {
			return hint.With(fmt.Errorf("%s is a list: %s is not an index", above, syntax.Quote(name)), "%s", IndexesOf(v))
		}
		at.Key = i
		at.Value, at.Found = v.At(i)
	case tree.Object:
		err := fmt.Errorf("%s is %s: an object is carried unchanged, and cannot be edited inside", above, notation.Short(v, 60))
		if f, ok := v.(interface{ Fixed() string }); ok && f.Fixed() != "" {
			err = hint.With(err, "%s", f.Fixed())
		}
		return err
	default:
		return fmt.Errorf("%s is of type %s: it has no %s", above, tree.TypeName(v), syntax.Quote(name))
	}
	at.Keys = append(at.Keys, at.Key)
	return nil
}

// ChildNamed returns the value under a name in a mapping or list.
func ChildNamed(v any, name string) (any, bool) { return Child(v, KeyNamed(v, name)) }

// KeyNamed returns the key of a mapping, or the index of a list, that a name stands for; nil
// if it can be none.
func KeyNamed(v any, name string) any {
	switch v := v.(type) {
	case *tree.Map:
		return v.KeyFor(name)
	case *tree.List:
		if i, err := strconv.Atoi(name); err == nil {
			return i
		}
	}
	return nil
}

// Matches reports whether a name matches a pattern; a slash in the name is an ordinary
// character.
func Matches(glob, name string) bool {
	const slash = "\x00"
	ok, err := path.Match(strings.ReplaceAll(glob, "/", slash), strings.ReplaceAll(name, "/", slash))
	return err == nil && ok
}

// IsFolder reports whether a value can contain others: it is a mapping or a list.
func IsFolder(v any) bool {
	switch v.(type) {
	case *tree.Map, *tree.List:
		return true
	}
	return false
}

// Committed returns the committed value at the place; ok is false if there is none.
func (at *Spot) Committed() (value any, ok bool) {
	if len(at.Session.Changes()) == 0 {
		return at.Value, at.Found && at.Session.Stored()
	}
	value = at.Session.Committed()
	for _, key := range at.Keys {
		if value, ok = Child(value, key); !ok {
			return nil, false
		}
	}
	return value, true
}

// Child returns the value under a key of a mapping, or at an index of a list.
func Child(v, key any) (any, bool) {
	switch v := v.(type) {
	case *tree.Map:
		return v.Get(key)
	case *tree.List:
		if i, ok := key.(int); ok {
			return v.At(i)
		}
	}
	return nil, false
}
