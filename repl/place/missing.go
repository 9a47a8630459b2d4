package place

import (
	"context"
	"fmt"
	"time"

	"sessh/repl/hint"
	"sessh/repl/syntax"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// A MissingError is the error about a place that does not exist.
type MissingError struct {
	Names  Path
	in     *Where
	beside any // the mapping or list where the last name is missing; nil if that is not known
}

// Missing returns the error about a place that does not exist.
func (wh *Where) Missing(names Path) error { return &MissingError{Names: names, in: wh} }

// Missing returns the error about the place, which does not exist.
func (at *Spot) Missing() error { return &MissingError{at.Names, at.in, at.Parent} }

// Near returns the name of a key that may have been meant by the last name of the place, quoted; "" if
// there is none.
func (at *Spot) Near() string { return near(at.Names, at.Parent) }

// near returns the name of a key of a mapping that may have been meant by the last of names, quoted; ""
// if there is none. No number is near another.
func near(names Path, beside any) string {
	name := names[len(names)-1]
	m, ok := beside.(*tree.Map)
	if _, isNumber := tree.IntegerNamed(name); !ok || isNumber {
		return ""
	}
	var there []string
	for key := range m.All() {
		there = append(there, m.Name(key))
	}
	if n := hint.OnlyNearest(name, there); n != "" {
		return syntax.Quote(n)
	}
	return ""
}

func (e *MissingError) Error() string { return fmt.Sprintf("%s is not there", e.Names) }

// Advice returns the name that may have been meant or, if there is none, what shows what is there
// instead. It can take a listing to find that out, so it is asked for only when the error is shown.
func (e *MissingError) Advice() string {
	if name := near(e.Names, e.beside); name != "" {
		return hint.DidYouMean(name)
	}
	const patience = time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	above := e.Names[:len(e.Names)-1]
	for len(above) > Root && !e.in.holds(ctx, above) {
		above = above[:len(above)-1]
	}
	if len(above) == Root {
		return "ls / lists the containers"
	}
	return fmt.Sprintf("ls %s shows what is", above)
}

// SessionForm returns the path of the session that a place is in, or the form of those in a container,
// or, for the root, in any.
func (p Path) SessionForm() string {
	switch len(p) {
	case Root:
		return "/CONTAINER/SESSION"
	case Container:
		return p.String() + "/SESSION"
	}
	return p[:Session].String()
}

// NotSession returns the error of what is done to a session, and was to be done to a container or the
// root.
func NotSession(names Path) error {
	return hint.With(fmt.Errorf("%s is not a session, nor a place in one", names), "name one: %s; ls %s shows what is there", names.SessionForm(), names)
}

// holds reports whether a place exists. A container that cannot be listed counts as one that does.
func (wh *Where) holds(ctx context.Context, names Path) bool {
	if len(names) == Container {
		for range sweep.IDs(ctx, wh.source.Tx(), wh.source.Root().Container(names[0])) {
			return true
		}
		return false
	}
	at, err := wh.Find(ctx, names)
	return err == nil && at.Found
}
