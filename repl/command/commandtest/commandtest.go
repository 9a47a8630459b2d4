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
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
)

// A Shell is as much of a shell as most commands need; the rest panics.
type Shell struct {
	command.Shell
	command.Output

	Env    command.Env
	Notes  []string                              // since the last line began
	Answer func(question string) (string, error) // nil: there is no user
	Edit   func(file string) error               // runs instead of an editor; nil: there is no terminal

	t        testing.TB
	commands command.Table
	noted    map[string]bool
}

// New returns a shell with the given commands and an empty store.
func New(t testing.TB, commands command.Table) *Shell {
	store := memstore.New(memstore.Options{})
	t.Cleanup(func() { store.Close() })
	sh := &Shell{t: t, commands: commands}
	root := session.NewRoot(store, session.Options{Formats: framework.All(), Now: time.Now})
	ws := workspace.New(root, workspace.Options{Note: sh.Note, Attended: sh.Attended})
	sh.Env = command.Env{Root: root, Place: place.New(ws, nil), Work: ws, Out: sh, Shell: sh}
	return sh
}

// Run runs a line and returns its output.
func (sh *Shell) Run(line string) (string, error) {
	sh.Notes, sh.noted = nil, make(map[string]bool)
	call, err := sh.commands.Bind(sh.commands.Parse(line), nil)
	if err != nil {
		return "", err
	}
	result, err := call.Cmd.Run(sh.t.Context(), sh.Env, call)
	var text bytes.Buffer
	p := output.New(output.Options{Out: &text})
	err = errors.Join(p.Emit(result), err)
	return text.String(), err
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

// Step makes the changes of do one step of undo.
func (sh *Shell) Step(ctx context.Context, label string, do func() error) error {
	w, err := sh.Env.Work.Work(ctx)
	if err != nil {
		return err
	}
	return w.Step(label, do)
}

// Attended reports whether the test answers questions.
func (sh *Shell) Attended() bool { return sh.Answer != nil }

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

// Environ returns "": the environment is empty.
func (sh *Shell) Environ(string) string { return "" }

// ReadOnly reports false: the store can be written.
func (sh *Shell) ReadOnly() bool { return false }

// MeetContainer does nothing.
func (sh *Shell) MeetContainer(_ context.Context, _ place.Path) {}

// ForgetListed does nothing: no names are remembered.
func (sh *Shell) ForgetListed() {}
