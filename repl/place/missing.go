package place

import (
	"context"
	"fmt"
	"time"

	"sessh/repl/hint"
	"sessh/session/sweep"
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

// Advice returns what shows what is there instead. It can take a listing to find that out, so it
// is asked for only when the error is shown.
func (e *MissingError) Advice() string {
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
