package workspace

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/txn"
)

// Mark makes a savepoint with that name, or with a free one if name is empty. If optimistic
// is set, a data manager without savepoints is not an error, as in [txn.Tx.Savepoint].
func (ws *Workspace) Mark(ctx context.Context, name string, optimistic bool) (*Savepoint, error) {
	w := ws.Work()
	if err := w.Join(); err != nil {
		return nil, err
	}
	sp, err := w.Tx().Savepoint(ctx, optimistic)
	if err != nil {
		return nil, err
	}
	if name == "" {
		name = ws.savepoints.free()
	}
	p := &Savepoint{Name: name, At: w.Here(), Txn: sp}
	ws.savepoints.add(p)
	return p, nil
}

// Savepoints returns the savepoints of the open transaction that are still valid, the
// oldest first.
func (ws *Workspace) Savepoints() []*Savepoint { return ws.savepoints.live() }

// SavepointNamed returns the latest savepoint with that name, or the one on top if name is
// empty.
func (ws *Workspace) SavepointNamed(name string) (*Savepoint, error) {
	live := ws.savepoints.live()
	for i := len(live) - 1; i >= 0; i-- {
		if name == "" || live[i].Name == name {
			return live[i], nil
		}
	}
	switch {
	case len(live) == 0 && name != "":
		return nil, hint.With(fmt.Errorf("there is no savepoint %s", syntax.Quote(name)), noSavepoints)
	case len(live) == 0:
		return nil, hint.With(errors.New("there is no savepoint"), noSavepoints)
	}
	names := make([]string, len(live))
	for i, p := range live {
		names[i] = p.Name
	}
	return nil, hint.With(fmt.Errorf("there is no savepoint %s", syntax.Quote(name)), "the savepoints are %s", strings.Join(notation.QuoteAll(names), ", "))
}

// A Savepoint is a named savepoint of the open transaction.
type Savepoint struct {
	Name string
	At   session.Point // of the work, for what was changed since
	Txn  *txn.Savepoint
}

// savepoints is the stack of savepoints of the open transaction, the oldest first. A long
// script may make one on every line, so no operation goes over all of them.
type savepoints struct {
	all   []*Savepoint
	names map[string]int // how many savepoints have a name
	used  int            // sp1 to sp<used> are taken
}

func (ps *savepoints) add(p *Savepoint) {
	ps.live()
	if ps.names == nil {
		ps.names = make(map[string]int)
	}
	ps.all = append(ps.all, p)
	ps.names[p.Name]++
}

// live drops the savepoints that have ended and returns the others. A rollback ends those
// above the one it returns to, and the end of the transaction ends all, so those that have
// ended are on top.
func (ps *savepoints) live() []*Savepoint {
	n := len(ps.all)
	for n > 0 && ps.all[n-1].Txn.Err() != nil {
		n--
		ps.names[ps.all[n].Name]--
		ps.used = 0
		ps.all[n] = nil
	}
	ps.all = ps.all[:n]
	return ps.all
}

// free returns the first of sp1, sp2, ... that is not taken.
func (ps *savepoints) free() string {
	ps.live()
	for ps.names[numbered(ps.used+1)] > 0 {
		ps.used++
	}
	return numbered(ps.used + 1)
}

func numbered(i int) string { return "sp" + strconv.Itoa(i) }

// noSavepoints is the hint where there is no savepoint.
const noSavepoints = "abort drops all that is pending, and abort PATH a part of it; savepoint makes a savepoint"
