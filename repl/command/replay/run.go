package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	writing       *permission
}

// files replays the files, at most jobs at once, and reports on them in their order.
func (r *run) files(ctx context.Context, jobs int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	texts := command.WordTexts(r.c.Words)
	results, started := make([]chan played, len(texts)), 0
	for i := range texts {
		for ; started < min(i+jobs, len(texts)); started++ {
			results[started] = make(chan played, 1)
			if jobs == 1 {
				results[started] <- r.play(ctx, texts[started])
				continue
			}
			go func(to chan<- played, text string) { to <- r.playSafely(ctx, text) }(results[started], texts[started])
		}
		if goesOn, err := r.conclude(ctx, <-results[i]); err != nil || !goesOn {
			cancel()
			for _, running := range results[i+1 : started] {
				<-running
			}
			return err
		}
	}
	return nil
}

// conclude reports on a file, and reports whether to go on with the next one.
func (r *run) conclude(ctx context.Context, p played) (goesOn bool, err error) {
	switch {
	case p.err != nil:
		return false, p.err
	case r.c.IsSet("list"):
		return true, r.emit(examples{p.file.Selected(p.options)})
	}
	report := p.report
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
		style := styleOf(colors)
		var err error
		for _, x := range all {
			err = errors.Join(err, x.WriteText(to, style, r.c.IsSet("verbose")))
		}
		return err
	}))
}

func styleOf(colors *screen.Palette) walkthrough.Style {
	return walkthrough.Style{
		Wanted:  func(s string) string { return colors.Removed.Sprint(s) },
		Came:    func(s string) string { return colors.Added.Sprint(s) },
		Same:    func(s string) string { return colors.Dim.Sprint(s) },
		Heading: func(s string) string { return colors.Name.Sprint(s) },
	}
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
