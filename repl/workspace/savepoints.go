package workspace

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/syntax"
	"sessh/txn"
)

func (ws *Workspace) Mark(ctx context.Context, name string, optimistic bool) (*txn.Savepoint, error) {
	w, err := ws.Work(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.Join(); err != nil {
		return nil, err
	}
	sp, err := w.Tx().Savepoint(ctx, optimistic)
	if err != nil {
		return nil, err
	}
	ws.Savepoints.Add(&Savepoint{name, sp, w.Here()})
	return sp, nil
}

// SavepointNamed is the latest savepoint of that name, or the one on top for "".
func (ws *Workspace) SavepointNamed(name string) (*Savepoint, error) {
	live := ws.Savepoints.Live()
	for i := len(live) - 1; i >= 0; i-- {
		if name == "" || live[i].Name == name {
			return live[i], nil
		}
	}
	if len(live) == 0 {
		return nil, hint.With(errors.New("there is no savepoint"), "savepoint makes one; commit, abort, and a rollback to an earlier one end them")
	}
	names := make([]string, len(live))
	for i, p := range live {
		names[i] = p.Name
	}
	return nil, hint.With(fmt.Errorf("there is no savepoint %s", syntax.Quote(name)), "there is %s", strings.Join(notation.Quoted(names), ", "))
}
