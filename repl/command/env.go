package command

import (
	"context"
	"io"
	"time"

	"sessh/repl/files"
	"sessh/repl/meter"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/repl/workspace"
	"sessh/session"
)

// An Env is what a command has to work with. It is not the shell: what is not here, no
// command can reach. Root, Place, Work and Files are rooms that know nothing of a shell, and
// can be made without one; what only a shell can do stands in interfaces, which a test
// implements: see package commandtest.
type Env struct {
	Root  *session.Root        // the tree of the store
	Place *place.Where         // where one is; it finds what stands at a path
	Work  *workspace.Workspace // the open transaction
	Out   Output               // notes; what is known of where results go
	Shell Shell                // what else a command may ask of the shell that runs it
	Files *files.Set           // the files that lines name
}

// Output is where notes and progress go. Results are returned, and not written.
type Output interface {
	// Note writes a note beside the result, to standard error.
	Note(format string, args ...any)
	// NoteOnce is Note, once in a step for each topic.
	NoteOnce(topic, format string, args ...any)
	// Progress counts long work on a terminal; its method Done ends that.
	Progress(noun string) *screen.Progress
	// Width is the number of columns that are left beside used ones; 0: there is no limit.
	Width(used int) int
	// IsTerminal reports whether results go to a terminal.
	IsTerminal() bool
	// IsJSON reports whether results are written for programs.
	IsJSON() bool
	// Gather holds results back until done is called, and then writes them at once.
	Gather() (done func())
}

// Shell is the shell that runs a command, as far as commands see it.
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
	Server() string   // the name of the store
	Embedded() bool   // whether the store is in the memory of this process
	ReadOnly() bool   // whether it refuses to write
	Single() bool     // whether one command is run on its own, from another shell
	Scripted() bool   // whether no line can follow that decides: there is no prompt
	Nested() bool     // whether it runs inside of another shell: aside, or in a walkthrough
	Beside() bool     // whether it runs a line beside the transaction of another shell
	AllowFlush() bool // whether the store may be emptied without a question
	// MayFlush is the reason why the store must not be emptied; nil: it may be.
	MayFlush() error
	Meter() *meter.Meter // bounds what expressions hold
}

// Reader is the user at the prompt, and what comes from outside.
type Reader interface {
	// Attended reports whether there is a user who can be asked.
	Attended() bool
	// Ask asks the user, and returns the answer. It fails where there is no user, or the
	// question was left with Ctrl-C or Ctrl-D.
	Ask(ctx context.Context, question string) (string, error)
	// Input is standard input, as a file; nil where there is none.
	Input() io.Reader
	// Environ returns a variable of the environment.
	Environ(name string) string
	// HasTerminal reports whether Launch can run a program in the terminal.
	HasTerminal() bool
	// Launch runs another program in the terminal.
	Launch(ctx context.Context, name string, args ...string) error
	// Pressed calls heard for each key that is pressed, until stop is called. It returns
	// nil where there is no keyboard to listen to.
	Pressed(heard func(key byte)) (stop func(), err error)
}

// Runner runs lines and steps.
type Runner interface {
	// Step makes the changes of do one step of undo with that label. Steps inside of it
	// are part of it.
	Step(ctx context.Context, label string, do func() error) error
	// RunAt runs a line at a place, as a part of the step that is under way.
	RunAt(ctx context.Context, at place.Path, line string) error
	// RunRest runs the line that the arguments of a call are, from argument i on.
	RunRest(ctx context.Context, c *Call, i int) error
	// RunAside runs the line that the arguments are in a shell of its own, on the same
	// store, and commits what it changed.
	RunAside(ctx context.Context, c *Call, readOnly bool) error
	// Report reports an error that does not end the command.
	Report(err error)
}

// Memory is what a shell remembers from line to line.
type Memory interface {
	// Lacks notes that what the command was asked for is not there. For a command that is
	// run on its own it returns err, which is the error to end with. Else it returns nil:
	// the command goes on, and a script that ends so has a status that tells.
	Lacks(err error) error
	// Saw remembers sessions that a listing named, for completion.
	Saw(container string, ids ...string)
	// SawAll notes that all sessions of a container were named.
	SawAll(container string)
	// ForgetSeen forgets all names: they may have changed.
	ForgetSeen()
	// MeetContainer notes, once, that the container of a place is new where the server
	// has others: its name may be a typing error.
	MeetContainer(ctx context.Context, at place.Path)
}

// Console is what a shell's commands about itself change.
type Console interface {
	// Commands are all commands.
	Commands() Table
	// History are the lines that were typed, the oldest first.
	History() []string
	// SetJSON and SetPaging choose how results are written.
	SetJSON(on bool)
	SetPaging(on bool)
	// Quit returns the error that ends the shell; discard says that what is pending is to
	// be dropped.
	Quit(discard bool) error
	// Source runs the lines of a file, up to the first error.
	Source(ctx context.Context, name string, lines io.Reader) error
	// Stage makes a shell for a walkthrough.
	Stage(allowFlush bool) (Stage, error)
	// Record writes what is typed and answered to a file from here on, which has that
	// name; Recording is the name, "" where nothing is recorded.
	Record(file *files.Out, name string) error
	Recording() string
	// StopRecording ends the recording.
	StopRecording() error
}

// A Stage is a shell of its own in which a walkthrough is replayed.
type Stage interface {
	walkthrough.Runner
	// Interact opens the prompt on it, as the walkthrough has left it.
	Interact(ctx context.Context)
	// CanInteract reports whether there is a terminal for that.
	CanInteract() bool
	Close(ctx context.Context)
}
