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
)

// KeepType makes the key that a value goes to an integer where the value had one and
// the name is written like one, and whatever it was where the name is its own.
func (at *Spot) KeepType(src *Spot, own bool) {
	m, ok1 := at.Parent.(*session.Map)
	_, ok2 := src.Parent.(*session.Map)
	if !ok1 || !ok2 || at.Session.Container().Format().Name() != src.Session.Container().Format().Name() {
		return
	}
	_, isInteger := src.Key.(int64)
	_, isText := src.Key.(string)
	switch i, ok := session.IntegerNamed(at.Names[len(at.Names)-1]); {
	case own && (isInteger || isText):
		at.Key = src.Key
	case isInteger && ok && !at.Found:
		at.Key = i
	}
	at.Keys[len(at.Keys)-1] = at.Key
	at.Value, at.Found = m.Get(at.Key)
}

// Spot is a place that was looked up.
type Spot struct {
	Names   Path
	Session *session.Session
	Parent  any   // the mapping or list that holds it; nil for a session
	Key     any   // under which parent holds it: a key, or an int for an index
	Value   any   // what is there
	Keys    []any // from the session's data down to the value
	Found   bool
	Through Path // where it led through a reference to another place: the last one
}

// IndexesOf says which indexes a list has, and which one it can get.
func IndexesOf(v *session.List) string {
	switch n := v.Len(); n {
	case 0:
		return "the list is empty, and 0 appends"
	case 1:
		return "the index is 0, and 1 appends"
	default:
		return fmt.Sprintf("indexes go from 0 to %d, and %d appends", n-1, n)
	}
}

// ComesToBe reports whether the place, where it is not there, comes to be with
// the first key that is set in it.
func (at *Spot) ComesToBe() bool {
	return len(at.Names) == Session || len(at.Names) == Package && !at.Session.Flat()
}

// step goes one name further down.
func (at *Spot) step(name string, above Path) error {
	if r, ok := at.Value.(*session.Ref); ok {
		at.Value, at.Keys, at.Through = r.To(), r.Keys(), above
	}
	at.Parent = at.Value
	switch v := at.Value.(type) {
	case *session.Map:
		at.Key = v.KeyFor(name)
		at.Value, at.Found = v.Get(at.Key)
	case *session.List:
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 {
			return hint.With(fmt.Errorf("%s is a list: %s is no index", above, syntax.Quote(name)), "%s", IndexesOf(v))
		}
		at.Key = i
		at.Value, at.Found = v.At(i)
	case session.Object:
		err := fmt.Errorf("%s is %s: an object is carried unchanged, and cannot be edited inside", above, notation.Short(v, 60))
		if f, ok := v.(interface{ Fixed() string }); ok && f.Fixed() != "" {
			err = hint.With(err, "%s", f.Fixed())
		}
		return err
	default:
		return fmt.Errorf("%s is of type %s: it has no %s", above, session.TypeName(v), syntax.Quote(name))
	}
	at.Keys = append(at.Keys, at.Key)
	return nil
}

// Missing is the error about a place that is not there.
func (at *Spot) Missing() error {
	return hint.With(fmt.Errorf("%s is not there", at.Names), "ls %s shows what is", at.Names[:len(at.Names)-1])
}

// ChildNamed is what stands under a name.
func ChildNamed(v any, name string) (any, bool) {
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

// Matches reports whether a name matches a pattern; a slash in the name is like
// any other character.
func Matches(glob, name string) bool {
	const slash = "\x00"
	ok, err := path.Match(strings.ReplaceAll(glob, "/", slash), strings.ReplaceAll(name, "/", slash))
	return err == nil && ok
}

// IsFolder reports whether others can be below a value: it is a mapping or a list.
func IsFolder(v any) bool {
	switch v.(type) {
	case *session.Map, *session.List:
		return true
	}
	return false
}
