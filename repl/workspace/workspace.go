package workspace

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"sessh/repl/hint"
	"sessh/repl/journal"
	"sessh/repl/stash"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/stored"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

// A Workspace is the open transaction with what a user needs around it: named savepoints,
// undo, the log of commits, the stash, and recovery. Use it from one goroutine at a time.
type Workspace struct {
	root     *session.Root
	manager  *txn.Manager
	now      func() time.Time
	note     func(format string, args ...any)
	attended func() bool
	confirm  func(context.Context, *session.Work) error
	holds    func(*txn.Tx) bool

	savepoints savepoints
	commits    []*Record
	leaves     func(container, id string, data *tree.Map) // Options.Left
	lastingLog *journal.Folder                            // that StartSaving uses; nil: there is none
	journal    *journal.Folder                            // keeps commits for later shells; nil: nothing does
	// journalFailed is set once it was noted that a commit could not be kept there.
	journalFailed bool
	seen          sightings
	overtaken     bool            // whether another program has changed what is pending, as far as is known
	inConflict    []diff.Conflict // found last

	shelf      shelf
	keeper     *stash.Keeper // saves what is pending; nil: nothing does
	saved      savedAt
	saveFailed bool            // and that was noted
	unkept     map[string]bool // errors that were noted about sessions that cannot be saved
}

// savedAt identifies a state of what is pending.
type savedAt struct {
	work     *session.Work
	revision uint64
}

// Options are the settings of a [Workspace]. The zero value is usable.
type Options struct {
	Now  func() time.Time                 // nil: time.Now
	Note func(format string, args ...any) // writes a note to the user; nil: notes are discarded
	// Attended reports whether a user is at the prompt; nil: never.
	Attended func() bool
	// Confirm returns the reason why a work must not be committed, or nil; it may ask the user. A nil
	// Confirm is not called.
	Confirm func(ctx context.Context, w *session.Work) error
	// Holds reports whether something outside refers to values of a transaction in which
	// nothing was changed, so that it must stay open; nil: never.
	Holds func(*txn.Tx) bool
	// Stash is the part of the stash that outlives the shell; nil: there is none.
	Stash stash.Store
	// Journal keeps what is committed at the prompt for later shells; nil: nothing does.
	Journal *journal.Folder
	// Left is called when a transaction ends, for some of its sessions, with what the store has
	// of each then, as far as is known; nil data: nothing. It must not change data. A nil Left is
	// not called.
	Left func(container, id string, data *tree.Map)
}

// New returns a workspace on a tree of sessions, with no transaction open.
func New(root *session.Root, o Options) *Workspace {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Note == nil {
		o.Note = func(string, ...any) {}
	}
	if o.Attended == nil {
		o.Attended = func() bool { return false }
	}
	if o.Confirm == nil {
		o.Confirm = func(context.Context, *session.Work) error { return nil }
	}
	if o.Holds == nil {
		o.Holds = func(*txn.Tx) bool { return false }
	}
	return &Workspace{
		root: root, manager: txn.NewManager(),
		now: o.Now, note: o.Note, attended: o.Attended, confirm: o.Confirm, holds: o.Holds,
		shelf: shelf{lasting: o.Stash}, lastingLog: o.Journal, leaves: o.Left,
	}
}

// Close drops what is pending, and leaves popped entries and what was saved for recovery
// in the stash.
func (ws *Workspace) Close(ctx context.Context) error {
	err := errors.Join(ws.settlePopped(false), ws.releasePopped())
	if ws.keeper != nil {
		err = errors.Join(err, ws.keeper.Close())
	}
	if ws.manager.Current() != nil {
		err = errors.Join(err, ws.manager.Abort(ctx))
	}
	return err
}

// Root returns the tree of sessions.
func (ws *Workspace) Root() *session.Root { return ws.root }

// Manager returns the manager of the transaction, which statements share with commands.
func (ws *Workspace) Manager() *txn.Manager { return ws.manager }

// Failed reports whether the transaction has failed; it shows nothing as pending until it
// is aborted.
func (ws *Workspace) Failed() bool {
	tx := ws.manager.Current()
	return tx != nil && tx.Status() == txn.Failed
}

// CheckOvertaken finds out whether another program has changed a session with pending changes,
// and remembers the answer for [Workspace.Overtaken]. It is called before a line is read,
// and waits at most [CheckTimeout]; without an answer the last one stays.
func (ws *Workspace) CheckOvertaken(ctx context.Context) {
	w := ws.Open()
	if w == nil || w.Pending() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, CheckTimeout)
	defer cancel()
	if overtaken, known := stored.Overtaken(ctx, w); known {
		ws.overtaken = overtaken
	}
}

// CheckTimeout limits how long the prompt waits for the servers.
const CheckTimeout = 150 * time.Millisecond

// Tx returns the open transaction; it begins one if none is open.
func (ws *Workspace) Tx() *txn.Tx { return ws.manager.Tx() }

// Work returns the work of the open transaction; it begins one if none is open.
func (ws *Workspace) Work() *session.Work { return ws.root.Work(ws.Tx()) }

// Open returns the work of the open transaction, or nil if none is open.
func (ws *Workspace) Open() *session.Work {
	tx := ws.manager.Current()
	if tx == nil {
		return nil
	}
	return ws.root.Work(tx)
}

// Freshen ends a transaction in which sessions were only read, so that the next command
// shows what the server holds now.
func (ws *Workspace) Freshen(ctx context.Context) error {
	w := ws.Open()
	if w == nil || w.Tx().Status() != txn.Active || len(ws.Savepoints()) > 0 || !w.Idle() || ws.holds(w.Tx()) {
		return nil
	}
	ws.left(w, false)
	return ws.manager.Abort(ctx)
}

// Pending returns the number of pending changes.
func (ws *Workspace) Pending() int {
	w := ws.Open()
	if w == nil {
		return 0
	}
	return w.Pending()
}

// ended forgets what belongs to the transaction that has ended.
func (ws *Workspace) ended() { ws.savepoints, ws.inConflict = savepoints{}, nil }

// Opened returns the sessions of a container that the transaction has open.
func (ws *Workspace) Opened(container string) []*session.Session {
	w := ws.Open()
	if w == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.Sessions()), func(s *session.Session) bool { return s.Container().Name() != container })
}

// Containers returns the names of the containers that the store lists and those of pending
// sessions, sorted; containers of raw items come last.
func (ws *Workspace) Containers(ctx context.Context) ([]string, error) {
	seen := make(map[string]bool)
	var errs []error
	for f := range hint.Collect(sweep.ListNames(ctx, ws.root), &errs) {
		seen[f.Container.Name()] = true
	}
	if w := ws.Open(); w != nil {
		for _, s := range w.Sessions() {
			if s.Exists() {
				seen[s.Container().Name()] = true
			}
		}
	}
	return ws.RawLast(slices.Sorted(maps.Keys(seen))), hint.Listing(errs)
}

// RawLast moves containers of raw items to the end.
func (ws *Workspace) RawLast(containers []string) []string {
	slices.SortStableFunc(containers, func(a, b string) int {
		switch rawA, rawB := ws.root.Container(a).Raw(), ws.root.Container(b).Raw(); {
		case rawA == rawB:
			return 0
		case rawA:
			return 1
		}
		return -1
	})
	return containers
}

// IsEmpty reports whether a container can be listed, and has no sessions.
func (ws *Workspace) IsEmpty(ctx context.Context, container string) bool {
	for range sweep.IDs(ctx, ws.Tx(), ws.root.Container(container)) {
		return false
	}
	return true
}
