package replay

import (
	"context"
	"errors"
	"os"
	"time"

	"sessh/repl/command"
	"sessh/repl/screen"
	"sessh/session/figure"
)

// pollEvery is how often watched files are looked at.
const pollEvery = 200 * time.Millisecond

// until calls once, and again whenever one of the files is saved, until ctx ends. An error ends
// it the first time, and is reported after that: a file may be half-written then.
func until(ctx context.Context, env command.Env, texts []string, once func() error) error {
	var names []string
	for _, text := range texts {
		name, _, _ := target(text)
		if _, err := os.Stat(name); err != nil {
			return err
		}
		names = append(names, name)
	}
	for {
		seen := saved(names)
		if err := once(); err != nil && ctx.Err() == nil {
			env.Shell.Report(err)
		}
		env.Out.Note("(waiting until %s saved; Ctrl-C ends it)", waitedFor(names))
		changed, ok := nextSaved(ctx, names, seen)
		if !ok {
			return nil
		}
		env.Out.Note("%s was saved", screen.Safe(changed))
	}
}

func waitedFor(names []string) string {
	if len(names) == 1 {
		return screen.Safe(names[0]) + " is"
	}
	return "one of " + figure.Count(len(names), "file") + " is"
}

// state is what shows that a file was saved.
type state struct {
	time time.Time
	size int64
}

// saved returns the states of files. One that is not there has none: an editor may be about to
// put it there.
func saved(names []string) map[string]state {
	all := make(map[string]state)
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			all[name] = state{info.ModTime(), info.Size()}
		}
	}
	return all
}

// nextSaved waits until a file has another state than it was seen in, and returns its name; ok
// is false if ctx ends first.
func nextSaved(ctx context.Context, names []string, seen map[string]state) (name string, ok bool) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		now := saved(names)
		for name, s := range now {
			if s != seen[name] {
				return name, true
			}
		}
		select {
		case <-ctx.Done():
			return "", false
		case <-tick.C:
		}
	}
}

// checkWatch returns the reason why files cannot be watched here.
func checkWatch(env command.Env, c *command.Call) error {
	switch {
	case !c.IsSet("watch"):
		return nil
	case c.IsSet("list"):
		return c.UsageError(errors.New("--list runs nothing that could be watched"))
	case env.Shell.Nested():
		return errors.New("nothing can be saved while a walkthrough runs: --watch would wait forever")
	}
	return nil
}
