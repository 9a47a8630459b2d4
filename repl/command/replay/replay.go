// Package replay has the commands that run lines from files: replay, which compares the
// output of a walkthrough with what it expects, record, which writes one, and source.
package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/pattern"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session/format/lazyregexp"
	"sessh/session/storage"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table {
	return command.Table{
		{
			Name: "replay", Group: command.GroupWalkthrough, Args: "FILE...", Short: "run the examples of a walkthrough and compare their output",
			Long: `A walkthrough is a text (.md, .txt, .rst) with lines that begin with "sessh> " and
the expected output below them. Each file runs in a shell of its own, on a new store
in memory, or on the server that sessh was started with. Files with relative names
are written to a folder of its own, which is removed at the end, and read from there.
It writes nowhere else, and reads only regular files, so that a stranger's walkthrough
is safe to replay. A fenced block that begins with "~~~sessh setup" (lines) or "~~~jsonl
setup" (sessions, as dump writes them), or a comment <!-- sessh: setup FILE --> that
names such a file beside the walkthrough, runs before the first example and commits;
one with cleanup for setup runs after the last one.
In examples _ is what the last one printed, and $NAME in a line of the shell the value
of a name that a statement has bound; $$NAME is $NAME.
Before a walkthrough writes to a real server, replay asks once; --yes answers that, for
scripts. With --sandbox what it writes is kept apart from the server's other items, or
from the sessions of the demo, which it does not see, and removed at the end, so that it
runs beside real data any number of times.
FILE:LINE and FILE:FROM-TO select examples by their lines, --match by the heading
above; those before them run, but are not compared. Output is compared as doctest does,
with ELLIPSIS on: "..." in expected output stands for anything; --strict turns that off.
"# doctest: +SKIP" and the other options of doctest apply to one example, --option to
all. --python 2 shows values of statements as Python 2 does: set([1]), 10L, and texts
that are not ASCII as u'\xe9'; a u before an expected text is accepted in any case.
--update rewrites the expected output of examples that fail, and nothing else; --check
only shows what it would change.`,
			Example: "sessh> replay quickstart.md # doctest: +SKIP\nquickstart.md: 24 passed, 0 failed\n",
			Kinds:   []command.Kind{command.File}, Min: 1, Max: command.Many, KeepsTransaction: true, Run: replay,
			Values: map[string][]string{"report": reports, "option": optionNames(), "python": pythons},
			Flags: func(f *pflag.FlagSet) {
				f.Bool("fail-fast", false, "stop at the first failure")
				f.String("match", "", "run only examples below headings that match `REGEX`")
				f.Bool("list", false, "list the examples without running them")
				f.String("report", "text", "`FORMAT` of the report: text, tap, junit or json")
				f.BoolP("update", "u", false, "rewrite the expected output of examples that fail")
				f.Bool("check", false, "with --update: show what it would change, and write nothing")
				f.StringArray("option", nil, "doctest `OPTION` for all examples: +NAME or -NAME")
				f.Bool("strict", false, "take ... in expected output literally, as doctest does unless told otherwise")
				f.String("python", "3", "show values of statements as Python `VERSION` does: 2 or 3")
				f.Bool("watch", false, "replay again whenever a file is saved, until Ctrl-C")
				f.Int("jobs", 1, "replay `N` files at once")
				f.BoolP("verbose", "v", false, "also report examples that pass")
				f.Bool("shell-on-failure", false, "show the first failure, and open the prompt in its state")
				f.Bool("allow-flush", false, "allow walkthroughs to empty a real server")
				f.BoolP("yes", "y", false, "let walkthroughs write to a real server without asking")
				f.Bool("sandbox", false, "keep what walkthroughs write apart from the server's other items, and remove it")
			},
		},
		{
			Name: "record", Group: command.GroupWalkthrough, Args: "[FILE]", Short: "write what is typed and printed as a walkthrough",
			Long: `From here on every line and its output are written to FILE, so that replay passes;
lines that begin with # become prose. Where output is not the same each time, such as
times, ages, addresses and the counters of servers, ... stands for it; lines whose whole
output varies (ttl, servers, stats, watch) are marked to be skipped. Of a line with a
cookie, and of one that a replay cannot run (edit, commit --patch, > FILE elsewhere), it
has what the line did. The recording begins with what was pending, and has,
folded at its end, the sessions that it needs, as they were: replay loads them first.
Those that the lines have opened are there with all their data, and others only if the
output depends on them: those that were just listed with one entry each. record --stop
ends it, as does leaving the shell; then it is replayed on a store in memory, and what
does not replay is named. An existing file is not overwritten; with --force it is, when
the recording ends.`,
			Example: "sessh> record session.md\nrecording to session.md; record --stop ends it\nsessh> set /Shop/s1/cart/total 12\nsessh> record --stop\nrecorded to session.md; replayed once on a store in memory: 1 passed, 0 failed\n",
			Kinds:   []command.Kind{command.File}, Max: 1, KeepsTransaction: true, Run: record, Unreplayable: command.Always,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("stop", false, "end the recording")
				f.Bool("force", false, "overwrite FILE when the recording ends")
			},
		},
		{
			Name: "source", Group: command.GroupWalkthrough, Args: "FILE", Short: "run the lines of a file as if they were typed",
			Long:    "Stops at the first line that fails, and names it. Lines that begin with # are comments.",
			Example: "sessh> source setup.sessh # doctest: +SKIP\n",
			Kinds:   []command.Kind{command.File}, Min: 1, Max: 1, KeepsTransaction: true, Run: source,
		},
	}
}

var (
	reports = []string{"text", "tap", "junit", "json"}
	pythons = []string{"2", "3"}
)

func optionNames() []string {
	var names []string
	for _, o := range walkthrough.AllOptions {
		names = append(names, "+"+string(o))
	}
	return names
}

// optionsOf returns the options that the flags choose.
func optionsOf(env command.Env, c *command.Call) (walkthrough.Options, error) {
	o := walkthrough.Options{Flags: walkthrough.Flags{}, FailFast: c.IsSet("fail-fast"), Now: env.Shell.Now}
	if m := c.String("match"); m != "" {
		re, err := pattern.Compile("", m)
		if err != nil {
			return o, c.UsageError(err)
		}
		o.Match = re.Regexp
	}
	if c.IsSet("strict") {
		o.Flags[walkthrough.Ellipsis] = false
	}
	options, _ := c.Flags.GetStringArray("option")
	for _, text := range options {
		option, on, err := walkthrough.ParseOption(text)
		if err != nil {
			return o, c.UsageError(err)
		}
		o.Flags[option] = on
	}
	switch {
	case !slices.Contains(reports, c.String("report")):
		return o, c.UsageError(fmt.Errorf("there is no report %q: the reports are %s", c.String("report"), notation.List(reports)))
	case c.IsSet("check") && !c.IsSet("update"):
		return o, c.UsageError(errors.New("--check needs --update"))
	}
	return o, nil
}

// jobsOf returns how many files may be replayed at once.
func jobsOf(env command.Env, c *command.Call) (int, error) {
	n := c.Number("jobs")
	switch {
	case n < 1:
		return 0, c.UsageError(errors.New("--jobs needs a number of at least 1"))
	case n == 1:
		return 1, nil
	case c.IsSet("shell-on-failure"):
		return 0, c.UsageError(errors.New("--shell-on-failure runs one file at a time, without --jobs"))
	case !env.Shell.Embedded() && !c.IsSet("sandbox"):
		return 0, c.UsageError(errors.New("--jobs on a server needs --sandbox, which keeps the files apart"))
	case env.Shell.Nested(): // its memory is counted with that of the walkthrough
		return 1, nil
	}
	return n, nil
}

var lineSuffix = lazyregexp.New(`^(.+?):(\d+)(?:-(\d+))?$`)

// target returns a file name and the range of lines that was selected.
func target(text string) (name string, first, last int) {
	m := lineSuffix.Get().FindStringSubmatch(text)
	if m == nil {
		return text, 0, 0
	}
	if _, err := os.Stat(text); err == nil { // a file with such a name
		return text, 0, 0
	}
	first, _ = strconv.Atoi(m[2])
	last = first
	if m[3] != "" {
		last, _ = strconv.Atoi(m[3])
	}
	return m[1], first, last
}

// Limits of a walkthrough, which is held in memory with its output.
const (
	maxWalkthrough      = 64 << 20 // bytes
	maxWalkthroughLines = 1_000_000
)

// load reads a walkthrough.
func load(ctx context.Context, env command.Env, name string) (*walkthrough.File, error) {
	text, err := env.Files.Read(ctx, name, maxWalkthrough)
	if err != nil {
		return nil, err
	}
	count := func(end string) int { return bytes.Count(text, []byte(end)) }
	if count("\n")+count("\r")-count("\r\n") > maxWalkthroughLines {
		return nil, fmt.Errorf("%s is %w: more than %d lines", name, storage.ErrTooLarge, maxWalkthroughLines)
	}
	return walkthrough.Parse(name, text), nil
}

// replay replays walkthroughs one after the other, and shows results as it goes.
func replay(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	o, err := optionsOf(env, c)
	if err != nil {
		return nil, err
	}
	jobs, err := jobsOf(env, c)
	if err != nil {
		return nil, err
	}
	if err := checkWatch(env, c); err != nil {
		return nil, err
	}
	return output.Rows(func(emit func(output.Result) error) error {
		writing := &permission{}
		once := func() error {
			r := &run{env: env, c: c, emit: emit, options: o, writing: writing}
			if err := r.files(ctx, jobs); err != nil {
				return err
			}
			return r.end()
		}
		if c.IsSet("watch") {
			return until(ctx, env, command.WordTexts(c.Words), once)
		}
		return once()
	}), nil
}

// source runs the lines of a file.
func source(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	f, err := env.Files.Open(ctx, c.Text(0))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return nil, env.Shell.Source(ctx, c.Text(0), f)
}

// record begins or ends a recording.
func record(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	open := env.Shell.Recording()
	switch {
	case c.IsSet("stop") && open == "":
		return nil, errors.New("nothing is being recorded")
	case c.IsSet("stop"):
		done, err := env.Shell.StopRecording(ctx)
		if err != nil {
			return nil, err
		}
		m := output.Message{Words: done.String(), Facts: map[string]any{"recorded": open, "sessions": done.Sessions, "passed": done.Passed, "failed": done.Failed, "skipped": done.Skipped}}
		name := screen.Safe(open)
		switch {
		case done.Failed > 0:
			m.Hint = "replay " + name + " shows the differences"
		case done.OnDemo:
			m.Hint = "sessh --demo replay " + name + " replays it"
		case done.Sessions > 0 && env.Shell.Server() == "demo":
			m.Hint = "replay --sandbox " + name + " replays it beside the sessions of the demo"
		case done.Sessions > 0 && !env.Shell.Embedded() && env.Shell.Attended():
			m.Hint = "replay --sandbox " + name + " replays it beside the sessions of the server"
		}
		return m, nil
	case len(c.Words) == 0 && open != "":
		return output.Message{Words: "recording to " + screen.Safe(open) + "; record --stop ends it", Facts: map[string]any{"recording": open}}, nil
	case len(c.Words) == 0:
		return nil, c.UsageError(errors.New("record needs a FILE, or --stop"))
	case env.Shell.Aside() || env.Shell.Single():
		return nil, hint.With(errors.New("no line follows that could be recorded"), "record FILE at the prompt, or in a script, records the lines that follow")
	case open != "":
		return nil, hint.With(fmt.Errorf("already recording to %s", open), "record --stop ends that")
	}
	name := c.Text(0)
	if env.Files.MayBlock(name) { // every line would block
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	f, err := env.Files.CreateInPlace(context.WithoutCancel(ctx), name, c.IsSet("force"))
	if err != nil {
		return nil, err
	}
	if err := env.Shell.Record(ctx, f, name); err != nil {
		return nil, err
	}
	return output.Message{Words: "recording to " + name + "; record --stop ends it", Facts: map[string]any{"recording": name}}, nil
}
