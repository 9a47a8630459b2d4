package repl

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/format/client"
)

func readCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "get", Aliases: []string{"cat"}, Alike: []string{"print", "read", "echo", "hget", "hgetall", "view", "less"}, Group: command.GroupEdit, Args: "[PATH]", Short: "show a value whole",
			Long: `Shows the value at PATH as it is pending, whole: nothing is shortened. Lists
and mappings are laid out over several lines. --committed shows what the
transaction found on the server, --raw writes text and bytes as they are,
without quotes (not to a terminal), --json marked JSON that set takes again.
Bytes that hold no text are shown in hexadecimal, and with --hex any text. A terminal
without a pager gets the first 4 MB, a pipe all of it.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> get /Shop/s1/cart/total\n12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Paged: true, Legacy: (*Shell).get,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("committed", false, "show what is committed")
				f.Bool("raw", false, "write text and bytes as they are")
				f.Bool("hex", false, "show text and bytes in hexadecimal")
				f.BoolP("json", "j", false, "write JSON in which every type is kept")
			},
		},
		{
			Name: "info", Alike: []string{"stat", "type", "file"}, Group: command.GroupEdit, Args: "[PATH]", Short: "tell all about a session or a value",
			Long: `For a session: its format, what tells it (the key, and how the value is written),
the item's server, and others that have a copy of it, its size, flags and cas, the time it has left, when it was last used,
its timeout, whether it is locked, and what is pending. For a value: its
type, size, and what is committed.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> info /Shop/s1/cart/total\npath       /Shop/s1/cart/total\ntype       integer\nstate      added\nvalue      12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Paged: true, Legacy: (*Shell).info,
			Steady: command.SteadyWhere(func(env command.Env, c *command.Call) bool { return len(c.Path(env, 0)) == place.Session }),
		},
		{
			Name: "ttl", Group: command.GroupEdit, Args: "[PATH]", Short: "tell how long a session has left",
			Long: `Asks the server, without touching the session: looking extends nothing. A
session that does not expire has "never".`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> ttl /Shop/s1\n1h\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Legacy: (*Shell).ttl, Steady: command.SteadyNothing,
		},
	}
}

func (sh *Shell) get(ctx context.Context, c *use) error {
	names := c.here(0)
	if len(names) < place.Session {
		return sh.aboveSessions(ctx, names, hint.With(fmt.Errorf("%s is no value", names), "ls %s shows what is in it", names))
	}
	at, err := sh.Find(ctx, names)
	if err != nil {
		return err
	}
	value, ok := at.Value, false
	switch {
	case c.IsSet("committed"):
		if value, ok = at.Committed(); !ok {
			return fmt.Errorf("%s is not committed", names)
		}
	case !at.Found && !at.ComesToBe():
		return at.Missing()
	case !at.Found:
		if err := c.absent(at); err != nil {
			return err
		}
		sh.tellNew(ctx, names)
	}
	if c.IsSet("raw") && sh.terminal() {
		return fmt.Errorf("what is raw is not written to a terminal: it could act on it")
	}
	return c.emit(output.Whole{Names: names, Value: value, Raw: c.IsSet("raw"), Typed: c.IsSet("json"), Hex: c.IsSet("hex")})
}

func (sh *Shell) info(ctx context.Context, c *use) error {
	names := c.here(0)
	switch {
	case len(names) < place.Session:
		return sh.aboveSessions(ctx, names, hint.With(fmt.Errorf("info tells of sessions and values, and %s is none", names), "servers and containers tell of these"))
	case len(names) == place.Session:
		f, err := sh.sessionFacts(ctx, names)
		if err == nil && f.Has("state", "new") {
			err = c.absent(&place.Spot{Names: names})
		}
		if err != nil {
			return err
		}
		return c.emit(f)
	}
	at, err := sh.Find(ctx, names)
	if err != nil {
		return err
	}
	committed, had := at.Committed()
	if !at.Found && !had && !at.ComesToBe() {
		return at.Missing()
	}
	if !had {
		if err := c.absent(at); err != nil {
			return err
		}
	}
	return c.emit(sh.valueFacts(at, committed, had))
}

func (sh *Shell) valueFacts(at *place.Spot, committed any, had bool) output.Facts {
	var f output.Facts
	f.Add("path", at.Names.String())
	state := output.StateWord(output.SignNone)
	switch {
	case !at.Found && had:
		state = output.StateWord(output.SignRemoved)
	case !at.Found:
		state = "new"
	case !had:
		state = output.StateWord(output.SignAdded)
	case !session.Equal(at.Value, committed):
		state = output.StateWord(output.SignChanged)
	}
	f.Add("type", typeAt(at.Names, at.Value))
	if size := notation.Size(at.Value); size != "" {
		f.Add("size", strings.Trim(size, "()"))
	}
	f.Add("state", state)
	cells := sh.printer.Width(11)
	if at.Found {
		f.AddAs("value", notation.Short(at.Value, cells), output.JSON(at.Value))
	}
	if had && state != output.StateWord(output.SignNone) {
		f.AddAs("committed", notation.Short(committed, cells), output.JSON(committed))
	}
	return f
}

func (sh *Shell) sessionFacts(ctx context.Context, names place.Path) (output.Facts, error) {
	s, err := sh.Session(ctx, names)
	if err != nil {
		return nil, err
	}
	key, err := s.Container().Format().Key(names[0], names[1])
	if err != nil {
		return nil, err
	}
	var f output.Facts
	f.Add("path", names.String())
	f.Add("format", s.Container().Format().Name())
	written := s.Written()
	if way, why := s.Container().NewWay(ctx); written == "" && !s.Stored() && way != "" {
		written = strings.TrimSuffix("as "+way+" by the next commit: "+why, ": ")
	}
	namesakes, err := sh.namesakesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	if namesakes[0] != "" {
		f.Add("namesake", namesakes[0])
	}
	if written != "" {
		f.Add("written", screen.Safe(written))
	}
	f.Add("key", screen.Safe(key))
	if server := s.Server(); server != "" {
		f.Add("server", screen.Safe(server))
	}
	if a := s.Astray(); a != nil {
		f.AddAs("astray", astrayText(a), astrayJSON(a))
	}
	sign := sessionSign(s)
	state := output.StateWord(sign)
	if !s.Exists() && !s.Stored() {
		state = "new"
	}
	if n := len(s.Changes()); n > 0 {
		state += ", " + notation.Count(n, "change") + " pending"
	}
	f.Add("state", state)
	if data, err := s.Data(); err != nil {
		f.Add("unreadable", screen.Safe(screen.ErrorText(err)))
	} else {
		noun := "packages"
		if s.Container().Flat() {
			noun = "keys"
		}
		f.AddAs(noun, fmt.Sprint(data.Len()), data.Len())
		if s.Timeout() != session.TTLUnknown {
			f.AddAs("timeout", notation.Duration(s.Timeout()), output.Seconds(s.Timeout()))
		}
	}
	lock, err := s.Lock(ctx)
	if err != nil {
		return nil, err
	}
	if lock != nil {
		f.AddAs("locked", lockedText("by the application", lock), true)
	}
	if t := s.LastAccess(); !t.IsZero() {
		f.Add("accessed", t.UTC().Format(time.RFC3339))
	}
	if item := s.Item(); item != nil {
		copies, unanswered := s.Copies(ctx)
		addCopyFacts(&f, copies, unanswered)
		f.AddAs("size", notation.Count(len(item.Value), "byte"), len(item.Value))
		flags := fmt.Sprint(item.Flags)
		if meaning := client.Meaning(item.Flags, item.Value); meaning != "" && s.Container().KeepsFlags() {
			flags += " (" + meaning + ")"
		}
		f.AddAs("flags", flags, item.Flags)
		if item.CAS != 0 {
			f.AddAs("cas", fmt.Sprint(item.CAS), item.CAS)
		}
		left, now, err := sh.left(ctx, key)
		if err != nil {
			return nil, err
		}
		f.AddAs("ttl", left.text(), left.seconds())
		if now != nil && now.Idle >= 0 {
			f.AddAs("idle", idle(now.Idle), output.Seconds(now.Idle))
		}
	}
	return f, nil
}

// idle is how long ago an item was asked for.
func idle(d time.Duration) string {
	if d < time.Second {
		return "used just now"
	}
	return "used " + notation.Duration(d) + " ago"
}

// timeLeft is how long an item has left.
type timeLeft struct {
	gone bool
	ttl  time.Duration
}

func (t timeLeft) text() string {
	switch {
	case t.gone:
		return "gone"
	case t.ttl == session.TTLUnknown:
		return "not told by this server"
	}
	return notation.Duration(t.ttl)
}

func (t timeLeft) seconds() any {
	if t.gone || t.ttl <= 0 {
		return nil
	}
	return t.ttl.Seconds()
}

func (sh *Shell) left(ctx context.Context, key string) (timeLeft, *session.Item, error) {
	l := sh.Root.Store().Load(ctx, []string{key}, session.NeedTTL)[0]
	if l.Err != nil {
		return timeLeft{}, nil, l.Err
	}
	if l.Item == nil {
		return timeLeft{gone: true}, nil, nil
	}
	return timeLeft{ttl: l.Item.TTL}, l.Item, nil
}

func (sh *Shell) ttl(ctx context.Context, c *use) error {
	names := c.here(0)
	if len(names) < place.Session {
		return fmt.Errorf("%s is no session, nor a place in one", names)
	}
	in, err := sh.Root.Locate(ctx, names[0], names[1])
	if err != nil {
		return err
	}
	key, err := in.Format().Key(names[0], names[1])
	if err != nil {
		return err
	}
	left, item, err := sh.left(ctx, key)
	if err != nil {
		return err
	}
	if item == nil {
		return fmt.Errorf("%s is not stored", names[:place.Session])
	}
	return c.emit(output.Message{Words: left.text(), Facts: map[string]any{"path": names[:place.Session].String(), "ttl": left.seconds()}})
}
