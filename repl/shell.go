package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sessh/repl/command"
	"sessh/repl/complete"
	"sessh/repl/files"
	"sessh/repl/journal"
	"sessh/repl/line"
	"sessh/repl/lines"
	"sessh/repl/mask"
	"sessh/repl/meter"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/record"
	"sessh/repl/screen"
	"sessh/repl/script"
	"sessh/repl/stash"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/watch"
	"sessh/txn"
)

// A Shell runs lines on one transaction at a current place. All lines, whether typed, in a
// script or in a walkthrough, go through [Shell.Run]. Use it from one goroutine at a time.
type Shell struct {
	where         *place.Where
	work          *workspace.Workspace
	mu            sync.Mutex             // held while a line runs or is completed
	above         atomic.Pointer[string] // of the line that is typed: the lines that it continues; nil: none is
	running       int                    // nesting of lines that run others
	options       Options
	commands      command.Table
	lines         lines.Classifier
	printer       *output.Printer
	savedEnd      time.Time       // when what is pending was last saved
	savedIn       time.Duration   // how long that took
	temporary     bool            // nothing is saved for recovery
	inStep        bool            // a step is open; commands in it are part of it
	checked       map[string]bool // containers that were checked for being new
	foreign       map[string]bool // notes about words of other shells that were written
	noted         map[string]bool // topics of NoteOnce in this step
	names         *complete.Names // for completion
	completer     *complete.Completer
	history       *line.History
	ask           question // nil: there is no user
	askHidden     question // likewise
	confirm       confirmation
	recorder      *record.Recording
	tap           *storage.Tap // of the store
	unrecorded    *mask.Texts
	files         *files.Set
	depth         int // nesting of source, replay and aside
	python2       bool
	interrupts    chan os.Signal
	historyFailed bool
	programRan    bool           // a program has, since the last line that was begun afresh
	timing        bool           // the time that a line took is noted
	took          string         // of a line whose error was not reported yet
	waited        time.Duration  // for the user, by lines
	discard       bool           // quit --discard was used
	aside         bool           // the command aside made the shell
	unattended    bool           // there is no prompt, so what is pending at the end is dropped
	single        bool           // a single command runs
	saving        bool           // what the line prints goes to a file
	sources       int            // nesting of source
	watched       watch.Record   // what sessions were when watch saw them first
	lastWatch     string         // the file to which watch recorded last
	notFound      error          // about what the last line asked for and does not exist
	flushGuard    func() error   // returns why the store must not be flushed; nil: it may be
	statements    *script.Interp // made by [Shell.interp]
	meter         *meter.Meter   // made by [Shell.memory]
}

// New returns a shell.
func New(o Options) *Shell { return newShell(o, nil) }

// lastingStash returns the stash in files; nil if there is none.
func lastingStash(o Options) stash.Store {
	if o.Pending == "" {
		return nil
	}
	return stash.NewFolder(o.Pending, o.Server)
}

// lastingLog returns the log of commits in files; nil if there is none.
func lastingLog(o Options) *journal.Folder {
	if o.Commits == "" {
		return nil
	}
	return journal.NewFolder(o.Commits, o.Server)
}

// newShell returns a shell on a tree of sessions; if root is nil, on a new one.
func newShell(o Options, root *session.Root) *Shell {
	if o.Store == nil {
		o.Store, o.Embedded, o.Server = NewMemory(), true, "embedded"
	}
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.Err == nil {
		o.Err = io.Discard
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Environ == nil {
		o.Environ = func(string) string { return "" }
	}
	tap := storage.NewTap(o.Store)
	o.Store = tap
	store := storage.Store(tap)
	if o.ReadOnly || o.Fleeting {
		store = storage.ReadOnly(store)
	}
	if o.Formats == nil {
		o.Formats = framework.All()
	}
	sh := &Shell{
		options: o, tap: tap, timing: o.Timing,
		printer: output.New(output.Options{
			Out: o.Out, Notes: o.Err, Terminal: o.OutTerminal, ErrTerminal: o.ErrTerminal, Page: o.Page, Pages: o.Pages, Now: o.Now,
			Palette: screen.NewPalette(o.Color), Columns: o.Width, Rows: o.Height, Format: o.Format, EscapeCSV: o.EscapeCSV,
		}),
		names: complete.NewNames(), unrecorded: &mask.Texts{},
	}
	if root == nil {
		root = session.NewRoot(store, session.Options{Formats: o.Formats, Timeout: o.Timeout, Strict: o.Strict, Now: o.Now})
	}
	sh.work = workspace.New(root, workspace.Options{
		Now: o.Now, Note: sh.note, Attended: func() bool { return sh.ask != nil }, Confirm: sh.mayCommit,
		Holds: func(tx *txn.Tx) bool { return sh.statements != nil && sh.statements.Holds(tx) },
		Stash: lastingStash(o), Journal: lastingLog(o),
		Left: func(container, id string, data *tree.Map) { sh.names.Saw(container, id, data, o.Now()) },
	})
	sh.where = place.New(sh.work, func(container, id string) { sh.names.Add(container, id) })
	sh.commands = table()
	if len(o.Aliases) > 0 {
		sh.commands = slices.Concat(sh.commands, sh.aliases())
	}
	sh.lines = lines.Classifier{Commands: sh.commands, Knows: func(name string) bool { return sh.interp().Knows(name) || sh.knowsPlace(name) }}
	sh.completer = &complete.Completer{Commands: sh.commands, Place: sh.where, Work: sh.work, Names: sh.names, Now: o.Now, Patience: o.Patience, Script: sh.interp}
	if o.Program != nil {
		sh.completer.Path = o.Environ("PATH")
	}
	return sh
}

// NewMemory returns a new store in the memory of this process.
func NewMemory() storage.Store { return memstore.New(memstore.Options{}) }

// SetInteract sets [Options].Interact.
func (sh *Shell) SetInteract(f func(ctx context.Context, sh *Shell)) { sh.options.Interact = f }

// Close drops what is pending, and ends a recording. It does not close the store.
func (sh *Shell) Close(ctx context.Context) error {
	sh.names.Close()
	return errors.Join(sh.endRecording(ctx), sh.work.Close(ctx))
}

// noteMisplaced notes, once, that a listing contradicted the scheme.
func (sh *Shell) noteMisplaced(ctx context.Context) {
	if sh.options.Misplaced == nil || ctx.Err() != nil {
		return
	}
	m := sh.work.Root().Catalog().Misplaced(ctx)
	if m == nil {
		return
	}
	note, hint := sh.options.Misplaced(ctx, m)
	sh.remark("note: %s", note)
	if hint != "" {
		sh.remark("hint: %s", hint)
	}
}

// noteStore writes the notes of the store. A shell inside another one leaves that to the
// outer one.
func (sh *Shell) noteStore() {
	if sh.depth > 0 || sh.options.Store == nil {
		return
	}
	for _, n := range storage.Notes(sh.options.Store) {
		sh.remark("note: %s", screen.Safe(n))
	}
}

// busy keeps completion from running while a line runs. Lines can run others.
func (sh *Shell) busy() (done func()) {
	if sh.running == 0 {
		sh.mu.Lock()
	}
	sh.running++
	return func() {
		sh.running--
		if sh.running == 0 {
			sh.noteStore()
			sh.noteNamesakes()
			sh.mu.Unlock()
		}
	}
}

// Complete returns what can stand at a place of a line. It must not be called while a line
// runs.
func (sh *Shell) Complete(text string, pos int) line.Completion {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.completer.Complete(text, pos)
}

// CompleteWords is [Shell.Complete] for words that another shell has split.
func (sh *Shell) CompleteWords(words []string, typed string) []line.Candidate {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.completer.Words(words, typed)
}

// Pending returns the number of pending changes.
func (sh *Shell) Pending() int { return sh.work.Pending() }
