package control

import (
	"context"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/screen"
	"sessh/repl/setting"
)

// configHelp is the text of help config.
const configHelp = `Shows each setting with its value, and where that is from: a flag, the environment,
the configuration file with its line, or the default. sessh works without such a file. It
is config.toml in the folder sessh of your configuration folder ("help files"), or the file
of --config:

  timeout = "5s"
  pager   = "less -S"

  [server.prod]                      # sessh prod, or sessh --server prod
  address   = ["a:11211", "b:11211"]
  hash      = "ketama"
  read-only = true
  color     = "red"

  [alias]
  bob = "cookie {1}"                 # {2} and so on are further arguments
  ll  = "ls -l"                      # without {1} they follow

A flag comes before the environment, then the table of the server, then the top of the
file. [[framework]] is for frameworks of your own: see "help frameworks".

`

// held is one setting that is in force.
type held struct{ setting.Held }

func (h held) JSON() any {
	return map[string]any{"setting": h.Name, "value": h.Value, "origin": h.Origin}
}

func (held) Columns() []string { return []string{"setting", "value", "origin"} }

// columns of the settings.
const nameColumn, valueColumn = 14, 24

func (h held) Text(p *output.Printer) {
	p.Line("%s%s  %s", screen.Pad(h.Name, nameColumn), screen.Pad(screen.Safe(h.Value), valueColumn), p.Palette.Dim.Sprint(screen.Safe(h.Origin)))
}

func config(_ context.Context, env command.Env, _ *command.Call) (output.Result, error) {
	all, file := env.Shell.Configured()
	if file == "" {
		file = "none"
	}
	list := output.List{output.Message{Words: screen.Pad("file", nameColumn) + file, Facts: map[string]any{"file": file}}}
	for _, h := range all {
		list = append(list, held{h})
	}
	return output.Listed(held{}, list), nil
}
