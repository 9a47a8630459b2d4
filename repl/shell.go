package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"sessh/repl/command"
	"sessh/repl/complete"
	"sessh/repl/files"
	"sessh/repl/line"
	"sessh/repl/lines"
	"sessh/repl/meter"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/script"
	"sessh/repl/stash"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/txn"
)

// Options are the settings of a [Shell]. The zero value is a shell on a store
// in memory that nobody sees the output of.
type Options struct {
	Store session.Store // nil: a new store in this process's memory
	// Flags are the program's own flags, with their dashes: what was meant where a line
	// has one of them.
	Flags []string
	// Server is the store's name in the prompt and in messages.
	Server   string
	Embedded bool // whether Store is this process's memory
	// Formats are those that sessions are recognised by, see [session.Options]; nil:
	// [framework.All].
	Formats []session.Format
	// Fleeting refuses what would change the store, which is this process's memory and
	// ends with the command that is run.
	Fleeting bool
	ReadOnly bool
	Strict   bool          // see [session.Options]
	Timeout  time.Duration // of new sessions, see [session.Options]
	Now      func() time.Time
	// Memory is how many bytes statements, or a jq expression, may hold; 0:
	// [meter.DefaultBound].
	Memory int64

	Out io.Writer // results; nil: discarded
	Err io.Writer // errors, progress and notes; nil: discarded
	In  io.Reader // what "-" as a file means; nil: nothing
	// Color and ErrColor report whether Out and Err are coloured.
	Color, ErrColor bool
	// OutTerminal and ErrTerminal report whether Out and Err are terminals.
	OutTerminal, ErrTerminal bool
	// Width is the number of columns that long values are shortened to; nil,
	// or a result of 0: they are not shortened.
	Width func() int
	// Height is the number of rows; nil, or 0: no limit.
	Height func() int
	JSON   bool // the output format at the start
	// AllowFlush lets flush and walkthroughs that flush empty a real server
	// without asking.
	AllowFlush bool
	// Environ is the environment, for $EDITOR; nil: none.
	Environ func(string) string
	// Run runs another program in the terminal, for edit; nil: it cannot.
	Run func(ctx context.Context, name string, args ...string) error
	// Pressed calls heard, on a goroutine, for each byte that is typed from now on,
	// until stop is called; nil: nobody is at the keyboard.
	Pressed func(heard func(key byte)) (stop func(), err error)
	// Page starts a program that shows long output a screen at a time: what is to
	// be shown is written to it, and Close waits until the user has left it. nil:
	// there is none.
	Page func() (io.WriteCloser, error)
	// Interact opens the prompt on another shell, for replay --shell-on-failure;
	// nil: it cannot.
	Interact func(ctx context.Context, sh *Shell)
	// Pending is the folder of the stash, in which an interactive shell also keeps what
	// is pending, so that it can be recovered; "": the stash ends with the shell.
	// Recover says that what was left there has been taken back without a question.
	Pending string
	Recover bool
	// Misplaced says what it means that a listing contradicts the scheme by which keys
	// are spread over the servers, and what to try; nil: it is not told.
	Misplaced func(ctx context.Context, m *session.Misplaced) (note, hint string)
	// NewStore makes the stores of walkthroughs that are replayed on no server.
	NewStore func() session.Store
}

// Shell is the state of one shell: where it is, and its one transaction. All
// lines, whoever typed them, go through [Shell.Run]. Use it from one goroutine
// at a time.
type Shell struct {
	where         *place.Where
	work          *workspace.Workspace
	mu            sync.Mutex // held while a line runs, or is completed
	running       int        // lines inside of lines
	options       Options
	commands      command.Table
	lines         lines.Classifier
	printer       *output.Printer
	savedEnd      time.Time       // when it was last saved,
	savedIn       time.Duration   // and how long that took
	temporary     bool            // what is kept goes with the shell
	inStep        bool            // a command is at work, and others in it
	checked       map[string]bool // containers of which it was found out whether they are new
	noted         map[string]bool // what else changes, as this step has said
	names         *complete.Names // for completion
	completer     *complete.Completer
	history       *line.History
	ask           func(ctx context.Context, question string) (string, error) // nil: nobody to ask
	recorder      *recording
	files         *files.Set
	depth         int // of source and replay inside of each other
	interrupts    chan os.Signal
	historyFailed bool
	discard       bool           // quit was told to drop what is pending
	aside         bool           // it runs a line beside the transaction of another shell
	unattended    bool           // there is no prompt: what is pending at the end is dropped
	single        bool           // one command is run on its own
	notFound      error          // what the last line asked for and is not there; nil: nothing
	flushGuard    func() error   // says why the store is not to be flushed; nil: it may be
	statements    *script.Interp // made at the first statement
	meter         *meter.Meter   // made when it is needed: see [Shell.memory]
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

// newShell returns a shell on a tree of sessions; if root is nil, on a new one.
func newShell(o Options, root *session.Root) *Shell {
	if o.NewStore == nil {
		o.NewStore = NewMemory
	}
	if o.Store == nil {
		o.Store, o.Embedded, o.Server = o.NewStore(), true, "embedded"
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
	store := o.Store
	if o.ReadOnly || o.Fleeting {
		store = session.ReadOnly(store)
	}
	if o.Formats == nil {
		o.Formats = framework.All()
	}
	sh := &Shell{
		options: o,
		printer: output.New(output.Options{
			Out: o.Out, Notes: o.Err, Terminal: o.OutTerminal, ErrTerminal: o.ErrTerminal, Page: o.Page, Now: o.Now,
			Palette: screen.NewPalette(o.Color), Columns: o.Width, Rows: o.Height, JSON: o.JSON,
		}),
		names: complete.NewNames(),
	}
	if root == nil {
		root = session.NewRoot(store, session.Options{Formats: o.Formats, Timeout: o.Timeout, Strict: o.Strict, Now: o.Now})
	}
	sh.work = workspace.New(root, workspace.Options{
		Now: o.Now, Note: sh.note, Attended: func() bool { return sh.ask != nil },
		Holds: func(tx *txn.Tx) bool { return sh.statements != nil && sh.statements.Holds(tx) },
		Stash: lastingStash(o),
	})
	sh.where = place.New(sh.work, func(container, id string) { sh.names.Add(container, id) })
	sh.commands = table()
	sh.lines = lines.Classifier{Commands: sh.commands, Knows: func(name string) bool { return sh.interp().Knows(name) || sh.knowsPlace(name) }}
	sh.completer = &complete.Completer{Commands: sh.commands, Place: sh.where, Work: sh.work, Names: sh.names, Now: o.Now}
	return sh
}

// SetInteract sets what opens the prompt on another shell; see [Options].
func (sh *Shell) SetInteract(f func(ctx context.Context, sh *Shell)) { sh.options.Interact = f }

// Close drops what is pending, and ends a recording. It does not close the store.
func (sh *Shell) Close(ctx context.Context) error {
	sh.names.Close()
	return errors.Join(sh.stopRecording(nil), sh.work.Close(ctx))
}

// noteMisplaced tells, once, where a listing contradicted the scheme.
func (sh *Shell) noteMisplaced(ctx context.Context) {
	if sh.options.Misplaced == nil || ctx.Err() != nil {
		return
	}
	m := sh.work.Root().Misplaced(ctx)
	if m == nil {
		return
	}
	note, hint := sh.options.Misplaced(ctx, m)
	sh.note("note: %s", note)
	if hint != "" {
		sh.note("hint: %s", hint)
	}
}

// noteStore tells what the store has to tell beside errors. Shells inside of this one
// leave it to this one.
func (sh *Shell) noteStore() {
	if sh.depth > 0 || sh.options.Store == nil {
		return
	}
	for _, n := range session.Notes(sh.options.Store) {
		sh.note("note: %s", screen.Safe(n))
	}
}

// busy keeps completion out while a line runs. Lines can run others.
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

// Complete is what can stand at a place of a line. It is called while no line is running.
func (sh *Shell) Complete(text string, pos int) line.Completion {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.completer.Complete(text, pos)
}

// CompleteWords is [Shell.Complete] for words that another shell has taken apart.
func (sh *Shell) CompleteWords(words []string, typed string) []line.Candidate {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.completer.Words(words, typed)
}

// Pending is the number of pending changes.
func (sh *Shell) Pending() int { return sh.work.Pending() }
