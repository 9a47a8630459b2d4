package servers

import (
	"context"
	"errors"
	"fmt"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
)

func load(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	name := c.Text(0)
	in, err := env.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if c.Flags.Changed("at") {
		return loadAt(ctx, env, c, in, name)
	}
	r := dumpfile.NewReader(in, name)
	batch, err := r.Next(ctx)
	if err != nil {
		return nil, err
	}
	if dumpfile.IsRecording(batch) {
		return loadSnapshot(ctx, env, c, r.AllAfter(ctx, batch), &dumpfile.Snapshot{}, name)
	}
	l := newLoader(env, c.IsSet("replace"))
	err = env.Shell.Step(ctx, c.Label(), func() error {
		var errs []error
		for len(batch) > 0 && len(errs) < maxErrors {
			wrong, err := l.load(ctx, batch)
			if err != nil {
				return err
			}
			errs = append(errs, wrong...)
			if batch, err = r.Next(ctx); err != nil {
				return err
			}
		}
		return notLoaded(errs)
	})
	if err != nil {
		return nil, err
	}
	return output.Message{Words: l.n.String() + " loaded", Facts: map[string]any{"sessions": l.n.sessions, "items": l.n.items}}, nil
}

// maxErrors is how many sessions that cannot be loaded are enough not to read on.
const maxErrors = 100

// A loadError has the errors of all sessions that cannot be loaded, and shows the first few.
type loadError struct{ all []error }

func (e *loadError) Error() string { return hint.Listing(e.all).Error() }

func (e *loadError) Unwrap() []error { return e.all }

// notLoaded returns the error about sessions that cannot be loaded; nil if there are none.
func notLoaded(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	return &loadError{errs}
}

// A ThereError is the error of a session that is not loaded because it is there already.
type ThereError struct{ Path place.Path }

func (e *ThereError) Error() string { return fmt.Sprintf("%s is already there", e.Path) }

// AlreadyThere returns the sessions that could not be loaded because they are there already, of
// an error of load.
func AlreadyThere(err error) (all []place.Path) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // each part of it
		for _, err := range joined.Unwrap() {
			all = append(all, AlreadyThere(err)...)
		}
		return all
	}
	if there, ok := errors.AsType[*ThereError](err); ok {
		all = append(all, there.Path)
	}
	return all
}
