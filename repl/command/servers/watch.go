package servers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/diff"
	"sessh/session/stored"
	"sessh/session/tree"
	"sessh/session/watch"
)

// Watch returns the command watch.
func Watch() command.Table {
	return command.Table{{
		Name: "watch", Alike: []string{"monitor", "tail", "follow"}, Group: command.GroupServer, Args: "[PATH]", Short: "show changes by other programs as they happen",
		Long: `Shows every change to the session at PATH, key by key, with the time; for a
container or /, sessions that appear, change and go. How a session went is shown as
far as memcached reports it: it expired, was evicted (with what was left of its lifetime),
removed by a client, written with a lifetime that was over at once, flushed, or lost
with a restart. Before 1.6.20 memcached reports no removals; a session is called
removed there if everything else can be ruled out. Servers that can report writes as
they happen do so; in addition, everything is checked --every so often. An event has the
time at which it happened: how a session went can take a second to find out, and is
shown after what happened meanwhile.
Watching leaves no trace: no lifetime is extended. On a terminal q ends it, as do
Ctrl-C, --count and --for; other keys typed meanwhile are dropped. Afterwards,
diff PATH --watched compares a session with what it was at first.

With --races it shows lost updates of the applications: two requests read a session,
both write it, and the second write takes back what the first has changed, since it
was made from what the session was before. A write whose connection has read the
session in between is none, whatever it removes. But an application may read once more
right before it writes, as Django's save() does: then a write that takes back all of
the first one is "perhaps" a lost update. "perhaps" also stands where another connection
has read the session, maybe for that write, and everywhere once a request was seen to
read on one connection and to write on another, as with a pool of them. A value that
both have set is not counted. This takes memcached 1.5.22 or later; while it runs,
memcached is asked 200 times a second for an item that does not exist, which get_misses
counts.

--record FILE also writes every version of the sessions to FILE, as dump would and
with the time: first what is there, then what comes. watch --file FILE [PATH] shows
that again, step by step; diff A@TIME B@TIME compares two moments, and load --at TIME
loads one (help paths explains TIME). Like a dump, FILE holds the data of
sessions: only you can read it, and --redact KEYS leaves values out. The recording
ends where FILE would have more than --max; the watch goes on.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> watch --for 10ms /Shop/s1\nsessh> watch --for 10ms --record visits.jsonl /Shop\nsessh> set /Shop/s1/cart/total 13\nsessh> diff --file visits.jsonl /Shop/s1\n--- /Shop/s1 in visits.jsonl\n+++ /Shop/s1\n~ cart/total  12 -> 13\n",
		Kinds:   []command.Kind{command.Folder}, Max: 1, Run: watchSessions, Steady: command.SteadyNothing,
		Flags: func(f *pflag.FlagSet) {
			f.Duration("every", time.Second, "check at least every `DURATION`")
			f.IntP("count", "n", 0, "end after `N` events; 0 means never")
			f.Duration("for", 0, "end after `DURATION`; 0 means never")
			f.Bool("races", false, "show lost updates: writes that take back what the write before them changed")
			f.Duration("within", time.Second, "the longest `DURATION` between the two writes of a lost update")
			recordFlags(f)
		},
	}}
}

// event is one event as it is shown.
type event struct {
	watch.Event
	names place.Path
}

func (e *event) JSON() any {
	m := map[string]any{
		"time": e.Time.UTC().Format(time.RFC3339Nano), "path": e.names.String(), "event": e.Kind.String(),
		"changes": output.ChangesJSON(e.Changes),
	}
	if e.Broken != nil {
		m["error"] = hint.Line(e.Broken)
	}
	addEnding(m, &e.Event)
	return m
}

func (e *event) Text(p *output.Printer) {
	sign := output.SignRemoved
	switch e.Kind {
	case watch.Appeared:
		sign = output.SignAdded
	case watch.Rewritten:
		sign = output.SignChanged
	}
	words := fmt.Sprintf("%s %c %s %s", e.Time.Format(clock), sign, e.names, endingText(&e.Event))
	if e.Broken != nil {
		words += ", and cannot be read: " + hint.Line(e.Broken)
	}
	p.Line("%s", p.Color(sign).Sprint(words))
	for _, c := range e.Changes {
		p.Line("%s", p.ChangeLine(fmt.Sprintf("  %c %s  ", output.ChangeSign(c.Kind), keysText(c.Path)), c))
	}
}

func keysText(p tree.Path) string {
	names := make(place.Path, len(p.Keys))
	for i := range p.Keys {
		names[i] = p.Name(i)
	}
	return names.String()[1:]
}

func watchSessions(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	every, within := duration(c, "every"), duration(c, "within")
	lost := c.IsSet("races")
	if err := checkRecordFlags(c); err != nil {
		return nil, err
	}
	switch {
	case every < time.Millisecond:
		return nil, c.UsageError(fmt.Errorf("--every must be at least 1ms, not %v", every))
	case duration(c, "for") < 0 || c.Number("count") < 0:
		return nil, c.UsageError(errors.New("--for and --count must not be negative"))
	case lost && c.Flags.Changed("every"):
		return nil, c.UsageError(errors.New("--races reads what is written at once; --every does not apply"))
	case !lost && c.Flags.Changed("within"):
		return nil, c.UsageError(errors.New("--within is about --races"))
	case within < time.Millisecond || within > time.Hour:
		return nil, c.UsageError(fmt.Errorf("--within must be 1ms to 1h, not %v", within))
	}
	if c.Flags.Changed("file") {
		return playBack(ctx, env, c)
	}
	rec, err := startRecording(ctx, env, c)
	if err != nil {
		return nil, err
	}
	until := watchUntil
	if lost {
		until = racesUntil
	}
	return output.Rows(func(emit func(output.Result) error) error {
		ctx, w := begin(ctx, env, c)
		defer w.stop()
		w.recorder = rec
		return rec.finish(until(ctx, env, c, w, emit))
	}), nil
}

// watched is what a command watches.
type watched struct {
	names         place.Path
	container, id string
	forever       bool // only the user ends it
	seen          int  // events
	recorder      *recorder
	stop          func()
}

// begin returns a context that ends when the time is up or the user ends the watch.
func begin(ctx context.Context, env command.Env, c *command.Call) (context.Context, *watched) {
	w := &watched{names: c.Path(env, 0)}
	ctx, keys, stop := command.UntilQuit(ctx, env)
	w.stop = stop
	if len(w.names) == place.Container {
		if env.Work.IsEmpty(ctx, w.names[0]) && ctx.Err() == nil {
			env.Out.Note("note: %v", command.EmptyContainer(w.names[0]))
		}
	}
	atMost := duration(c, "for")
	if atMost > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, atMost, command.ErrQuit)
		w.stop = func() { cancel(); stop() }
	}
	if len(w.names) > place.Root {
		w.container = w.names[0]
	}
	if len(w.names) >= place.Session {
		w.id = w.names[1]
	}
	w.forever = atMost == 0 && c.Number("count") == 0
	if w.forever && env.Out.IsTerminal() {
		yet := ""
		if w.id != "" && isMissing(ctx, env, w) {
			yet = ", which is not there yet"
		}
		env.Out.Remark("(watching %s%s; %s ends it)", w.names, yet, keys)
	}
	return ctx, w
}

// isMissing reports whether the store has no such session, so that its name may be misspelled.
func isMissing(ctx context.Context, env command.Env, w *watched) bool {
	all, err := stored.Read(ctx, env.Root.Container(w.container), w.id)
	return err == nil && len(all) == 1 && !all[0].Exists()
}

// ended returns the error of a watch that has ended, or nil.
func (w *watched) ended(ctx context.Context) error {
	if w.forever || errors.Is(context.Cause(ctx), command.ErrQuit) {
		return nil
	}
	return ctx.Err()
}

// watchUntil emits events until the time is up, the count is reached, or the user ends it.
func watchUntil(ctx context.Context, env command.Env, c *command.Call, w *watched, emit func(output.Result) error) error {
	for e, err := range watch.Sessions(ctx, env.Root, watch.Options{Container: w.container, ID: w.id, Every: duration(c, "every"), First: env.Watched, Began: w.recorder.begin}) {
		if errors.Is(err, watch.ErrUnwatchable) && !over(ctx) {
			return hint.With(err, "watch CONTAINER/SESSION watches one whose id is known")
		}
		if err != nil {
			if !over(ctx) {
				env.Shell.Report(err)
			}
			continue
		}
		w.recorder.note(e)
		x := &event{Event: e, names: place.Path{e.Container.Name(), e.ID}}
		if !x.narrow(w.names) {
			continue
		}
		if err := emit(x); err != nil {
			return err
		}
		if w.seen++; w.seen == c.Number("count") {
			return nil
		}
	}
	return w.ended(ctx)
}

// over reports whether the time is up or the user has ended the watch, so that an error of
// a request under way is not one of the server. The request may notice the end a moment
// before ctx does.
func over(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(end)
}

// narrow keeps the changes at and below names, and reports whether there is anything to
// show.
func (e *event) narrow(names place.Path) bool {
	if len(names) <= place.Session || e.Kind != watch.Rewritten {
		return true
	}
	var kept []diff.Change
	for _, c := range e.Changes {
		if names.Holds(c.Path) {
			kept = append(kept, c)
		}
	}
	e.Changes = kept
	return len(kept) > 0 || e.Broken != nil
}

func duration(c *command.Call, flag string) time.Duration {
	d, _ := c.Flags.GetDuration(flag)
	return d
}
