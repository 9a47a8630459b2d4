package command

import (
	"context"
	"errors"
)

// ErrQuit is the cause with which a context of [UntilQuit] ends when the user has ended what a command waits
// for.
var ErrQuit = errors.New("the watch has ended")

// UntilQuit returns a context that ends with the key q, if there is a keyboard. keys words what ends it.
func UntilQuit(parent context.Context, env Env) (ctx context.Context, keys string, stop func()) {
	const always = "Ctrl-C"
	ctx, cancel := context.WithCancelCause(parent)
	restore, err := env.Shell.Pressed(func(key byte) {
		const endOfInput = 0x04
		if key == 'q' || key == 'Q' || key == endOfInput {
			cancel(ErrQuit)
		}
	})
	if err != nil || restore == nil {
		return ctx, always, func() { cancel(nil) }
	}
	return ctx, "q or " + always, func() {
		restore()
		cancel(nil)
	}
}
