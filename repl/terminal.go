package repl

import (
	"context"

	"sessh/session"
	"sessh/session/memstore"
)

// NewMemory is the store of a shell that was given none: a new one in this
// process's memory.
func NewMemory() session.Store { return memstore.New(memstore.Options{}) }

// note says something on standard error, beside the result.
func (sh *Shell) note(format string, args ...any) { sh.printer.Note(format, args...) }

func (sh *Shell) paged(run func() error) error {
	if sh.running > 1 {
		return run()
	}
	return sh.printer.Paged(run)
}

func (sh *Shell) shows(ctx context.Context, run func() error) error {
	return sh.printer.Shows(ctx, run)
}
