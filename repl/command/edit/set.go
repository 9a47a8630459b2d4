package edit

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/syntax"
	"sessh/session"
)

func setting() command.Table {
	return command.Table{{
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
		Kinds:   []command.Kind{command.Place, command.Anything}, Min: 1, Max: 2, Rest: 1, Changes: true, Run: set,
		Flags: func(f *pflag.FlagSet) {
			f.Bool("string", false, "take VALUE as text")
			f.BoolP("json", "j", false, "insist on JSON")
			f.BoolP("bytes", "b", false, "read hexadecimal digits or base64")
			f.Var(new(itemFlags), "flags", "of a raw item: set its flags to `N`")
			f.String("file", "", "take the value from `FILE`; - is standard input")
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

// valueOf reads the value that set was given. A long one can be interrupted.
func valueOf(ctx context.Context, env command.Env, c *command.Call) (Value, error) {
	how, err := reading(c)
	name := c.String("file")
	switch {
	case err != nil:
		return Value{}, err
	case name != "" && len(c.Words) > 1:
		return Value{}, command.UsageError(c.Cmd, errors.New("set takes either VALUE or --file, not both"))
	case name == "" && len(c.Words) < 2:
		return Value{}, command.UsageError(c.Cmd, errors.New("set needs a VALUE"))
	case name == "" && len(c.Rest) < files.LargeText:
		return valueTyped(c, how)
	case name == "":
		return files.Heard(ctx, func() (Value, error) { return valueTyped(c, how) })
	}
	return files.Heard(ctx, func() (Value, error) { return valueInFile(ctx, env, name, how) })
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

// mostInFile is how much is read from a file: no item can hold more.
const mostInFile = 1 << 30

func valueInFile(ctx context.Context, env command.Env, name string, how syntax.Reading) (Value, error) {
	b, err := readFile(ctx, env, name)
	switch {
	case err != nil:
		return Value{}, err
	case how == syntax.Bytes:
		return Value{V: session.Bytes(b)}, nil
	case how == syntax.Auto:
		text, ok := syntax.Text(b).(string)
		if !ok {
			return Value{V: session.Bytes(b)}, nil
		}
		b = []byte(strings.TrimRight(text, "\r\n"))
	}
	v, err := syntax.ReadValue(string(b), how)
	return Value{V: v}, err
}

func readFile(ctx context.Context, env command.Env, name string) ([]byte, error) {
	if name != "-" {
		return env.Files.Read(ctx, name, mostInFile)
	}
	in := env.Shell.Input()
	if in == nil {
		return nil, errors.New("there is no standard input to read from")
	}
	return files.ReadAll(in, name, mostInFile)
}

// reading returns how the flags say that a value is to be read.
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
		return how, command.UsageError(c.Cmd, errors.New("--string, --json and --bytes exclude each other"))
	}
	return how, nil
}
