package repl

import (
	"context"
	"errors"
	"path/filepath"

	"sessh/repl/command"
	"sessh/repl/walkthrough"
)

// Stages returns a function that makes the stages of walkthroughs, for [walkthrough.Test]. Each
// has a new store in memory, unless the options have a store: that is then used by all, and
// walkthroughs write to it.
func Stages(o Options) func(file string) (walkthrough.Stage, error) {
	if o.Store != nil && o.Server == "" {
		o.Server = "the store"
	}
	return func(file string) (walkthrough.Stage, error) {
		sh := New(o)
		s, err := sh.newStage(context.Background(), command.StageOptions{Name: file, Folder: filepath.Dir(file), AllowFlush: o.AllowFlush})
		if err != nil {
			return nil, errors.Join(err, sh.Close(context.Background()))
		}
		return ownStage{s, sh}, nil
	}
}

// ownStage is a stage with the shell that it is in.
type ownStage struct {
	command.Stage
	outer *Shell
}

// Close ends both.
func (s ownStage) Close(ctx context.Context) error {
	return errors.Join(s.Stage.Close(ctx), s.outer.Close(ctx))
}
