package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
)

func editCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "set", Alike: []string{"put", "add", "update", "create", "insert", "mkdir", "touch", "hset", "let"}, Group: command.GroupEdit, Args: "PATH VALUE", Short: "set a key to a value",
			Long: `VALUE is the rest of the line: JSON where it is JSON (42, 1.5, true, null,
"42", [1, 2], {"a": 1}), else text as it stands, so "set info stored in memcache"
needs no quotes. A note says so of text that looks like more, as True, 0x10 or {a: 1},
and of text in the place of a number. JSON may go on in further lines. Bytes are b"\x89PNG", as they
are shown. Text in double quotes is read as JSON is, and as texts are shown; what is no
escape keeps its backslash, as in "\d+". In JSON, {"$bytes": "AP8="} and {"$time": "2026-01-02T03:04:05Z"} are
bytes and times.
--string, --json and --bytes (hexadecimal or base64) force a reading.
--file F takes the value from a file, --file - from standard input. Flags stand before
PATH: a VALUE that begins with one of them is refused, and set -- PATH VALUE takes it as
it stands.
In a list, the index after the last one appends. A new key that is written like an
integer is one where all keys of the mapping are integers, else a text; integer(20)
and string(20) are the one and the other anywhere.
Where a list or mapping stands in several places, what is set below one of them
changes in all; a value that is set at one of them stands there alone, and the
others keep what was there.
A raw item that is no JSON mapping has the one key "value", a text or bytes: what
is typed for it stands as it was typed. Its flags tell its client what the bytes
are. Where they are more than a text's, only a value of the same kind is written, a
number for a number, JSON for JSON; --flags N says what they are from now on, 0 that
they are as they stand.`,
			Example: "sessh> cd /Shop/s1/cart\nsessh> set total 12\nsessh> set note deliver after noon\nsessh> ls\n+ total  12\n+ note   \"deliver after noon\"\n",
			Kinds:   []command.Kind{command.Place, command.Anything}, Min: 1, Max: 2, Rest: 1, Changes: true, Legacy: (*Shell).set,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("string", false, "take VALUE as text")
				f.BoolP("json", "j", false, "insist on JSON")
				f.BoolP("bytes", "b", false, "read hexadecimal digits or base64")
				f.Var(new(itemFlags), "flags", "of a raw item: set its flags to `N`")
				f.String("file", "", "take the value from `FILE`; - is standard input")
			},
		},
		{
			Name: "rm", Aliases: []string{"del"}, Alike: []string{"delete", "remove", "unset", "unlink", "rmdir", "hdel", "drop"}, Group: command.GroupEdit, Args: "PATH...", Short: "remove keys, packages or sessions",
			Long: `The last name of a path can be a pattern with *, ? and []. A session is removed
with -r only. Like every change it is pending until commit, which also removes copies
on other servers that hold the same bytes as the session, and names those that do not.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> rm /Shop/s1/cart/total\nsessh> ls /Shop/s1/cart\n",
			Kinds:   []command.Kind{command.Place}, Min: 1, Max: command.Many, Globs: true, Changes: true, Legacy: (*Shell).rm,
			Flags: func(f *pflag.FlagSet) { f.BoolP("recursive", "r", false, "remove whole sessions, too") },
		},
		{
			Name: "mv", Alike: []string{"rename", "move"}, Group: command.GroupEdit, Args: "FROM TO", Short: "move or rename a key, package or session",
			Long: `Where TO is a list or mapping that is there, FROM is moved into it under its own
name. What other places share with it stays shared, within the session. A key that is
an integer stays one where TO is written like one; string(20) is a text. One step of
undo.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> mv /Shop/s1/cart/total /Shop/s1/cart/sum\nsessh> ls /Shop/s1/cart\n+ sum  12\n",
			Kinds:   []command.Kind{command.Place}, Min: 2, Max: 2, Changes: true,
			Legacy: func(sh *Shell, ctx context.Context, c *use) error { return sh.copy(ctx, c, true) },
		},
		{
			Name: "cp", Alike: []string{"copy"}, Group: command.GroupEdit, Args: "FROM TO", Short: "copy a key, package or session",
			Long: `Where TO is a list or mapping that is there, FROM is copied into it under its own
name. What is copied is a copy: changing one does not change the other. A key that is
an integer stays one, as with mv.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> cp /Shop/s1 /Shop/s2\nsessh> get /Shop/s2/cart/total\n12\n",
			Kinds:   []command.Kind{command.Place}, Min: 2, Max: 2, Changes: true,
			Legacy: func(sh *Shell, ctx context.Context, c *use) error { return sh.copy(ctx, c, false) },
		},
		{
			Name: "edit", Group: command.GroupEdit, Args: "PATH", Short: "edit a value in your editor",
			Long: `Opens the value at PATH as JSON in $VISUAL or $EDITOR, and sets it to what was
saved. What is no JSON opens the editor again. Closing it without a change
changes nothing. What JSON has no form for, as an object or a list that stands in
another place as well, is a text in <>, and stays what it is where that is left alone. Where a refresh has left a conflict to be decided, both sides are
there between markers, as in git.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> edit /Shop/s1/cart/total # doctest: +SKIP\n",
			Kinds:   []command.Kind{command.Place}, Min: 1, Max: 1, Changes: true, Legacy: (*Shell).edit,
		},
	}
}

// step makes the changes of f one step of undo, named after the line.
func (c *use) step(ctx context.Context, f func() error) error {
	return c.Shell.Step(ctx, c.Label(), f)
}

func (sh *Shell) set(ctx context.Context, c *use) error {
	value, err := c.valueHeard(ctx)
	if err != nil {
		return err
	}
	names := c.Resolve(c.Words[0])
	err = c.step(ctx, func() error {
		if err := sh.replace(ctx, names, c.typed(value)); err != nil || !c.Flags.Changed("flags") {
			return err
		}
		s, err := sh.Session(ctx, names)
		if err != nil {
			return err
		}
		return s.SetFlags(uint32(*c.Flags.Lookup("flags").Value.(*itemFlags)))
	})
	if err == nil {
		sh.tellNewContainer(ctx, names)
	}
	return err
}

// typed is a value that was read from a text, with the text.
type typed struct {
	value any
	text  string
}

// typed adds to a value what was typed, where nothing says how to read it.
func (c *use) typed(value any) any {
	how, err := c.reading()
	if err != nil || how != syntax.Auto || c.String("file") != "" {
		return value
	}
	if c.Given != nil {
		return typed{value, c.Rest}
	}
	return typed{value, strings.TrimSpace(c.Rest)}
}

// replace sets the place to a value, unless it holds just that: there the list or
// mapping stays what it is, with what it shares.
func (sh *Shell) replace(ctx context.Context, names place.Path, value any) error {
	v := value
	if t, ok := v.(typed); ok {
		v = t.value
	}
	if len(names) > place.Session {
		if at, err := sh.Find(ctx, names); err == nil && at.Found && session.Equal(at.Value, v) {
			return nil
		}
	}
	return sh.put(ctx, names, value)
}

// tellElsewhere says what else changes with a place.
func (sh *Shell) tellElsewhere(at *place.Spot) {
	others := at.Session.Elsewhere(at.Keys...)
	if at.Through != nil {
		sh.note("that is %s", place.Of(at.Session.Path().Below(at.Keys...)))
		others = slices.DeleteFunc(others, func(p session.Path) bool { return slices.Equal(place.Of(p), at.Through) })
	}
	if text := output.PlacesText(others); text != "" && !sh.told[text] {
		sh.note("also changes %s", text)
		sh.tell(text)
	}
}

// valueHeard is value that hears Ctrl-C.
func (c *use) valueHeard(ctx context.Context) (any, error) {
	if c.String("file") == "" && len(c.Rest) < files.LargeText {
		return c.value(ctx)
	}
	return files.Heard(ctx, func() (any, error) { return c.value(ctx) })
}

// value is the value that set was given.
func (c *use) value(ctx context.Context) (any, error) {
	how, err := c.reading()
	if err != nil {
		return nil, err
	}
	name := c.String("file")
	switch {
	case name != "" && len(c.Words) > 1:
		return nil, command.UsageError(c.Cmd, errors.New("set takes either VALUE or --file, not both"))
	case name == "" && len(c.Words) < 2:
		return nil, command.UsageError(c.Cmd, errors.New("set needs a VALUE"))
	case name == "":
		v, err := c.read(c.Rest, how)
		if err != nil && how == syntax.Auto {
			err = hint.With(err, "--string takes it as text")
		}
		return v, err
	}
	b, err := c.readFile(ctx, name)
	if err != nil {
		return nil, err
	}
	if how == syntax.Auto {
		if text, ok := syntax.Text(b).(string); ok {
			return syntax.ReadValue(strings.TrimRight(text, "\r\n"), how)
		}
		return session.Bytes(b), nil
	}
	if how == syntax.Bytes {
		return session.Bytes(b), nil
	}
	return syntax.ReadValue(string(b), how)
}

// read reads a value that was typed. Quotes that another shell has left are part of it.
func (c *use) read(text string, how syntax.Reading) (any, error) {
	if c.Given != nil {
		return syntax.ReadValue(text, how)
	}
	return syntax.ReadRest(text, how)
}

// maxFile bounds what is read from a file: no item can hold more.
const maxFile = 1 << 30

func (c *use) readFile(ctx context.Context, name string) ([]byte, error) {
	if name != "-" {
		return c.files.Read(ctx, name, maxFile)
	}
	if c.options.In == nil {
		return nil, errors.New("there is no standard input to read from")
	}
	return files.ReadAll(c.options.In, name, maxFile)
}

func (c *use) reading() (syntax.Reading, error) {
	how := syntax.Auto
	n := 0
	for flag, r := range map[string]syntax.Reading{"string": syntax.String, "json": syntax.JSON, "bytes": syntax.Bytes} {
		if c.IsSet(flag) {
			how = r
			n++
		}
	}
	if n > 1 {
		return how, command.UsageError(c.Cmd, errors.New("--string, --json and --bytes exclude each other"))
	}
	return how, nil
}

// put sets the place to a value.
func (sh *Shell) put(ctx context.Context, names place.Path, value any) error {
	switch len(names) {
	case place.Root, place.Container:
		return hint.With(fmt.Errorf("%s is no key", names), "a key is below a package: /CONTAINER/SESSION/PACKAGE/KEY")
	case place.Session:
		return sh.noKey(ctx, names, value)
	}
	at, err := sh.Find(ctx, names)
	if err != nil {
		return err
	}
	return sh.putAt(at, value)
}

func (sh *Shell) putAt(at *place.Spot, value any) error {
	t, isTyped := value.(typed)
	value, err := fit(at, value)
	if err != nil {
		return err
	}
	sh.tellType(at)
	sh.tellElsewhere(at)
	if isTyped {
		sh.tellText(at, t)
	}
	switch parent := at.Parent.(type) {
	case *session.Map:
		return parent.Set(at.Key, value)
	case *session.List:
		i := at.Key.(int)
		if i == parent.Len() {
			return parent.Append(value)
		}
		if i > parent.Len() {
			return hint.With(parent.Set(i, value), "%s", place.IndexesOf(parent))
		}
		return parent.Set(i, value)
	}
	return fmt.Errorf("%s cannot be set", at.Names)
}

func (sh *Shell) rm(ctx context.Context, c *use) error {
	return c.step(ctx, func() error {
		for _, w := range c.Words {
			all, err := sh.Expand(ctx, w)
			if err != nil {
				return err
			}
			slices.Reverse(all) // so that the indexes of a list stay what they are
			if len(all[0]) == place.Session && !c.IsSet("recursive") {
				return hint.With(fmt.Errorf("%s is a session", all[0]), "rm -r removes sessions, too")
			}
			if err := sh.removeAll(ctx, all); err != nil {
				return err
			}
		}
		return nil
	})
}

// removeAll removes sessions, or places in them: all are at the same level.
func (sh *Shell) removeAll(ctx context.Context, all []place.Path) error {
	if len(all[0]) == place.Session {
		return sh.removeSessions(ctx, all)
	}
	for _, names := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := sh.remove(ctx, names); err != nil {
			return err
		}
	}
	return nil
}

// removeSessions removes sessions, which are read many at a time.
func (sh *Shell) removeSessions(ctx context.Context, all []place.Path) error {
	for batch := range slices.Chunk(all, place.BatchSize) {
		if err := sh.OpenAll(ctx, batch); err != nil {
			return err
		}
		sessions := make([]*session.Session, len(batch))
		for i, names := range batch {
			var err error
			if sessions[i], err = sh.Session(ctx, names); err != nil {
				return err
			}
		}
		namesakes, err := sh.Namesakes(ctx, sessions...)
		if err != nil {
			return err
		}
		for i, s := range sessions {
			if err := s.Delete(); err != nil {
				return err
			}
			if namesakes[i] != "" {
				sh.note("note: %s: %s, and stays", batch[i], namesakes[i])
			}
		}
	}
	return nil
}

func (sh *Shell) remove(ctx context.Context, names place.Path) error {
	if len(names) < place.Session {
		err := fmt.Errorf("%s is not removed as a whole", names)
		if len(names) == place.Root {
			return hint.With(err, "rm -r /CONTAINER/* removes the sessions of one")
		}
		return hint.With(err, "rm -r %s/* removes its sessions", names)
	}
	at, err := sh.Find(ctx, names)
	if err != nil {
		return err
	}
	if !at.Found {
		return at.Missing()
	}
	sh.tellElsewhere(at)
	switch parent := at.Parent.(type) {
	case *session.Map:
		_, err = parent.Delete(at.Key)
	case *session.List:
		err = parent.Delete(at.Key.(int))
	}
	return err
}
