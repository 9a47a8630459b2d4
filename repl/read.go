package repl

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/format/plain"
)

func readCommands() []*command {
	return []*command{
		{
			name: "get", aliases: []string{"cat"}, alike: []string{"print", "read", "echo", "hget", "hgetall", "view", "less"}, group: groupEdit, args: "[PATH]", short: "show a value whole",
			long: `Shows the value at PATH as it is pending, whole: nothing is shortened. Lists
and mappings are laid out over several lines. --committed shows what the
transaction found on the server, --raw writes text and bytes as they are,
without quotes (not to a terminal), --json marked JSON that set takes again.
Bytes that hold no text are shown in hexadecimal, and with --hex any text. A terminal
without a pager gets the first 4 MB, a pipe all of it.`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> get /Shop/s1/cart/total\n12\n",
			kinds:   []kind{anyPlace}, max: 1, paged: true, run: (*Shell).get,
			flags: func(f *pflag.FlagSet) {
				f.Bool("committed", false, "show what is committed")
				f.Bool("raw", false, "write text and bytes as they are")
				f.Bool("hex", false, "show text and bytes in hexadecimal")
				f.BoolP("json", "j", false, "write JSON in which every type is kept")
			},
		},
		{
			name: "info", alike: []string{"stat", "type", "file"}, group: groupEdit, args: "[PATH]", short: "tell all about a session or a value",
			long: `For a session: its format, what tells it (the key, and how the value is written),
the item's server, and others that have a copy of it, its size, flags and cas, the time it has left, when it was last used,
its timeout, whether it is locked, and what is pending. For a value: its
type, size, and what is committed.`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> info /Shop/s1/cart/total\npath       /Shop/s1/cart/total\ntype       integer\nstate      added\nvalue      12\n",
			kinds:   []kind{anyPlace}, max: 1, paged: true, run: (*Shell).info,
			steady: steadyWhere(func(c *call) bool { return len(c.here(0)) == place.Session }),
		},
		{
			name: "ttl", group: groupEdit, args: "[PATH]", short: "tell how long a session has left",
			long: `Asks the server, without touching the session: looking extends nothing. A
session that does not expire has "never".`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> ttl /Shop/s1\n1h\n",
			kinds:   []kind{anyPlace}, max: 1, run: (*Shell).ttl, steady: steadyNothing,
		},
	}
}

// whole is a value shown whole.
type whole struct {
	names place.Path
	value any
	raw   bool
	typed bool
	hex   bool
}

func (w whole) json() any {
	return map[string]any{"path": w.names.String(), "type": session.TypeName(w.value), "value": jsonOf(w.value)}
}

func (w whole) text(p *printer) {
	if w.typed {
		p.stream(func(s *stream) {
			if err := jsonOf(w.value).stream(s, false); err != nil && p.err == nil {
				p.err = err
			}
			s.Put("\n")
		})
		return
	}
	text, isText := w.value.(string)
	b, isBytes := w.value.(session.Bytes)
	if isBytes {
		text = string(b)
	}
	switch {
	case w.raw && (isText || isBytes):
		p.write(text)
	case w.hex && isText, isBytes && (w.hex || len(b) > fewBytes && !mostlyText([]byte(b))):
		p.stream(func(s *stream) {
			d := hex.Dumper(s)
			if _, err := io.Copy(d, strings.NewReader(text)); err == nil {
				d.Close()
			}
		})
	default:
		p.stream(func(s *stream) {
			notation.WriteBlock(s, w.value, "")
			s.Put("\n")
		})
	}
}

// fewBytes are shown in a line, whatever they are.
const fewBytes = 16

// mostlyText reports whether a person can read more than half of the bytes.
func mostlyText(b []byte) bool {
	readable := 0
	for _, c := range b {
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			readable++
		}
	}
	return readable > len(b)/2
}

func (sh *Shell) get(ctx context.Context, c *call) error {
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
	case c.isSet("committed"):
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
	if c.isSet("raw") && sh.terminal() {
		return fmt.Errorf("what is raw is not written to a terminal: it could act on it")
	}
	return c.emit(whole{names: names, value: value, raw: c.isSet("raw"), typed: c.isSet("json"), hex: c.isSet("hex")})
}

// fact is one line of what info tells.
type fact struct {
	name string
	text string
	json any
}

type facts []fact

func (f facts) json() any {
	m := make(map[string]any)
	for _, x := range f {
		m[x.name] = x.json
	}
	return m
}

func (f facts) text(p *printer) {
	wide := 10
	for _, x := range f {
		wide = max(wide, screen.Width(x.name))
	}
	for _, x := range f {
		p.line("%s %s", screen.Pad(x.name, wide), x.text)
	}
}

func (f *facts) add(name, text string) { *f = append(*f, fact{name, text, text}) }

// has reports whether a fact is known, and just that.
func (f facts) has(name, text string) bool {
	return slices.ContainsFunc(f, func(x fact) bool { return x.name == name && x.text == text })
}

func (f *facts) addAs(name, text string, json any) { *f = append(*f, fact{name, text, json}) }

func (sh *Shell) info(ctx context.Context, c *call) error {
	names := c.here(0)
	switch {
	case len(names) < place.Session:
		return sh.aboveSessions(ctx, names, hint.With(fmt.Errorf("info tells of sessions and values, and %s is none", names), "servers and containers tell of these"))
	case len(names) == place.Session:
		f, err := sh.sessionFacts(ctx, names)
		if err == nil && f.has("state", "new") {
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

func (sh *Shell) valueFacts(at *place.Spot, committed any, had bool) facts {
	var f facts
	f.add("path", at.Names.String())
	state := stateWord(signNone)
	switch {
	case !at.Found && had:
		state = stateWord(signRemoved)
	case !at.Found:
		state = "new"
	case !had:
		state = stateWord(signAdded)
	case !session.Equal(at.Value, committed):
		state = stateWord(signChanged)
	}
	f.add("type", typeAt(at.Names, at.Value))
	if size := notation.Size(at.Value); size != "" {
		f.add("size", strings.Trim(size, "()"))
	}
	f.add("state", state)
	cells := sh.printer.width(11)
	if at.Found {
		f.addAs("value", notation.Short(at.Value, cells), jsonOf(at.Value))
	}
	if had && state != stateWord(signNone) {
		f.addAs("committed", notation.Short(committed, cells), jsonOf(committed))
	}
	return f
}

func (sh *Shell) sessionFacts(ctx context.Context, names place.Path) (facts, error) {
	s, err := sh.Session(ctx, names)
	if err != nil {
		return nil, err
	}
	key, err := s.Container().Format().Key(names[0], names[1])
	if err != nil {
		return nil, err
	}
	var f facts
	f.add("path", names.String())
	f.add("format", s.Container().Format().Name())
	written := s.Written()
	if way, why := s.Container().NewWay(ctx); written == "" && !s.Stored() && way != "" {
		written = strings.TrimSuffix("as "+way+" by the next commit: "+why, ": ")
	}
	namesakes, err := sh.namesakesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	if namesakes[0] != "" {
		f.add("namesake", namesakes[0])
	}
	if written != "" {
		f.add("written", screen.Safe(written))
	}
	f.add("key", screen.Safe(key))
	if server := s.Server(); server != "" {
		f.add("server", screen.Safe(server))
	}
	if a := s.Astray(); a != nil {
		f.addAs("astray", astrayText(a), astrayJSON(a))
	}
	sign := sessionSign(s)
	state := stateWord(sign)
	if !s.Exists() && !s.Stored() {
		state = "new"
	}
	if n := len(s.Changes()); n > 0 {
		state += ", " + notation.Count(n, "change") + " pending"
	}
	f.add("state", state)
	if data, err := s.Data(); err != nil {
		f.add("unreadable", screen.Safe(screen.ErrorText(err)))
	} else {
		noun := "packages"
		if s.Container().Flat() {
			noun = "keys"
		}
		f.addAs(noun, fmt.Sprint(data.Len()), data.Len())
		if s.Timeout() != session.TTLUnknown {
			f.addAs("timeout", notation.Duration(s.Timeout()), seconds(s.Timeout()))
		}
	}
	lock, err := s.Lock(ctx)
	if err != nil {
		return nil, err
	}
	if lock != nil {
		f.addAs("locked", lockedText("by the application", lock), true)
	}
	if t := s.LastAccess(); !t.IsZero() {
		f.add("accessed", t.UTC().Format(time.RFC3339))
	}
	if item := s.Item(); item != nil {
		f.addCopies(s.Copies(ctx))
		f.addAs("size", notation.Count(len(item.Value), "byte"), len(item.Value))
		flags := fmt.Sprint(item.Flags)
		if meaning := plain.Meaning(item.Flags, item.Value); meaning != "" && s.Container().KeepsFlags() {
			flags += " (" + meaning + ")"
		}
		f.addAs("flags", flags, item.Flags)
		if item.CAS != 0 {
			f.addAs("cas", fmt.Sprint(item.CAS), item.CAS)
		}
		left, now, err := sh.left(ctx, key)
		if err != nil {
			return nil, err
		}
		f.addAs("ttl", left.text(), left.seconds())
		if now != nil && now.Idle >= 0 {
			f.addAs("idle", idle(now.Idle), seconds(now.Idle))
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

func (sh *Shell) ttl(ctx context.Context, c *call) error {
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
	return c.emit(message{left.text(), map[string]any{"path": names[:place.Session].String(), "ttl": left.seconds()}})
}
