package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"sessh/repl/files"
	"sessh/repl/meter"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/setting"
	"sessh/repl/walkthrough"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/watch"
)

// An Env is everything a command can reach. Root, Place, Work and Files do not depend on a
// shell; what only a shell can do is behind the interfaces [Output] and [Shell], which
// package commandtest implements for tests.
type Env struct {
	Root  *session.Root        // the tree of the store
	Place *place.Where         // the current place; looks up paths
	Work  *workspace.Workspace // the open transaction
	Out   Output               // for notes and progress
	Shell Shell                // the shell that runs the command
	Files *files.Set           // opens the files that arguments name
	// Watched is what sessions were when a watch of this shell saw them first.
	Watched *watch.Record
	// Recorded is the name of the file to which a watch of this shell recorded last; "" if
	// none did.
	Recorded *string
}

// Open opens a file for reading; "-" is the standard input.
func (env Env) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if name != "-" {
		return env.Files.Open(ctx, name)
	}
	in := env.Shell.Input()
	if in == nil {
		return nil, errors.New("standard input cannot be read here")
	}
	return io.NopCloser(in), nil
}

// Output is where notes and progress go. Results are not written to it but returned.
type Output interface {
	// Note writes a note beside the result, to standard error.
	Note(format string, args ...any)
	// NoteOnce is Note, but writes only the first note on a topic in a step.
	NoteOnce(topic, format string, args ...any)
	// Remark is Note for what only a user at the terminal sees: no recording has it.
	Remark(format string, args ...any)
	// Progress returns a counter that is shown on a terminal until its Done is called.
	Progress(noun string) *screen.Progress
	// Width returns the number of columns left beside used ones; 0 means no limit.
	Width(used int) int
	// Height returns the number of rows of the terminal; 0 means no limit.
	Height() int
	// IsTerminal reports whether results go to a terminal.
	IsTerminal() bool
	// IsJSON reports whether results are written as JSON.
	IsJSON() bool
	// IsText reports whether listings are written as text: for people, who do not need all
	// that is known of a row.
	IsText() bool
	// Format returns how results are written.
	Format() output.Format
	// Capture runs something, and returns what it prints in a terminal that is narrower by some
	// columns.
	Capture(narrower int, run func() error) (string, error)
	// Gather holds results back until done is called, which writes them at once.
	Gather() (done func())
}

// A Shell is the part of a shell that commands see.
type Shell interface {
	Settings
	Reader
	Runner
	Memory
	Console
}

// Settings are what the shell was started with.
type Settings interface {
	Now() time.Time
	Server() string    // the name of the store in messages
	Scheme() string    // the name of the hash scheme; "" if there is none
	Embedded() bool    // whether the store is in the memory of this process
	ReadOnly() bool    // whether writes are refused
	Single() bool      // whether a single command runs, started from another shell
	Scripted() bool    // whether there is no prompt, so that no later line can decide
	Nested() bool      // whether it runs inside another shell: aside, or in a walkthrough
	Aside() bool       // whether the command aside started it
	Sourced() bool     // whether the line is one of a file that source runs
	KeptEdits() string // the folder of what was edited and could not be set; "": there is none
	AllowFlush() bool  // whether the store may be emptied without asking
	// MayFlush returns the reason why the store must not be emptied, or nil.
	MayFlush() error
	// ConfirmsCommit reports whether a commit asks the user before it writes.
	ConfirmsCommit() bool
	Meter() *meter.Meter // limits the memory of expressions
}

// Reader is the user, and other input.
type Reader interface {
	// Attended reports whether there is a user at the prompt who can be asked.
	Attended() bool
	// CanAsk reports whether Ask can ask: at the prompt, or at the terminal of a single command or script.
	CanAsk() bool
	// Ask asks the user and returns the answer. It fails if there is no terminal, or if the
	// user leaves the question with Ctrl-C or Ctrl-D.
	Ask(ctx context.Context, question string) (string, error)
	// Waited returns how long the lines so far have waited for the user: for answers, and in editors.
	Waited() time.Duration
	// AskHidden is Ask for a secret, which is not shown. It can also ask at a terminal that
	// has no prompt.
	AskHidden(ctx context.Context, question string) (string, error)
	// CanAskHidden reports whether there is a terminal for AskHidden.
	CanAskHidden() bool
	// Input returns standard input; nil if it cannot be read.
	Input() io.Reader
	// Environ returns a variable of the environment.
	Environ(name string) string
	// HasTerminal reports whether Launch can run a program in the terminal.
	HasTerminal() bool
	// Launch runs another program in the terminal.
	Launch(ctx context.Context, name string, args ...string) error
	// Pressed calls heard for each key that is pressed, until stop is called. It returns
	// a nil stop if there is no keyboard.
	Pressed(heard func(key byte)) (stop func(), err error)
}

// Runner runs lines and steps.
type Runner interface {
	// Step makes the changes of do one step of undo with that label. Steps inside do
	// become part of it.
	Step(ctx context.Context, label string, do func() error) error
	// RunAt runs a line at a place, as part of the current step.
	RunAt(ctx context.Context, at place.Path, line string) error
	// RunRest runs the arguments of a call, from argument i on, as a line.
	RunRest(ctx context.Context, c *Call, i int) error
	// OnlyShows returns nil if that line only shows something, and an error about it otherwise.
	OnlyShows(c *Call, i int) error
	// RunAside runs the arguments as a line in another shell on the same store, and
	// commits what the line changed.
	RunAside(ctx context.Context, c *Call, readOnly bool) error
	// RunProgram runs a program that has the terminal; see Options.Program of package repl.
	RunProgram(line string) error
	// Report reports an error that does not end the command.
	Report(err error)
}

// Memory is what a shell remembers between lines.
type Memory interface {
	// NotFound reports that what the command was asked for does not exist. If the command
	// runs on its own, NotFound returns err, for the command to return. Otherwise it
	// returns nil and the command goes on; if no line follows, the exit status shows it.
	NotFound(err error) error
	// Listed remembers sessions that a listing named, for completion.
	Listed(container string, ids ...string)
	// ListedAll notes that the sessions of a container were listed: all n, or some of them where n is -1.
	ListedAll(container string, n int)
	// ForgetListed forgets all names, which may have changed.
	ForgetListed()
	// KeepUnrecorded keeps texts out of recordings: they are credentials, or may be.
	KeepUnrecorded(texts ...string)
	// KeepIDUnrecorded keeps the id of a session out of recordings, which have a made-up one.
	KeepIDUnrecorded(id string)
	// MeetContainer notes, once, if the container of a place is new and the server has
	// others: its name may be a typing error.
	MeetContainer(ctx context.Context, at place.Path)
}

// Console is what the commands about the shell itself use.
type Console interface {
	// Commands returns the command table.
	Commands() Table
	// History returns the lines that were typed, the oldest first.
	History() []string
	// Configured returns what holds for each setting, and the name of the configuration
	// file; "" if there is none.
	Configured() (all []setting.Held, file string)
	// SetFormat and SetPaging choose how results are written.
	SetFormat(output.Format)
	SetPaging(on bool)
	// Timing reports whether the time that each line took is noted; SetTiming chooses that.
	Timing() bool
	SetTiming(on bool)
	// Quit returns the error that ends the shell. If discard is set, what is pending is
	// dropped.
	Quit(discard bool) error
	// Source runs the lines of a file, up to the first error.
	Source(ctx context.Context, name string, lines io.Reader) error
	// Stage makes a shell for a walkthrough.
	Stage(context.Context, StageOptions) (Stage, error)
	// Record starts to write what is typed and printed to a file. Recording returns the
	// name of that file, or "" if nothing is recorded.
	Record(ctx context.Context, file *files.Out, name string) error
	Recording() string
	// StopRecording ends the recording, and replays it once.
	StopRecording(ctx context.Context) (*Recorded, error)
}

// Recorded is a recording that has ended, with the result of replaying it.
type Recorded struct {
	Name                    string
	Sessions                int // that it begins with
	Passed, Failed, Skipped int // examples
	Stopped                 bool
	OnDemo                  bool // it was replayed on the data of the demo
}

// String returns the words for it.
func (r *Recorded) String() string {
	words := "recorded to " + screen.Safe(r.Name)
	if r.Sessions > 0 {
		words += ", with the data of " + figure.Count(r.Sessions, "session")
	}
	on := "on a store in memory"
	if r.OnDemo {
		on = "on the data of the demo"
	}
	words += fmt.Sprintf("; replayed once %s: %d passed, %d failed", on, r.Passed, r.Failed)
	if r.Skipped > 0 {
		words += fmt.Sprintf(", %d skipped", r.Skipped)
	}
	if r.Stopped {
		words += ", stopped"
	}
	return words
}

// StageOptions are the settings of a [Stage].
type StageOptions struct {
	Name       string // of the walkthrough, in errors
	AllowFlush bool   // allow the walkthrough to empty a real server
	InMemory   bool   // use a store in memory, whatever the shell uses
	Sandbox    bool   // keep what it writes apart, and remove it at the end
	// MayWrite is asked before each write to a server, unless Sandbox is set; nil: it may.
	MayWrite func(ctx context.Context) error
	Folder   string // of the walkthrough, where the files that it names are looked for as well
	Python2  bool   // show values of statements as Python 2 does
}

// A Stage is a shell in which a walkthrough is replayed.
type Stage interface {
	walkthrough.Runner
	walkthrough.Preparer
	// Interact opens the prompt in the state in which the walkthrough left the shell.
	Interact(ctx context.Context)
	// CanInteract reports whether there is a terminal for Interact.
	CanInteract() bool
	// Close ends the shell. It fails if something of a sandbox may be left.
	Close(ctx context.Context) error
}
