package repl

import (
	"context"
	"io"
	"os"
	"time"

	"sessh/repl/output"
	"sessh/repl/setting"
	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
)

// Options are the settings of a [Shell]. The zero value is a shell on a store in memory
// whose output is discarded.
type Options struct {
	Store storage.Store // nil: a new store in this process's memory
	// Flags are the flags of the program, with their dashes; a line that uses one of them
	// gets a hint.
	Flags []string
	// Server is the name of the store in the prompt and in messages.
	Server   string
	Embedded bool // whether Store is this process's memory
	// NewStore returns the store on which a walkthrough runs if Embedded is set; nil: an
	// empty one.
	NewStore func(ctx context.Context) (storage.Store, error)
	// Formats are the formats of sessions, see [session.Options]; nil: [framework.All].
	Formats  []format.Format
	Label    string          // the name of the store in the prompt and the title; "": Server
	Tint     string          // a colour of package setting for Label; "": none
	Title    bool            // whether the window's title shows Label and the place
	Aliases  []setting.Alias // names for lines; each line begins with the name of a command
	Settings []setting.Held  // what holds, for the command config
	Patience time.Duration   // how long completion waits for the server; 0: for an instant
	Config   string          // the configuration file; "": there is none
	// Fleeting refuses changes to the store, because it is in the memory of this process
	// and ends with the single command that runs.
	Fleeting bool
	ReadOnly bool
	Strict   bool          // see [session.Options]
	Timeout  time.Duration // of new sessions, see [session.Options]
	Now      func() time.Time
	// Memory limits the bytes that statements and jq expressions may hold; 0: the default
	// of package meter.
	Memory int64

	Out io.Writer // for results; nil: discarded
	Err io.Writer // for errors, progress and notes; nil: discarded
	In  io.Reader // the file "-"; nil: it cannot be read
	// Color and ErrColor report whether Out and Err are coloured.
	Color, ErrColor bool
	// OutTerminal and ErrTerminal report whether Out and Err are terminals.
	OutTerminal, ErrTerminal bool
	// EscapeCSV escapes in CSV what a terminal would act on, even if Out is not a terminal.
	EscapeCSV bool
	// Width returns the number of columns that values are shortened to; nil, or a result of
	// 0: they are not shortened.
	Width func() int
	// Height returns the number of rows; nil, or a result of 0: no limit.
	Height func() int
	Format output.Format // how results are written at the start; "": as text
	Timing bool          // whether the time that a line took is noted after it
	// AllowFlush lets flush, and walkthroughs that flush, empty a real server without
	// asking.
	AllowFlush bool
	// Confirm makes every commit at the prompt ask before it writes, whichever line makes it.
	Confirm bool
	// Environ looks up the environment, for $EDITOR; nil: it is empty.
	Environ func(string) string
	// Run runs another program in the terminal, for edit; nil: there is no terminal.
	Run func(ctx context.Context, name string, args ...string) error
	// Program runs a program until it ends, by a line that the user's shell reads; "" is that
	// shell itself. If in is nil, the program has the terminal. A nil Program refuses the lines
	// that run programs: COMMAND | PROGRAM, and the command shell.
	Program func(line string, in *os.File, out io.Writer) error
	// Ask asks at a terminal that has no prompt; nil: there is none.
	Ask func(ctx context.Context, text string) (string, error)
	// AskHidden asks for a secret at a terminal that has no prompt; nil: there is none.
	AskHidden func(ctx context.Context, text string) (string, error)
	// Pressed calls heard, on another goroutine, for each byte that is typed until stop is
	// called; nil: there is no keyboard.
	Pressed func(heard func(key byte)) (stop func(), err error)
	// Page starts a pager: output is written to it, and Close waits until the user quits
	// it; nil: there is none.
	Page func() (io.WriteCloser, error)
	// Pages reports whether there is a pager at all. It is asked when output may need one; nil: there is.
	Pages func() bool
	// Interact opens the prompt on another shell, for replay --shell-on-failure;
	// nil: it cannot.
	Interact func(ctx context.Context, sh *Shell)
	// Pending is the folder of the stash, in which an interactive shell also saves what is
	// pending for recovery; "": the stash ends with the shell. Recover reports that what
	// was left there has been taken back already.
	Pending string
	Recover bool
	// KeptEdits is the folder in which edit keeps what was typed and could not be set; "": it
	// keeps nothing.
	KeptEdits string
	// Commits is the folder in which an interactive shell keeps what it commits, for log and
	// revert in later shells; "": they reach back only to the start of the shell.
	Commits string
	// Scheme is the name of the scheme by which keys are spread over the servers; "" if there
	// is none.
	Scheme string
	// Misplaced returns a note, and a hint, about a listing that contradicts the scheme by
	// which keys are spread over the servers; nil: there is no note.
	Misplaced func(ctx context.Context, m *listing.Misplaced) (note, hint string)
}
