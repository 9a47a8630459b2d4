// Package repeat runs something again and again, and shows each time what changed, for the
// commands every and top.
package repeat

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/screen"
)

// Options say what is repeated.
type Options struct {
	Title string        // of what is shown
	Every time.Duration // between the end of one time and the next
	Count int           // how many times; 0: until the user ends it
	// Passing matches what may change in a line that counts as the same; nil: nothing.
	Passing *regexp.Regexp
}

// Run calls take until the user ends it. What take prints is shown as a frame; as JSON and in
// columns it is printed as it is. On a terminal an error of take is shown, and does not end it.
func Run(ctx context.Context, env command.Env, o Options, take func(ctx context.Context) error) output.Result {
	return output.Rows(func(emit func(output.Result) error) error {
		ctx, keys, stop := command.UntilQuit(ctx, env)
		defer stop()
		err := run(ctx, env, o, keys, take, emit)
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) { // by the user
			return nil
		}
		return err
	})
}

func run(ctx context.Context, env command.Env, o Options, keys string, take func(ctx context.Context) error, emit func(output.Result) error) error {
	var before *output.Frame
	for n := 1; ; n++ {
		if !env.Out.IsText() {
			if err := take(ctx); err != nil {
				return err
			}
		} else {
			text, err := env.Out.Capture(output.FrameGutter, func() error { return take(ctx) })
			if ctx.Err() != nil {
				return ctx.Err()
			}
			ends := err != nil && (before == nil || !env.Out.IsTerminal())
			if err != nil && !ends {
				text += errorText(err)
			}
			f := &output.Frame{Title: title(env, o, keys), Shown: text, Before: before, Passing: o.Passing}
			switch {
			case ends && text == "":
				return err
			case ends:
				return errors.Join(emit(f), err)
			}
			if err := emit(f); err != nil {
				return err
			}
			before = f
		}
		if n == o.Count {
			return nil
		}
		select {
		case <-time.After(o.Every):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// title returns the line above a frame.
func title(env command.Env, o Options, keys string) string {
	text := fmt.Sprintf("%s  %s", screen.Safe(o.Title), env.Shell.Now().Format(time.TimeOnly))
	if env.Out.IsTerminal() {
		text += fmt.Sprintf("  (%s ends it)", keys)
	}
	return text
}

// errorText returns an error as it is shown in a frame.
func errorText(err error) string {
	return strings.Join(report.Lines(screen.NewPalette(false), err, report.Means{Prompt: true}), "\n") + "\n"
}

// Interval returns the time between two runs as it is typed: a duration, or a number of
// seconds.
func Interval(text string) (time.Duration, error) {
	const least = 100 * time.Millisecond
	d, err := time.ParseDuration(text)
	if seconds, numErr := time.ParseDuration(text + "s"); err != nil && numErr == nil {
		d, err = seconds, nil
	}
	switch {
	case err != nil:
		return 0, hint.With(fmt.Errorf("%q is not a duration", text), "500ms, 2s and 1m are; a number is one of seconds")
	case d < least:
		return 0, fmt.Errorf("every must be at least %v, not %v", least, d)
	}
	return d, nil
}
