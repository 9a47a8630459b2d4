package command

import (
	"context"
	"io"
	"time"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/workspace"
	"sessh/session"
)

// An Env is what a command has to work with. It is not the shell: what is not here, no
// command can reach.
type Env struct {
	// Root is the tree of the store.
	Root *session.Root
	// Place is where one is, and finds what stands at a path.
	Place *place.Where
	// Work is the open transaction.
	Work *workspace.Workspace
	// Out is where notes go, and what is known of where results go.
	Out Output
	// Shell is what else a command may ask of the shell that runs it.
	Shell Shell
}

// Output is where notes and progress go. Results are returned, and not written.
type Output interface {
	// Note says something beside the result, on standard error.
	Note(format string, args ...any)
	// NoteOnce is Note, once in a step for each text.
	NoteOnce(text string)
	// Progress counts long work; Done ends it.
	Progress(noun string) *screen.Progress
	// Width is how many columns are left beside used ones; 0: there is no limit.
	Width(used int) int
	// IsTerminal reports whether results go to a terminal.
	IsTerminal() bool
	// IsJSON reports whether results are written for programs.
	IsJSON() bool
}

// Shell runs lines, and asks the user.
type Shell interface {
	// Now is the time.
	Now() time.Time
	// Embedded reports whether the store is in the memory of this process.
	Embedded() bool
	// Ask asks the user, and returns the answer. It fails where there is no user, or no
	// answer: see [Shell.Attended].
	Ask(ctx context.Context, question string) (string, error)
	// Attended reports whether there is a user at a prompt.
	Attended() bool
	// Input is standard input as a file; nil where there is none.
	Input() io.Reader
	// Lacks notes that what the command was asked for is not there. For a command that is
	// run on its own it returns err, which is the error to end with; else it returns nil:
	// the command goes on, and a script ends with a status that tells.
	Lacks(err error) error
	// Saw remembers sessions for completion.
	Saw(container string, ids ...string)
	// Step makes the changes of do one step of undo with that label. Steps inside of it are
	// part of it.
	Step(ctx context.Context, label string, do func() error) error
	// Run runs a line, as at the prompt.
	Run(ctx context.Context, line string) error
}
