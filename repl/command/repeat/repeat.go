// Package repeat runs something again and again, and shows each time what changed, for the
// commands every and top.
package repeat

import (
	"context"
	"errors"
	"fmt"
	"os"
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
// columns it is printed as it is. On a terminal an error of take is shown, and does not end it,
// unless it is one of usage, or of the last time.
func Run(ctx context.Context, env command.Env, o Options, take func(ctx context.Context) error) output.Result {
	return output.Rows(func(emit func(output.Result) error) error {
		ctx, keys, stop := command.UntilQuit(ctx, env)
		defer stop()
		resumed, unheard := resumptions()
		defer unheard()
		r := &repeated{resumed: resumed, env: env, Options: o, keys: keys, take: take, emit: emit}
		err := r.run(ctx)
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) { // by the user
			return nil
		}
		return err
	})
}

// repeated is what is repeated.
type repeated struct {
	Options
	env  command.Env
	keys string // that end it
	// resumed has a signal when the process goes on after it was stopped; nil: that is not known.
	resumed <-chan os.Signal
	take    func(ctx context.Context) error
	emit    func(output.Result) error
	before  *output.Frame // nil: this is the first time
}

func (r *repeated) run(ctx context.Context) error {
	for n := 1; ; n++ {
		once := r.show
		if !r.env.Out.IsText() {
			once = r.print
		}
		if err := once(ctx, n == r.Count); err != nil {
			return err
		}
		if n == r.Count {
			return nil
		}
		select {
		case <-time.After(r.Every):
		case <-r.resumed:
			r.leave()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// leave leaves the last frame where it is: the shell behind has written below it.
func (r *repeated) leave() {
	if r.before != nil {
		r.before.Leave()
	}
}

// print prints what take prints as it is.
func (r *repeated) print(ctx context.Context, last bool) error {
	err := r.take(ctx)
	if err == nil || ctx.Err() != nil || r.ends(err, last) {
		return err
	}
	r.env.Shell.Report(err)
	return nil
}

// show shows what take prints in a frame.
func (r *repeated) show(ctx context.Context, last bool) error {
	text, err := r.env.Out.Capture(output.FrameGutter, func() error { return r.take(ctx) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	ends := err != nil && r.ends(err, last)
	if err != nil && !ends {
		text += errorText(err)
	}
	if ends && text == "" {
		return err
	}
	select {
	case <-r.resumed:
		r.leave()
	default:
	}
	f := &output.Frame{Title: r.title(), Shown: text, Before: r.before, Passing: r.Passing}
	r.before = f
	if emitErr := r.emit(f); emitErr != nil || !ends {
		return emitErr
	}
	return err
}

// ends reports whether an error ends the repetition. What may be mended meanwhile, such as a server
// that does not answer, ends it only where nobody sees it, or if it does not come to another time.
func (r *repeated) ends(err error, last bool) bool {
	var wrong *hint.Usage
	return last || !r.env.Out.IsTerminal() || errors.As(err, &wrong)
}

// title returns the line above a frame.
func (r *repeated) title() string {
	text := fmt.Sprintf("%s  %s", screen.Safe(r.Title), r.env.Shell.Now().Format(time.TimeOnly))
	if r.env.Out.IsTerminal() {
		text += fmt.Sprintf("  (%s ends it)", r.keys)
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
		return 0, hint.With(fmt.Errorf("%q is not a duration", text), "500ms, 2s and 1m are; a number alone counts seconds")
	case d < least:
		return 0, fmt.Errorf("every must be at least %v, not %v", least, d)
	}
	return d, nil
}
