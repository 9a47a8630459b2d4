package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/syntax"
	"sessh/txn"
)

func (ws *workspace) makeSavepoint(ctx context.Context, name string, optimistic bool) (*txn.Savepoint, error) {
	w, err := ws.work(ctx)
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
	ws.points.add(&point{name, sp, w.Here()})
	return sp, nil
}

// savepointNamed is the latest savepoint of that name, or the one on top for "".
func (ws *workspace) savepointNamed(name string) (*point, error) {
	live := ws.points.live()
	for i := len(live) - 1; i >= 0; i-- {
		if name == "" || live[i].name == name {
			return live[i], nil
		}
	}
	if len(live) == 0 {
		return nil, hint.With(errors.New("there is no savepoint"), "savepoint makes one; commit, abort, and a rollback to an earlier one end them")
	}
	names := make([]string, len(live))
	for i, p := range live {
		names[i] = p.name
	}
	return nil, hint.With(fmt.Errorf("there is no savepoint %s", syntax.Quote(name)), "there is %s", strings.Join(quoted(names), ", "))
}
