// Package commandtest runs commands without a shell, for tests: on a store in memory, with
// functions of the test as the user and the editor.
//
//	sh := commandtest.New(t, edit.Commands())
//	sh.Run("set /Shop/s1/cart/total 12")
package commandtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/repl/command"
	"sessh/repl/meter"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/watch"
)

// A Shell is as much of a shell as most commands need; the rest panics.
type Shell struct {
	command.Shell
	command.Output

	Env    command.Env
	Notes  []string                              // since the last line began
	Answer func(question string) (string, error) // nil: there is no user
	Edit   func(file string) error               // runs instead of an editor; nil: there is no terminal

	Kept       string   // the folder of what edit keeps; "": there is none
	JSON       bool     // results are written for programs
	Confirm    bool     // commit asks before it writes
	OnTerminal bool     // results go to a terminal
	Lacking    error    // what the last line asked for, and is not there
	Seen       []string // the paths of the sessions that the last line named

	t        testing.TB
	commands command.Table
	noted    map[string]bool
	printer  *output.Printer // of the line that runs
}

// New returns a shell with the given commands and an empty store.
func New(t testing.TB, commands command.Table) *Shell { return NewAt(t, commands, time.Now) }

// NewAt is New with a clock.
func NewAt(t testing.TB, commands command.Table, now func() time.Time) *Shell {
	store := memstore.New(memstore.Options{Now: now})
	t.Cleanup(func() { store.Close() })
	sh := &Shell{t: t, commands: commands}
	root := session.NewRoot(store, session.Options{Formats: framework.All(), Now: now})
	ws := workspace.New(root, workspace.Options{Note: sh.Note, Attended: sh.Attended})
	sh.Env = command.Env{Root: root, Place: place.New(ws, nil), Work: ws, Out: sh, Shell: sh, Watched: &watch.Record{}, Recorded: new(string)}
	return sh
}

// Run runs a line and returns its output.
func (sh *Shell) Run(line string) (string, error) {
	sh.Notes, sh.noted, sh.Lacking, sh.Seen = nil, make(map[string]bool), nil, nil
	var text bytes.Buffer
	sh.printer = output.New(output.Options{Out: &text, Format: sh.Format()})
	err := sh.run(sh.t.Context(), line)
	return text.String(), err
}

func (sh *Shell) run(ctx context.Context, line string) error {
	call, err := sh.commands.Bind(sh.commands.Parse(line), nil)
	if err != nil {
		return err
	}
	result, err := call.Cmd.Run(ctx, sh.Env, call)
	return errors.Join(sh.printer.Emit(result), err)
}

// Do runs lines that must succeed.
func (sh *Shell) Do(lines ...string) {
	sh.t.Helper()
	for _, line := range lines {
		if _, err := sh.Run(line); err != nil {
			sh.t.Fatalf("%s: %v", line, err)
		}
	}
}

// At returns the value at a path.
func (sh *Shell) At(path ...string) any {
	sh.t.Helper()
	at, err := sh.Env.Place.Find(sh.t.Context(), path)
	if err != nil {
		sh.t.Fatal(err)
	}
	return at.Value
}

// Note adds a note to Notes.
func (sh *Shell) Note(format string, args ...any) {
	sh.Notes = append(sh.Notes, screen.Safe(fmt.Sprintf(format, args...)))
}

// NoteOnce is Note, but adds only the first note on a topic in a line.
func (sh *Shell) NoteOnce(topic, format string, args ...any) {
	if !sh.noted[topic] {
		sh.noted[topic] = true
		sh.Note(format, args...)
	}
}

// Remark is Note.
func (sh *Shell) Remark(format string, args ...any) { sh.Note(format, args...) }

// Step makes the changes of do one step of undo.
func (sh *Shell) Step(ctx context.Context, label string, do func() error) error {
	return sh.Env.Work.Work().Step(label, do)
}

// RunAt runs a line at another place.
func (sh *Shell) RunAt(ctx context.Context, at place.Path, line string) error {
	here := sh.Env.Place.Here
	defer func() { sh.Env.Place.Here = here }()
	sh.Env.Place.Here = at
	return sh.run(ctx, line)
}

func (sh *Shell) NotFound(err error) error {
	sh.Lacking = err
	return nil
}

func (sh *Shell) Listed(container string, ids ...string) {
	for _, id := range ids {
		sh.Seen = append(sh.Seen, place.Path{container, id}.String())
	}
}

// Attended reports whether the test answers questions.
func (sh *Shell) Attended() bool { return sh.Answer != nil }

// CanAsk is Attended.
func (sh *Shell) CanAsk() bool { return sh.Attended() }

// Ask returns the answer of the test.
func (sh *Shell) Ask(_ context.Context, question string) (string, error) {
	if sh.Answer == nil {
		return "", errors.New("there is no user to ask")
	}
	return sh.Answer(question)
}

// HasTerminal reports whether the test has an editor.
func (sh *Shell) HasTerminal() bool { return sh.Edit != nil }

// Launch calls Edit with the arguments.
func (sh *Shell) Launch(_ context.Context, _ string, args ...string) error {
	return sh.Edit(strings.Join(args, " "))
}

// Pressed does nothing: there is no keyboard.
func (sh *Shell) Pressed(func(key byte)) (stop func(), err error) { return nil, nil }

// Environ returns "": the environment is empty.
func (sh *Shell) Environ(string) string { return "" }

// KeptEdits returns the folder of the test.
func (sh *Shell) KeptEdits() string { return sh.Kept }

// ReadOnly reports false: the store can be written.
func (sh *Shell) ReadOnly() bool { return false }

// MeetContainer does nothing.
func (sh *Shell) MeetContainer(_ context.Context, _ place.Path) {}
func (sh *Shell) KeepUnrecorded(...string)                      {}
func (sh *Shell) KeepIDUnrecorded(string)                       {}
func (sh *Shell) ForgetListed()                                 {}
func (sh *Shell) ListedAll(string, int)                         {}
func (sh *Shell) Now() time.Time                                { return time.Now() }
func (sh *Shell) Waited() time.Duration                         { return 0 }
func (sh *Shell) Scheme() string                                { return "" }
func (sh *Shell) Single() bool                                  { return false }
func (sh *Shell) Aside() bool                                   { return false }

func (sh *Shell) Sourced() bool        { return false }
func (sh *Shell) ConfirmsCommit() bool { return sh.Confirm }
func (sh *Shell) Server() string       { return "test" }
func (sh *Shell) Meter() *meter.Meter  { return meter.New(0) }
func (sh *Shell) IsJSON() bool         { return sh.JSON }
func (sh *Shell) IsText() bool         { return !sh.JSON }

// Format returns JSON or text.
func (sh *Shell) Format() output.Format {
	if sh.JSON {
		return output.AsJSON
	}
	return output.AsText
}

func (sh *Shell) IsTerminal() bool      { return sh.OnTerminal }
func (sh *Shell) Width(used int) int    { return sh.printer.Width(used) }
func (sh *Shell) Gather() (done func()) { return sh.printer.Gather() }

func (sh *Shell) Progress(noun string) *screen.Progress {
	return screen.NewProgress(nil, noun, time.Now)
}
