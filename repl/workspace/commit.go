package workspace

import (
	"context"
	"errors"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/part"
	"sessh/session/revert"
	"sessh/session/tree"
	"sessh/txn"
)

// inquiryTime limits how long an interrupted commit still asks for its outcome.
const inquiryTime = time.Second

// InquiryContext returns a context for finding out the outcome of a failed commit. It is
// not canceled with ctx, but ends soon if ctx has ended.
func InquiryContext(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting := context.WithoutCancel(ctx)
	if ctx.Err() == nil {
		return context.WithCancel(lasting)
	}
	return context.WithTimeout(lasting, inquiryTime)
}

// Commit commits the open transaction and returns its work; nil if no transaction is open.
// Everything that follows from a commit happens here: the savepoints end, entries that
// were popped leave the stash, and what was written is added to the log. If the commit
// fails half way, what was not written becomes pending in a new transaction, and the
// [commit.Error] describes that.
func (ws *Workspace) Commit(ctx context.Context) (*session.Work, error) {
	return ws.CommitParts(ctx, nil)
}

// CommitParts is Commit of some [session.Work.Parts] of what is pending; nil stands for all. What
// is not in them becomes pending in a new transaction. Nothing is written if [Options.Confirm] returns
// an error, whatever asked for the commit.
func (ws *Workspace) CommitParts(ctx context.Context, parts []part.Part) (*session.Work, error) {
	w := ws.Open()
	if w == nil {
		return nil, nil
	}
	w.Narrow(parts)
	defer w.Narrow(nil)
	noteEvictions := func() {}
	if w.Tx().Status() == txn.Active && w.Unwritten() {
		if err := ws.confirm(ctx, w); err != nil {
			return w, err
		}
		noteEvictions = ws.watchEvictions(ctx, w)
	}
	err := w.Tx().Commit(ctx)
	if err == nil {
		noteEvictions()
	}
	ws.addToLog(w)
	if err == nil || w.Tx().Status() == txn.Committed { // a hook that fails after it undoes nothing
		return w, errors.Join(err, ws.afterCommit(ctx, w))
	}
	ws.overtaken = ws.overtaken || errors.Is(err, commit.ErrConflict)
	var ce *commit.Error
	if w.Tx().Status() != txn.Failed || !errors.As(err, &ce) && !w.Leaves() {
		return w, err
	}
	ctx, cancel := InquiryContext(ctx)
	defer cancel()
	carried, cerr := ws.carry(ctx, w)
	if cerr != nil {
		return w, errors.Join(err, cerr)
	}
	if ce == nil { // the sessions were written, and something else failed
		return w, err
	}
	return w, &commit.Error{Results: carried}
}

// afterCommit ends the transaction that was committed, and makes what it has left pending in a
// new one.
func (ws *Workspace) afterCommit(ctx context.Context, w *session.Work) error {
	ws.left(w, true)
	if !w.Leaves() {
		ws.committed()
		ws.ended()
		ws.overtaken = false
		return nil
	}
	ws.shelf.last = nil
	ws.carryPopped()
	ws.ended()
	_, err := w.Carry(context.WithoutCancel(ctx), ws.Tx())
	return err
}

// carry moves what was not written to a new transaction.
func (ws *Workspace) carry(ctx context.Context, w *session.Work) ([]commit.Result, error) {
	ws.carryPopped()
	if err := ws.manager.Abort(ctx); err != nil {
		return nil, err
	}
	ws.ended()
	return w.Carry(ctx, ws.Tx())
}

// A Record is one commit.
type Record struct {
	Number  int
	At      time.Time
	Written []session.CommittedItem
	Foreign bool // made by another shell
}

// Limits of the log.
const (
	maxCommits     = 100
	maxLogSessions = 100_000 // in all commits
)

// addToLog adds what a commit wrote to the log.
func (ws *Workspace) addToLog(w *session.Work) {
	written := revert.Written(w)
	if len(written) == 0 {
		return
	}
	if w.Tx().Status() == txn.Failed { // its values are about to be rolled back
		for i := range written {
			changes := slices.Clone(written[i].Changes.All())
			for j, c := range changes {
				c.Old, c.New = tree.Clone(c.Old), tree.Clone(c.New)
				changes[j] = c
			}
			written[i].Changes = diff.ListOf(changes)
		}
	}
	r := &Record{Number: ws.LastCommit() + 1, At: ws.now(), Written: written}
	ws.journalize(r)
	ws.commits = append(ws.commits, r)
	kept := 0
	for i := len(ws.commits) - 1; i >= 0; i-- {
		kept += len(ws.commits[i].Written)
		if len(ws.commits)-i > maxCommits || kept > maxLogSessions && i < len(ws.commits)-1 {
			ws.commits = slices.Clone(ws.commits[i+1:])
			return
		}
	}
}

// Commits returns the commits of this run, the oldest first.
func (ws *Workspace) Commits() []*Record { return ws.commits }

// LastCommit returns the number of the last commit of this run; 0 if there is none.
func (ws *Workspace) LastCommit() int {
	if len(ws.commits) == 0 {
		return 0
	}
	return ws.commits[len(ws.commits)-1].Number
}

// Changes returns all changes of the commit.
func (r *Record) Changes() []diff.Change {
	var all []diff.Change
	for _, w := range r.Written {
		all = append(all, w.Changes.All()...)
	}
	return all
}
