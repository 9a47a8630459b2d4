package edit

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
	"sessh/session/tree"
)

func setting() command.Table {
	return command.Table{{
		Name: "set", Alike: []string{"put", "add", "update", "create", "insert", "mkdir", "touch", "hset", "let"}, Group: command.GroupEdit, Args: "PATH VALUE", Short: "set a key to a value",
		Long: `VALUE is the rest of the line: JSON where it is JSON (42, 1.5, true, null,
"42", [1, 2], {"a": 1}), and text elsewhere, so that "set info stored in memcache"
needs no quotes; | and > are part of it, with or without quotes. A note points out text that looks like a value, such as True,
0x10 or {a: 1}, and text that replaces a number. JSON may continue on further
lines. Bytes are typed as they are shown, b"\x89PNG". Text in double quotes is
read as JSON and as texts are shown; what is not an escape keeps its backslash, as
in "\d+". In JSON, {"$bytes": "AP8="} and {"$time": "2026-01-02T03:04:05Z"} are
bytes and times; "help values" lists all such forms.
tuple["a"] is a tuple if it replaces one. Text in place of an object, such as
Decimal("1.00"), needs quotes or --string.
--string, --json and --bytes (hexadecimal or base64) force a reading.
--file F reads the value from a file, --file - from standard input; unless --string
is given, the end of the last line is left out. Flags stand
before PATH: a VALUE that begins or ends with a flag is refused; set -- PATH VALUE
accepts it.
In a list, the index after the last one appends. A new key that looks like an
integer is one if all keys of the mapping are integers, and text otherwise;
integer(20) and string(20) decide.
If a list or mapping stands in several places, setting a key below one of them
changes them all; setting the place itself replaces the value there alone.
A raw item that is no mapping has the single key "value". Text and bytes are stored
as they are typed; what is certainly a pickle, Marshal, PHP's, igbinary, MessagePack
or YAML is written so again, and takes only a value of its kind. The item's flags tell its client what the bytes
are. If they say more than text, only a value of the same kind is accepted, a
number for a number, JSON for JSON; --flags N changes the flags, and 0 means
plain bytes.`,
		Example: "sessh> cd /Shop/s1/cart\nsessh> set total 12\nsessh> set note deliver after noon\nsessh> ls\n+ total  12\n+ note   \"deliver after noon\"\n",
		Kinds:   []command.Kind{command.Place, command.Anything}, Min: 1, Max: 2, Rest: 1, Changes: true, Run: set,
		Flags: func(f *pflag.FlagSet) {
			f.Bool("string", false, "read VALUE as text")
			f.BoolP("json", "j", false, "require JSON")
			f.BoolP("bytes", "b", false, "read hexadecimal digits or base64")
			f.Var(new(itemFlags), "flags", "set the flags of a raw item to `N`")
			f.String("file", "", "read the value from `FILE`; - is standard input")
		},
	}}
}

func set(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	value, err := valueOf(ctx, env, c)
	if err != nil {
		return nil, err
	}
	path := env.Place.Resolve(c.Words[0])
	err = env.Shell.Step(ctx, c.Label(), func() error {
		if err := replace(ctx, env, path, value); err != nil || !c.Flags.Changed("flags") {
			return err
		}
		s, err := env.Place.Session(ctx, path)
		if err != nil {
			return err
		}
		return s.SetFlags(uint32(*c.Flags.Lookup("flags").Value.(*itemFlags)))
	})
	if err == nil {
		env.Shell.MeetContainer(ctx, path)
	}
	return nil, err
}

// valueOf reads the value given to set. Reading a long value can be interrupted.
func valueOf(ctx context.Context, env command.Env, c *command.Call) (Value, error) {
	how, err := reading(c)
	name := c.String("file")
	switch {
	case err != nil:
		return Value{}, err
	case name != "" && len(c.Words) > 1:
		return Value{}, c.UsageError(errors.New("set takes either VALUE or --file, not both"))
	case name == "" && len(c.Words) < 2:
		return Value{}, c.UsageError(errors.New("set needs a VALUE"))
	case name == "" && len(c.Rest) < files.LargeText:
		return valueTyped(c, how)
	case name == "":
		return files.Interruptible(ctx, func() (Value, error) { return valueTyped(c, how) })
	}
	return files.Interruptible(ctx, func() (Value, error) { return valueInFile(ctx, env, name, how) })
}

func valueTyped(c *command.Call, how syntax.Reading) (Value, error) {
	if how != syntax.Auto {
		v, err := read(c, c.Rest, how)
		return Value{V: v}, err
	}
	v, err := ReadTyped(c, c.Rest)
	if err != nil {
		err = hint.With(err, "--string takes it as text")
	}
	return v, err
}

// maxFile is how many bytes are read from a file; no item can hold more.
const maxFile = 1 << 30

func valueInFile(ctx context.Context, env command.Env, name string, how syntax.Reading) (Value, error) {
	b, err := readFile(ctx, env, name)
	switch {
	case err != nil:
		return Value{}, err
	case how == syntax.Bytes:
		return Value{V: tree.Bytes(b)}, nil
	case how == syntax.Auto:
		text, ok := syntax.Text(b).(string)
		if !ok {
			return Value{V: tree.Bytes(b)}, nil
		}
		text = strings.TrimSuffix(text, "\n")
		b = []byte(strings.TrimSuffix(text, "\r"))
	}
	v, err := syntax.ReadValue(string(b), how)
	return Value{V: v}, err
}

func readFile(ctx context.Context, env command.Env, name string) ([]byte, error) {
	if name != "-" {
		return env.Files.Read(ctx, name, maxFile)
	}
	in := env.Shell.Input()
	if in == nil {
		return nil, errors.New("standard input cannot be read here")
	}
	return files.ReadAll(in, name, maxFile)
}

// reading returns the way of reading a value that the flags choose.
func reading(c *command.Call) (syntax.Reading, error) {
	how := syntax.Auto
	n := 0
	for flag, r := range map[string]syntax.Reading{"string": syntax.String, "json": syntax.JSON, "bytes": syntax.Bytes} {
		if c.IsSet(flag) {
			how = r
			n++
		}
	}
	if n > 1 {
		return how, c.UsageError(errors.New("--string, --json and --bytes cannot be used together"))
	}
	return how, nil
}

// replace sets a place to a value, unless it has an equal one: then a list or mapping stays
// as it is, with what it shares.
func replace(ctx context.Context, env command.Env, path place.Path, value Value) error {
	if len(path) > place.Session {
		if at, err := env.Place.Find(ctx, path); err == nil && at.Found {
			if value, err = asShown(at, value); err != nil || tree.Equal(at.Value, value.V) {
				return err
			}
		}
	}
	return put(ctx, env, path, value)
}

// put sets a place to a value.
func put(ctx context.Context, env command.Env, path place.Path, value Value) error {
	switch len(path) {
	case place.Root, place.Container:
		return hint.With(fmt.Errorf("%s is not a key", path), "a key is below a package: /CONTAINER/SESSION/PACKAGE/KEY")
	case place.Session:
		return notKey(ctx, env, path, value)
	}
	at, err := env.Place.Find(ctx, path)
	if err != nil {
		return err
	}
	return putAt(env, at, value)
}

// putAt puts a value into the list or mapping that holds the place.
func putAt(env command.Env, at *place.Spot, value Value) error {
	v, err := fit(at, value)
	if err != nil {
		return err
	}
	noteKeyType(env, at)
	noteElsewhere(env, at)
	noteText(env, at, value)
	noteForm(env, at, value)
	switch parent := at.Parent.(type) {
	case *tree.Map:
		return parent.Set(at.Key, v)
	case *tree.List:
		i := at.Key.(int)
		if i == parent.Len() {
			return parent.Append(v)
		}
		if i > parent.Len() {
			return hint.With(parent.Set(i, v), "%s", place.IndexesOf(parent))
		}
		return parent.Set(i, v)
	}
	return fmt.Errorf("%s cannot be set", at.Names)
}

// noteElsewhere notes which other places change with this one.
func noteElsewhere(env command.Env, at *place.Spot) {
	others := at.Session.Elsewhere(at.Keys...)
	if at.Through != nil {
		env.Out.Note("that is %s", place.Of(at.Session.Path().Below(at.Keys...)))
		others = slices.DeleteFunc(others, func(p tree.Path) bool { return slices.Equal(place.Of(p), at.Through) })
	}
	if text := output.PlacesText(others); text != "" {
		env.Out.NoteOnce(text, "also changes %s", text)
	}
}
