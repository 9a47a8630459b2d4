package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/meter"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/pattern"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session"
)

func walkthroughCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "replay", Group: command.GroupWalkthrough, Args: "FILE...", Short: "run the examples of a walkthrough, and compare what they print",
			Long: `A walkthrough is a text (.md, .txt, .rst) with lines that begin with "sessh> " and
the output that is expected below them. Each file runs in a shell of its own,
on a fresh store in memory, or on the server that sessh was started with. What it
writes to a file with a relative name goes to a folder of its own, where it is also
read from, and which is removed at the end; it writes nowhere else, and reads regular
files alone, so that a stranger's is safe to replay.
FILE:LINE and FILE:FROM-TO select examples by their lines, --match by the
heading above; those before them are run, but not compared. "..." in an expected
output stands for anything; "# doctest: +SKIP" and doctest's other options hold
for one example, --option for all. --update rewrites the expected output of the
examples that fail, and nothing else; --check only shows what it would change.`,
			Example: "sessh> replay quickstart.md # doctest: +SKIP\nquickstart.md: 24 passed, 0 failed\n",
			Kinds:   []command.Kind{command.File}, Min: 1, Max: command.Many, KeepsTransaction: true, Legacy: (*Shell).replay,
			Values: map[string][]string{"report": reports, "option": optionNames()},
			Flags: func(f *pflag.FlagSet) {
				f.Bool("fail-fast", false, "stop at the first failure")
				f.String("match", "", "only below headings that match `REGEX`")
				f.Bool("list", false, "list the examples, and run nothing")
				f.String("report", "text", "`FORMAT` of the report: text, tap, junit or json")
				f.BoolP("update", "u", false, "rewrite the expected output of examples that fail")
				f.Bool("check", false, "with --update: show what it would change, and write nothing")
				f.StringArray("option", nil, "doctest `OPTION` for all examples: +NAME or -NAME")
				f.BoolP("verbose", "v", false, "tell of the examples that pass, too")
				f.Bool("shell-on-failure", false, "open the prompt in the state of the first failure")
				f.Bool("allow-flush", false, "let walkthroughs empty a real server")
			},
		},
		{
			Name: "record", Group: command.GroupWalkthrough, Args: "[FILE]", Short: "write what is typed and answered as a walkthrough",
			Long: `From here on every line and what it prints is written to FILE, so that replay
finds the same again; lines that begin with # become prose. Where an output is not
the same each time, as times, ages and the servers' counters are, ... stands for it;
a line whose whole output varies (ttl, servers, stats, watch) is marked to be skipped.
record --stop ends it, and so does leaving the shell. A file that is there is not
overwritten; with --force it stays until the recording ends.`,
			Example: "sessh> record session.md # doctest: +SKIP\nrecording to session.md; record --stop ends it\n",
			Kinds:   []command.Kind{command.File}, Max: 1, KeepsTransaction: true, Legacy: (*Shell).record,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("stop", false, "end the recording")
				f.Bool("force", false, "overwrite FILE when the recording ends")
			},
		},
		{
			Name: "source", Group: command.GroupWalkthrough, Args: "FILE", Short: "run the lines of a file as if they were typed",
			Long:    "Stops at the first line that fails, and names it. Lines that begin with # are comments.",
			Example: "sessh> source setup.sessh # doctest: +SKIP\n",
			Kinds:   []command.Kind{command.File}, Min: 1, Max: 1, KeepsTransaction: true, Legacy: (*Shell).source,
		},
	}
}

var reports = []string{"text", "tap", "junit", "json"}

func optionNames() []string {
	var names []string
	for _, o := range walkthrough.AllOptions {
		names = append(names, "+"+string(o))
	}
	return names
}

// replayOptions are the flags of replay.
func (c *use) replayOptions() (walkthrough.Options, error) {
	o := walkthrough.Options{Flags: walkthrough.Flags{}, FailFast: c.IsSet("fail-fast"), Now: c.options.Now}
	if m := c.String("match"); m != "" {
		re, err := pattern.Compile("", m)
		if err != nil {
			return o, command.UsageError(c.Cmd, err)
		}
		o.Match = re.Regexp
	}
	options, _ := c.Flags.GetStringArray("option")
	for _, text := range options {
		option, on, err := walkthrough.ParseOption(text)
		if err != nil {
			return o, command.UsageError(c.Cmd, err)
		}
		o.Flags[option] = on
	}
	switch {
	case !slices.Contains(reports, c.String("report")):
		return o, command.UsageError(c.Cmd, fmt.Errorf("there is no report %q: there is %s", c.String("report"), notation.List(reports)))
	case c.IsSet("check") && !c.IsSet("update"):
		return o, command.UsageError(c.Cmd, errors.New("--check goes with --update"))
	}
	return o, nil
}

var lineSuffix = regexp.MustCompile(`^(.+?):(\d+)(?:-(\d+))?$`)

// target is a file with the lines that were selected.
func target(text string) (name string, first, last int) {
	m := lineSuffix.FindStringSubmatch(text)
	if m == nil {
		return text, 0, 0
	}
	if _, err := os.Stat(text); err == nil { // such a name it is
		return text, 0, 0
	}
	first, _ = strconv.Atoi(m[2])
	last = first
	if m[3] != "" {
		last, _ = strconv.Atoi(m[3])
	}
	return m[1], first, last
}

// Bounds of a walkthrough, which is held with what its examples print.
const (
	maxWalkthrough      = 64 << 20 // bytes
	maxWalkthroughLines = 1_000_000
)

func (sh *Shell) walkthrough(ctx context.Context, name string) (*walkthrough.File, error) {
	text, err := sh.files.Read(ctx, name, maxWalkthrough)
	if err != nil {
		return nil, err
	}
	count := func(end string) int { return bytes.Count(text, []byte(end)) }
	if count("\n")+count("\r")-count("\r\n") > maxWalkthroughLines {
		return nil, fmt.Errorf("%s is %w: more than %d lines", name, session.ErrTooLarge, maxWalkthroughLines)
	}
	return walkthrough.Parse(name, text), nil
}

const maxDepth = 16 // of source and replay inside of each other

func (sh *Shell) replay(ctx context.Context, c *use) error {
	o, err := c.replayOptions()
	if err != nil {
		return err
	}
	if sh.depth >= maxDepth {
		return errors.New("walkthroughs replay each other without an end")
	}
	var all []*walkthrough.Report
	failed, total := 0, 0
	for _, w := range c.Words {
		name, first, last := target(w.Text)
		o.First, o.Last = first, last
		f, err := sh.walkthrough(ctx, name)
		if err != nil {
			return err
		}
		if c.IsSet("list") {
			if err := c.emit(examples{f.Selected(o)}); err != nil {
				return err
			}
			continue
		}
		r, err := sh.replayFile(ctx, c, f, o)
		if err != nil {
			return err
		}
		all = append(all, r)
		_, n, _ := r.Counts()
		failed += n
		total += len(r.Outcomes)
		if c.IsSet("update") {
			left, err := sh.update(ctx, c, r)
			if err != nil {
				return err
			}
			failed += left - n
			continue
		}
		if err := sh.report(c, []*walkthrough.Report{r}, true); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if n > 0 && c.IsSet("fail-fast") {
			break
		}
	}
	if !c.IsSet("update") && !c.IsSet("list") {
		if err := sh.report(c, all, false); err != nil {
			return err
		}
	}
	switch {
	case total == 0 && !c.IsSet("list"):
		return hint.With(errors.New("no example was run"), "an example begins with \"sessh> \" or \">>> \"; replay --list FILE lists them")
	case failed > 0:
		return fmt.Errorf("%d of %s failed", failed, notation.Count(total, "example"))
	}
	return nil
}

// report writes what is told file by file, or what is told at the end.
func (sh *Shell) report(c *use, all []*walkthrough.Report, each bool) error {
	format := c.String("report")
	if sh.printer.AsJSON {
		format = "json"
	}
	if each != (format == "text") {
		return nil
	}
	var err error
	w := rawWriter{c.printer}
	switch format {
	case "text":
		pal := sh.printer.Palette
		style := walkthrough.Style{
			Wanted:  func(s string) string { return pal.Removed.Sprint(s) },
			Came:    func(s string) string { return pal.Added.Sprint(s) },
			Same:    func(s string) string { return pal.Dim.Sprint(s) },
			Heading: func(s string) string { return pal.Name.Sprint(s) },
		}
		for _, r := range all {
			err = errors.Join(err, r.WriteText(w, style, c.IsSet("verbose")))
		}
	case "tap":
		err = walkthrough.WriteTAP(w, all)
	case "junit":
		err = walkthrough.WriteJUnit(w, all)
	case "json":
		err = walkthrough.WriteJSON(w, all)
	}
	return err
}

// rawWriter writes what is laid out already, be it recorded or not.
type rawWriter struct{ p *output.Printer }

func (w rawWriter) Write(b []byte) (int, error) {
	if err := w.p.Raw(string(b)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// update mends a file, and tells how many failures are left.
func (sh *Shell) update(ctx context.Context, c *use, r *walkthrough.Report) (left int, err error) {
	u := r.Update()
	for _, w := range u.Left {
		sh.note("warning: %s", hint.Line(errors.New(w.String())))
	}
	if c.IsSet("check") {
		if u.Diff == "" {
			return len(u.Left), c.emit(output.Message{Words: r.File.Name + ": nothing would change", Facts: map[string]any{"file": r.File.Name, "updated": 0}})
		}
		return len(u.Left) + u.Changed, c.printer.Raw(screen.SafeLines(u.Diff))
	}
	if u.Diff != "" {
		if err := sh.files.Rewrite(ctx, r.File.Name, u.Text); err != nil {
			return 0, err
		}
	}
	return len(u.Left), c.emit(output.Message{
		Words: fmt.Sprintf("%s: %s updated", r.File.Name, notation.Count(u.Changed, "example")),
		Facts: map[string]any{"file": r.File.Name, "updated": u.Changed},
	})
}

// examples are listed, not run.
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

// replayFile replays one file in a shell of its own.
func (sh *Shell) replayFile(ctx context.Context, c *use, f *walkthrough.File, o walkthrough.Options) (*walkthrough.Report, error) {
	r := sh.newRunner(c.IsSet("allow-flush"))
	defer r.close(ctx)
	if c.IsSet("shell-on-failure") {
		if sh.options.Interact == nil {
			return nil, errors.New("--shell-on-failure needs a terminal")
		}
		o.OnFailure = func(out *walkthrough.Outcome) bool {
			sh.note("%s:%d failed: this is the shell as it left it; Ctrl-D goes back", screen.Safe(f.Name), out.Line)
			r.out.to = sh.options.Out
			r.sh.options.Err = sh.options.Err
			r.sh.files = &files.Set{Outer: r.sh.files} // what is written from here on stays
			r.sh.passing = true
			sh.lend(func() error {
				sh.options.Interact(ctx, r.sh)
				return nil
			})
			return true
		}
	}
	return f.Replay(ctx, r, o), nil
}

// runner runs the examples of a walkthrough in a shell of its own.
type runner struct {
	sh    *Shell
	out   *switched
	store session.Store // of its own; nil: the outer shell's

	folder string     // for the files of the walkthrough; "" for none
	own    *files.Set // which are in it
}

// switched is a writer whose target can be changed.
type switched struct{ to io.Writer }

func (s *switched) Write(p []byte) (int, error) { return s.to.Write(p) }

func (sh *Shell) newRunner(allowFlush bool) *runner {
	r := &runner{out: &switched{io.Discard}}
	o := Options{
		Store: sh.options.Store, Server: sh.options.Server, Embedded: sh.options.Embedded, ReadOnly: sh.options.ReadOnly,
		Strict: sh.options.Strict, Timeout: sh.options.Timeout, Memory: sh.options.Memory, Now: sh.options.Now, NewStore: sh.options.NewStore,
		Out: r.out, Err: r.out, Environ: sh.options.Environ, Formats: sh.options.Formats, AllowFlush: allowFlush || sh.options.AllowFlush,
	}
	if o.Embedded {
		r.store = sh.options.NewStore()
		o.Store = r.store
	}
	own := &files.Set{Confined: true, Outer: sh.files}
	if dir, err := os.MkdirTemp("", "sessh-replay-"); err == nil {
		r.folder = dir
		own.Own, _ = os.OpenRoot(dir) // without one nothing is written
	}
	r.sh = New(o)
	r.sh.files, r.own = own, own
	r.sh.depth, r.sh.printer.Nested = sh.depth+1, true
	if r.sh.meter = sh.meter; !r.sh.meter.Counts() { // a stranger's lines: all that they bring about counts
		r.sh.meter = meter.New(sh.options.Memory).Everything()
	}
	if !o.Embedded && !o.AllowFlush {
		r.sh.guard = func() error {
			return hint.With(fmt.Errorf("a walkthrough is not let empty %s, which is a real server", o.Server), "--allow-flush lets it; without --server walkthroughs run on a store of their own")
		}
	}
	return r
}

func (r *runner) close(ctx context.Context) {
	r.sh.Close(context.WithoutCancel(ctx))
	if r.store != nil {
		r.store.Close()
	}
	if r.own.Own != nil {
		r.own.Own.Close()
	}
	if r.folder != "" {
		os.RemoveAll(r.folder)
	}
}

// Run runs an example. What a line fails with is a part of its output.
func (r *runner) Run(ctx context.Context, e *walkthrough.Example) walkthrough.Result {
	if err := r.sh.memory().Look(); err != nil {
		return walkthrough.Result{Exception: &walkthrough.Exception{Name: "MemoryError", Text: screen.ErrorText(err)}}
	}
	if e.Kind == walkthrough.Python {
		return r.sh.example(ctx, e)
	}
	var b bytes.Buffer
	r.out.to = &b
	lines, last := r.sh.together(nil, e.Command())
	for _, l := range append(lines, last.text()) {
		if err := r.sh.Run(ctx, l); err != nil {
			r.sh.Report(err)
			break
		}
	}
	return walkthrough.Result{Output: b.String()}
}

func (sh *Shell) source(ctx context.Context, c *use) error {
	if sh.depth >= maxDepth {
		return fmt.Errorf("%s: files source each other without an end", c.Text(0))
	}
	f, err := sh.files.Open(ctx, c.Text(0))
	if err != nil {
		return err
	}
	defer f.Close()
	sh.depth++
	defer func() { sh.depth-- }()
	return sh.script(ctx, c.Text(0), f)
}

// recording is a walkthrough that is being written.
type recording struct {
	name  string // as it was typed
	file  *files.Out
	rec   *walkthrough.Recorder
	shown bytes.Buffer    // what the line at hand has printed
	ran   []*command.Call // the commands of that line whose output is not the same each time
	env   command.Env
}

func (sh *Shell) record(ctx context.Context, c *use) error {
	if c.IsSet("stop") {
		if sh.recorder == nil {
			return errors.New("nothing is being recorded")
		}
		name := sh.recorder.name
		if err := sh.stopRecording(nil); err != nil {
			return err
		}
		return c.emit(output.Message{Words: "recorded to " + name, Facts: map[string]any{"recorded": name}})
	}
	switch {
	case len(c.Words) == 0:
		return command.UsageError(c.Cmd, errors.New("record needs a FILE, or --stop"))
	case sh.recorder != nil:
		return hint.With(fmt.Errorf("it is being recorded to %s already", sh.recorder.name), "record --stop ends that")
	}
	name := c.Text(0)
	if sh.files.Waits(name) { // each line would
		return fmt.Errorf("%s is not a regular file", name)
	}
	f, err := sh.files.CreateNow(context.WithoutCancel(ctx), name, c.IsSet("force"))
	if err != nil {
		return err
	}
	rec, err := walkthrough.NewRecorder(f, "A recorded session")
	if err == nil && len(sh.Here) > 0 {
		err = rec.Add("cd "+sh.Here.String(), "")
	}
	if err != nil {
		return f.Finish(err)
	}
	sh.recorder = &recording{name: name, file: f, rec: rec, env: sh.env()}
	return c.emit(output.Message{Words: "recording to " + name + "; record --stop ends it", Facts: map[string]any{"recording": name}})
}

// stopRecording ends a recording, which could not be written where broken is an error.
func (sh *Shell) stopRecording(broken error) error {
	if sh.recorder == nil {
		return nil
	}
	err := sh.recorder.file.Finish(broken)
	sh.recorder = nil
	sh.printer.Shadow = nil
	return err
}

// recorded runs a line that was typed, and writes it down where it is being
// recorded.
func (sh *Shell) recorded(ctx context.Context, text string, run func() error) error {
	rec := sh.recorder
	if rec == nil || sh.running > 0 {
		return run()
	}
	rec.shown.Reset()
	rec.ran = nil
	sh.printer.Shadow = &output.Printer{Out: &rec.shown, Palette: output.PlainPalette, Columns: output.None, Rows: output.None}
	err := run()
	sh.printer.Shadow = nil
	if sh.recorder != rec || errors.Is(err, quitting{}) { // it was the line that ended it
		return err
	}
	output := rec.steady(rec.shown.String())
	if err != nil && ctx.Err() == nil {
		output += strings.Join(recordedError(err), "\n") + "\n"
	}
	add := rec.rec.Add
	if source, ok := sh.statement(text); ok {
		text, add = source, rec.rec.AddStatement
	}
	if werr := add(text, output); werr != nil {
		sh.note("the recording is broken off: %s", hint.Line(sh.stopRecording(werr)))
		return err
	}
	return err
}

// steady is what a recording has of the output of the line at hand.
func (r *recording) steady(output string) string {
	for _, c := range r.ran {
		if output != "" {
			output = c.Cmd.Steady(r.env, c, output)
		}
	}
	return output
}
