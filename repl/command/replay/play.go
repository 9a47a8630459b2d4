package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
)

// played is a file that was replayed.
type played struct {
	file    *walkthrough.File
	options walkthrough.Options
	report  *walkthrough.Report // nil: its examples are only listed
	err     error
}

// play replays one file, or the examples that text selects.
func (r *run) play(ctx context.Context, text string) (p played) {
	name, first, last := target(text)
	p.options = r.options
	p.options.First, p.options.Last = first, last
	if p.file, p.err = load(ctx, r.env, name); p.err == nil && !r.c.IsSet("list") {
		p.report, p.err = r.replay(ctx, p.file, p.options)
	}
	return p
}

// playSafely is play on a goroutine of its own.
func (r *run) playSafely(ctx context.Context, text string) (p played) {
	defer func() {
		if v := recover(); v != nil {
			p.err = fmt.Errorf("%s: this is a bug in sessh: %v", screen.Safe(text), v)
		}
	}()
	return r.play(ctx, text)
}

// replay replays a file in another shell.
func (r *run) replay(ctx context.Context, f *walkthrough.File, o walkthrough.Options) (report *walkthrough.Report, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stage, err := r.env.Shell.Stage(ctx, command.StageOptions{
		Name: f.Name, Folder: filepath.Dir(f.Name), AllowFlush: r.c.IsSet("allow-flush"), Sandbox: r.c.IsSet("sandbox"),
		Python2: r.c.String("python") == "2",
		MayWrite: func(ctx context.Context) error {
			err := r.writing.ask(ctx, r, f.Name)
			if err != nil {
				cancel(err)
			}
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if cerr := stage.Close(ctx); err == nil && cerr != nil {
			err = fmt.Errorf("%s: the sandbox may not be empty: %w", f.Name, cerr)
		}
	}()
	if r.c.IsSet("shell-on-failure") {
		if !stage.CanInteract() {
			return nil, errors.New("--shell-on-failure needs a terminal")
		}
		o.OnFailure = func(out *walkthrough.Outcome) bool {
			if err := r.emit(output.Raw(func(to io.Writer, colors *screen.Palette) error {
				return out.WriteFailure(to, styleOf(colors))
			})); err != nil {
				return true
			}
			r.env.Out.Note("%s:%d failed: this is the shell as it left it; Ctrl-D goes back", screen.Safe(f.Name), out.Line)
			stage.Interact(ctx)
			return true
		}
	}
	report = f.Replay(ctx, stage, o)
	if refused, ok := errors.AsType[*refusal](context.Cause(ctx)); ok {
		return nil, refused.error
	}
	return report, nil
}

// A permission is what the user has said about writing to the server.
type permission struct {
	mu      sync.Mutex
	asked   bool
	refused error
}

// A refusal is the reason why a walkthrough may not write.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

// ask returns the reason why walkthroughs may not write to the server. The user is asked once.
func (p *permission) ask(ctx context.Context, r *run, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked {
		return p.refused
	}
	p.asked = true
	server := screen.Safe(r.env.Shell.Server())
	switch {
	case r.c.IsSet("yes"), r.c.IsSet("allow-flush"), r.env.Shell.AllowFlush():
		return nil
	case !r.env.Shell.CanAsk():
		p.refused = &refusal{hint.With(fmt.Errorf("refusing to let %s write to %s, a real server", screen.Safe(name), server),
			"replay --yes allows that; --sandbox keeps what it writes apart, and removes it at the end")}
		return p.refused
	}
	answer, err := r.env.Shell.Ask(ctx, fmt.Sprintf("%s writes to %s. Go on? [y/N] ", screen.Safe(name), server))
	if a := strings.ToLower(strings.TrimSpace(answer)); err == nil && (a == "" || !strings.HasPrefix("yes", a)) {
		err = errors.New("stopped before it wrote anything")
	}
	if err != nil {
		p.refused = &refusal{err}
	}
	return p.refused
}
