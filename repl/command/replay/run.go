package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session/figure"
)

// run is one use of replay.
type run struct {
	env           command.Env
	c             *command.Call
	emit          func(output.Result) error
	options       walkthrough.Options
	all           []*walkthrough.Report
	failed, total int
	asked         bool  // whether walkthroughs may write
	refused       error // why they may not
}

// file replays one file, or the examples that text selects, and reports whether to go on
// with the next file.
func (r *run) file(ctx context.Context, text string) (goesOn bool, err error) {
	name, first, last := target(text)
	r.options.First, r.options.Last = first, last
	f, err := load(ctx, r.env, name)
	if err != nil {
		return false, err
	}
	if r.c.IsSet("list") {
		return true, r.emit(examples{f.Selected(r.options)})
	}
	report, err := r.replay(ctx, f)
	if err != nil {
		return false, err
	}
	r.all = append(r.all, report)
	_, failed, _ := report.Counts()
	r.failed += failed
	r.total += len(report.Outcomes)
	if r.c.IsSet("update") {
		left, err := r.update(ctx, report)
		r.failed += left - failed
		return err == nil, err
	}
	if err := r.report([]*walkthrough.Report{report}, true); err != nil {
		return false, err
	}
	return failed == 0 || !r.c.IsSet("fail-fast"), ctx.Err()
}

// replay replays a file in another shell.
func (r *run) replay(ctx context.Context, f *walkthrough.File) (report *walkthrough.Report, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stage, err := r.env.Shell.Stage(command.StageOptions{
		Name: f.Name, Folder: filepath.Dir(f.Name), AllowFlush: r.c.IsSet("allow-flush"), Sandbox: r.c.IsSet("sandbox"),
		Python2: r.c.String("python") == "2",
		MayWrite: func(ctx context.Context) error {
			err := r.mayWrite(ctx, f.Name)
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
	o := r.options
	if r.c.IsSet("shell-on-failure") {
		if !stage.CanInteract() {
			return nil, errors.New("--shell-on-failure needs a terminal")
		}
		o.OnFailure = func(out *walkthrough.Outcome) bool {
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

// A refusal is the reason why a walkthrough may not write.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

// mayWrite reports whether walkthroughs may write to the server. The user is asked once.
func (r *run) mayWrite(ctx context.Context, name string) error {
	if r.asked {
		return r.refused
	}
	r.asked = true
	server := screen.Safe(r.env.Shell.Server())
	switch {
	case r.c.IsSet("yes"), r.c.IsSet("allow-flush"), r.env.Shell.AllowFlush():
		return nil
	case !r.env.Shell.Attended():
		r.refused = &refusal{hint.With(fmt.Errorf("refusing to let %s write to %s, a real server", screen.Safe(name), server),
			"replay --yes lets it; --sandbox keeps what it writes apart, and removes it at the end")}
		return r.refused
	}
	answer, err := r.env.Shell.Ask(ctx, fmt.Sprintf("%s writes to %s. Go on? [y/N] ", screen.Safe(name), server))
	if a := strings.ToLower(strings.TrimSpace(answer)); err == nil && (a == "" || !strings.HasPrefix("yes", a)) {
		err = errors.New("stopped before it wrote anything")
	}
	if err != nil {
		r.refused = &refusal{err}
	}
	return r.refused
}

// end reports on all files.
func (r *run) end() error {
	if !r.c.IsSet("update") && !r.c.IsSet("list") {
		if err := r.report(r.all, false); err != nil {
			return err
		}
	}
	switch {
	case r.total == 0 && !r.c.IsSet("list"):
		return hint.With(errors.New("no example was run"), "an example begins with \"sessh> \" or \">>> \"; replay --list FILE lists them")
	case r.failed > 0:
		return fmt.Errorf("%d of %s failed", r.failed, figure.Count(r.total, "example"))
	}
	return nil
}

// report writes the report about one file (each is set), or the one about all files at the
// end.
func (r *run) report(all []*walkthrough.Report, each bool) error {
	format := r.c.String("report")
	if r.env.Out.IsJSON() {
		format = "json"
	}
	if each != (format == "text") {
		return nil
	}
	return r.emit(output.Raw(func(to io.Writer, colors *screen.Palette) error {
		switch format {
		case "tap":
			return walkthrough.WriteTAP(to, all)
		case "junit":
			return walkthrough.WriteJUnit(to, all)
		case "json":
			return walkthrough.WriteJSON(to, all)
		}
		style := walkthrough.Style{
			Wanted:  func(s string) string { return colors.Removed.Sprint(s) },
			Came:    func(s string) string { return colors.Added.Sprint(s) },
			Same:    func(s string) string { return colors.Dim.Sprint(s) },
			Heading: func(s string) string { return colors.Name.Sprint(s) },
		}
		var err error
		for _, x := range all {
			err = errors.Join(err, x.WriteText(to, style, r.c.IsSet("verbose")))
		}
		return err
	}))
}

// update rewrites the expected output in a file, and returns how many failures are left.
func (r *run) update(ctx context.Context, report *walkthrough.Report) (left int, err error) {
	u, name := report.Update(), report.File.Name
	for _, w := range u.Left {
		r.env.Out.Note("warning: %s", hint.Line(errors.New(w.String())))
	}
	switch {
	case r.c.IsSet("check") && u.Diff == "":
		return len(u.Left), r.emit(output.Message{Words: name + ": nothing would change", Facts: map[string]any{"file": name, "updated": 0}})
	case r.c.IsSet("check"):
		return len(u.Left) + u.Changed, r.emit(output.Raw(func(to io.Writer, _ *screen.Palette) error {
			_, err := io.WriteString(to, screen.SafeLines(u.Diff))
			return err
		}))
	case u.Diff != "":
		if err := r.env.Files.Rewrite(ctx, name, u.Text); err != nil {
			return 0, err
		}
	}
	return len(u.Left), r.emit(output.Message{
		Words: fmt.Sprintf("%s: %s updated", name, figure.Count(u.Changed, "example")),
		Facts: map[string]any{"file": name, "updated": u.Changed},
	})
}

// examples is the result that lists examples.
type examples struct{ list []*walkthrough.Example }

func (x examples) JSON() any {
	all := make([]any, len(x.list))
	for i, e := range x.list {
		all[i] = map[string]any{"file": e.File, "line": e.Line, "heading": e.Heading, "source": e.Source}
	}
	return map[string]any{"examples": all}
}

func (x examples) Text(p *output.Printer) {
	for _, e := range x.list {
		p.Line("%s:%d: %s %s", screen.Safe(e.File), e.Line, e.Kind.Prompt(), hint.Line(errors.New(strings.TrimSuffix(e.Source, "\n"))))
	}
}
