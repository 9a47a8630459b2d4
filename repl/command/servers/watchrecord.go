package servers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/meter"
	"sessh/repl/place"
)

// recordFlags are the flags of watch that are about recordings.
func recordFlags(f *pflag.FlagSet) {
	f.String("record", "", "write every version of the sessions to `FILE`, too")
	most := meter.Size(100 << 20)
	f.Var(&most, "max", "end the recording at `SIZE`")
	f.String("redact", "", "with --record: replace the values of keys that match `KEYS`")
	f.Bool("force", false, "overwrite the FILE of --record when the watch ends")
	f.String("file", "", "show what the recording in `FILE` has, instead of watching")
}

func checkRecordFlags(c *command.Call) error {
	recording, playing := c.Flags.Changed("record"), c.Flags.Changed("file")
	switch {
	case recording && playing:
		return c.UsageError(errors.New("--record writes a file and --file reads one: give one of them"))
	case !recording && (c.Flags.Changed("max") || c.Flags.Changed("redact") || c.IsSet("force")):
		return c.UsageError(errors.New("--max, --redact and --force are about what --record writes"))
	case playing && (c.Flags.Changed("every") || c.Flags.Changed("for")):
		return c.UsageError(errors.New("--every and --for are about a watch, not about the recording of one"))
	}
	if (recording || playing) && c.IsSet("races") {
		return c.UsageError(errors.New("--races records nothing: another watch can do that beside it"))
	}
	for _, glob := range redacted(c) {
		if err := place.CheckGlob(glob); err != nil {
			return c.UsageError(err)
		}
	}
	return nil
}

// redacted returns the patterns of --redact.
func redacted(c *command.Call) []string {
	return strings.FieldsFunc(c.String("redact"), func(r rune) bool { return r == ',' })
}

// startRecording creates the file of --record; without it, it returns nil.
func startRecording(ctx context.Context, env command.Env, c *command.Call) (*recorder, error) {
	name := c.String("record")
	if !c.Flags.Changed("record") {
		return nil, nil
	}
	if env.Files.MayBlock(name) {
		return nil, fmt.Errorf("%s is not a regular file: a recording can be looked up in no other", name)
	}
	// The end of the watch is recorded, too, after Ctrl-C has ended ctx.
	f, err := env.Files.CreateInPlace(context.WithoutCancel(ctx), name, c.IsSet("force"))
	if err != nil {
		return nil, err
	}
	*env.Recorded = name
	r := &recorder{ctx: ctx, env: env, file: f, name: name, names: c.Path(env, 0), redact: redacted(c), there: make(map[[2]string]uint64)}
	if most, ok := c.Flags.Lookup("max").Value.(*meter.Size); ok {
		r.most = int64(*most)
	}
	return r, nil
}
