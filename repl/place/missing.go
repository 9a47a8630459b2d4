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
	Names Path
	in    *Where
}

// Missing returns the error about a place that does not exist.
func (wh *Where) Missing(names Path) error { return &MissingError{names, wh} }

// Missing returns the error about the place, which does not exist.
func (at *Spot) Missing() error { return at.in.Missing(at.Names) }

func (e *MissingError) Error() string { return fmt.Sprintf("%s is not there", e.Names) }

// Advice returns the name that may have been meant or, if there is none, what shows what is there
// instead. It can take a listing to find that out, so it is asked for only when the error is shown.
func (e *MissingError) Advice() string {
	const patience = time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	above := e.Names[:len(e.Names)-1]
	value, ok := e.in.held(ctx, above)
	for !ok {
		above = above[:len(above)-1]
		value, ok = e.in.held(ctx, above)
	}
	if len(above) == Root {
		return "ls / lists the containers"
	}
	if name := near(e.Names[len(above)], value); name != "" {
		return hint.DidYouMean(name)
	}
	return fmt.Sprintf("ls %s shows what is", above)
}

// Near returns the name of a key that may have been meant by the last name of the place, quoted; "" if
// there is none.
func (at *Spot) Near() string { return near(at.Names[len(at.Names)-1], at.Parent) }

// near returns the name of a key in a value that may have been meant by a name, quoted; "" if there is
// none. No number is near another.
func near(name string, value any) string {
	if r, ok := value.(*tree.Ref); ok {
		value = r.To()
	}
	m, ok := value.(*tree.Map)
	if _, isNumber := tree.IntegerNamed(name); !ok || isNumber {
		return ""
	}
	var there []string
	for key := range m.All() {
		there = append(there, m.Name(key))
	}
	if n := hint.OnlyNearest(name, there); n != "" && n != name { // it can be back when a step has failed
		return syntax.Quote(n)
	}
	return ""
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

// held returns the value at a place, and whether the place exists. A container, which has no value, does if
// it has sessions or cannot be listed.
func (wh *Where) held(ctx context.Context, names Path) (value any, ok bool) {
	switch len(names) {
	case Root:
		return nil, true
	case Container:
		for range sweep.IDs(ctx, wh.source.Tx(), wh.source.Root().Container(names[0])) {
			return nil, true
		}
		return nil, false
	}
	at, err := wh.Find(ctx, names)
	if err != nil || !at.Found {
		return nil, false
	}
	return at.Value, true
}
