package repl

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/syntax"
	"sessh/session"
)

// Depths of a place in the tree.
const (
	atRoot = iota
	atContainer
	atSession
	atPackage
	atKey
)

// resolve turns a typed path into names from the root down.
func (sh *Shell) resolve(w syntax.Word) []string { return sh.resolvePath(syntax.ParsePath(w)) }

func (sh *Shell) resolvePath(p syntax.Path) []string {
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

// checkPatterns refuses patterns where none are taken. A name that has such
// characters is shown in quotes, and typed so.
func (c *call) checkPatterns() error {
	for i, w := range c.words {
		if k := c.cmd.kind(i); k != place && k != folder && k != conflictPlace {
			continue
		}
		elems := syntax.ParsePath(w).Elems
		for j, e := range elems {
			if !e.Pattern || c.cmd.globs && j == len(elems)-1 {
				continue
			}
			if m := subscript.FindStringSubmatch(e.Name); m != nil {
				return hint.With(fmt.Errorf("%s is a pattern", e.Name), "what a list or a mapping holds is below it: %s/%s", syntax.Quote(m[1]), m[2])
			}
			if strings.ContainsFunc(e.Name, unicode.IsControl) {
				return hint.With(fmt.Errorf("there is a control character in %s", syntax.Quote(e.Name)), "where it is meant, type it as it is shown here, in quotes")
			}
			err := fmt.Errorf("%s is a pattern, and %s takes none", e.Name, c.cmd.name)
			if c.cmd.globs {
				err = fmt.Errorf("%s is a pattern, and only the last name can be one", e.Name)
			}
			return hint.With(err, "where it is a name, quote it: %s", syntax.Quote(e.Name))
		}
	}
	return nil
}

var subscript = regexp.MustCompile(`^([^*?\[]+)\[["']?([A-Za-z0-9_]+)["']?\]$`)

// here is resolve for an argument that may be left out: where one is.
func (c *call) here(i int) []string {
	if i >= len(c.words) {
		return slices.Clone(c.cwd)
	}
	return c.resolve(c.words[i])
}

// pathText writes names as a path that can be typed.
func pathText(names []string) string {
	if len(names) == 0 {
		return "/"
	}
	var b strings.Builder
	for _, n := range names {
		b.WriteByte('/')
		b.WriteString(syntax.Quote(n))
	}
	return b.String()
}

// namesOf is a session's path as names.
func namesOf(p session.Path) []string {
	if p.Depth() == atRoot {
		return nil
	}
	names := []string{p.Container}
	if p.Depth() >= atSession {
		names = append(names, p.Session)
	}
	for i := range p.Keys {
		names = append(names, p.Name(i))
	}
	return names
}

// within reports whether a path is at or below the place of typed names: what is shown of
// it, or a key with its type, as integer(1).
func within(p session.Path, typed []string) bool {
	names := namesOf(p)
	if len(names) < len(typed) {
		return false
	}
	for i, name := range typed {
		if name == names[i] {
			continue
		}
		if i < atSession {
			return false
		}
		if full, ok := session.ExplicitName(p.Keys[i-atSession]); !ok || name != full {
			return false
		}
	}
	return true
}

// session opens the session that the names lead to or through.
func (sh *Shell) session(ctx context.Context, names []string) (*session.Session, error) {
	if len(names) < atSession {
		return nil, fmt.Errorf("%s is no session, nor a place in one", pathText(names))
	}
	tx, err := sh.tx(ctx)
	if err != nil {
		return nil, err
	}
	sh.names.sawSession(names[0], names[1])
	c, err := sh.root.Locate(ctx, names[0], names[1])
	if err != nil {
		return nil, err
	}
	return c.Session(ctx, tx, names[1])
}

// spot is a place that was looked up.
type spot struct {
	names   []string
	session *session.Session
	parent  any   // the mapping or list that holds it; nil for a session
	key     any   // under which parent holds it: a key, or an int for an index
	value   any   // what is there
	keys    []any // from the session's data down to the value
	found   bool
	through []string // where it led through a reference to another place: the last one
}

// find looks up the place in its session. A place that does not exist is not
// found, as long as it could: a path that goes on below a scalar value, or below
// a key that is not there, is an error.
func (sh *Shell) find(ctx context.Context, names []string) (*spot, error) {
	s, err := sh.session(ctx, names)
	if err != nil {
		return nil, err
	}
	root, err := s.Data()
	if err != nil {
		return nil, err
	}
	at := &spot{names: names, session: s, value: root, found: s.Exists()}
	if len(names) == atSession {
		return at, nil
	}
	first := atSession
	if !s.Flat() {
		data, err := s.Package(names[2])
		if err != nil {
			return nil, err
		}
		at.parent, at.key, at.value, at.found, at.keys = root, names[2], data, root.Has(names[2]), []any{names[2]}
		first = atPackage
	}
	for i := first; i < len(names); i++ {
		if i > first && !at.found {
			return nil, hint.With(fmt.Errorf("%s is not there", pathText(names[:i])), "ls %s shows what is", pathText(names[:i-1]))
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
	return len(at.names) == atSession || len(at.names) == atPackage && !at.session.Flat()
}

// step goes one name further down.
func (at *spot) step(name string, above []string) error {
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
			return hint.With(fmt.Errorf("%s is a list: %s is no index", pathText(above), syntax.Quote(name)), "%s", indexesOf(v))
		}
		at.key = i
		at.value, at.found = v.At(i)
	case session.Object:
		err := fmt.Errorf("%s is %s: an object is carried unchanged, and cannot be edited inside", pathText(above), notation.Short(v, 60))
		if f, ok := v.(interface{ Fixed() string }); ok && f.Fixed() != "" {
			err = hint.With(err, "%s", f.Fixed())
		}
		return err
	default:
		return fmt.Errorf("%s is of type %s: it has no %s", pathText(above), session.TypeName(v), syntax.Quote(name))
	}
	at.keys = append(at.keys, at.key)
	return nil
}

// missing is the error about a place that is not there.
func (at *spot) missing() error {
	return hint.With(fmt.Errorf("%s is not there", pathText(at.names)), "ls %s shows what is", pathText(at.names[:len(at.names)-1]))
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
