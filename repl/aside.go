package repl

import (
	"context"
	"errors"
	"slices"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/session"
	"sessh/session/storage"
)

// runAside runs the arguments of a call as a line in another shell on the same store.
func (sh *Shell) runAside(ctx context.Context, c *command.Call, readOnly bool) error {
	if sh.depth >= maxDepth {
		return errors.New("aside lines nest too deeply")
	}
	o := sh.options
	o.Interact, o.Run, o.JSON, o.Pending = nil, nil, sh.printer.IsJSON(), ""
	o.ReadOnly = o.ReadOnly || readOnly
	var root *session.Root
	if o.ReadOnly == sh.options.ReadOnly { // shared, with what is known about containers
		root = sh.work.Root()
	}
	other := newShell(o, root)
	other.aside, other.files, other.meter = true, sh.files, sh.memory()
	other.unattended, other.single = sh.unattended, sh.alone()
	other.depth, other.flushGuard = sh.depth+1, sh.flushGuard
	other.printer.SetNested()
	other.printer.SetShadow(sh.printer.Shadow())
	other.where.Here, other.where.Previous = slices.Clone(sh.where.Here), slices.Clone(sh.where.Previous)
	defer other.Close(context.WithoutCancel(ctx))
	if err := other.runRest(ctx, c, 0); err != nil {
		if n := other.work.Pending(); n > 0 {
			sh.note("aside: %s dropped, not committed", notation.Count(n, "change"))
		}
		return sh.refusedAside(err)
	}
	sh.notFound = other.notFound
	if other.work.Pending() == 0 {
		return nil
	}
	err := other.Run(ctx, "commit")
	if errors.Is(err, session.ErrConflict) {
		err = hint.With(err, "aside keeps nothing pending: run the line again")
	}
	return sh.refusedAside(err)
}

// refusedAside is an error of a line that was run aside: it may be aside that refuses writes.
func (sh *Shell) refusedAside(err error) error {
	if errors.Is(err, storage.ErrReadOnly) && !sh.options.ReadOnly && !sh.options.Fleeting {
		return hint.WithText(err, "aside was given --read-only")
	}
	return err
}
