// Package setting has the table of the settings of sessh, and reads the configuration file.
//
// [Table] lists what can be set, and where: by a flag, in the environment, at the top of the
// file, or in the file's table of a server. The flags, the command config, the errors about
// the file and its documentation all come from that table. [Read] reads the file.
package setting

import (
	"slices"
	"strings"
	"sync"

	"sessh/repl/output"
	"sessh/session"
	"sessh/session/memcached"
	"sessh/session/memcached/scheme"
)

// A Where is a set of places where a setting can be.
type Where uint8

const (
	Flag   Where = 1 << iota // on the command line
	Top                      // in the file, before its tables
	Server                   // in the file, in the table of a server
)

// A Kind is what the value of a setting is.
type Kind uint8

const (
	Text Kind = iota
	Texts
	Bool
	Duration
	Size
)

// String returns what a value is called in the documentation of the file.
func (k Kind) String() string {
	return [...]string{"text", "text or list", "true or false", "duration", "size"}[k]
}

// A Setting is one row of the table.
type Setting struct {
	Name    string            // of the flag, and of the key in the file
	Key     string            // in the table of a server, if it is another one
	Letter  string            // of the flag
	Kind    Kind              //
	Default string            // as it is typed
	Choices []string          // all possible values; nil: any
	Former  map[string]string // what values of another kind were in earlier versions; nil: nothing
	Env     string            // the variable of the environment; "": none
	In      Where
	Doc     string // as of a flag: the name of its value is in backquotes
	Brief   string // for the documentation of the file, if the flag has more to say
}

// KeyIn returns the key of the setting in the file: at its top, or in the table of a server.
func (s Setting) KeyIn(w Where) string {
	if w == Server && s.Key != "" {
		return s.Key
	}
	return s.Name
}

// The values of the setting confirm.
const (
	ConfirmNever      = "never"
	ConfirmProduction = "production" // where the name of the server is red
	ConfirmAlways     = "always"
)

// Production is the colour of the names of servers in production.
const Production = "red"

const everywhere = Flag | Top | Server

// Colors are the colours that a server's name can have in the prompt.
var Colors = []string{Production, "yellow", "green", "blue", "magenta", "cyan"}

// Table returns all settings. Those with a flag are in the order of --help. It must not be changed.
func Table() []Setting { return table() }

var table = sync.OnceValue(func() []Setting {
	return []Setting{
		{Name: "server", Key: "address", Letter: "s", Kind: Texts, Env: "SESSH_SERVER", In: Flag | Server,
			Doc:   "connect to `SERVER`: host, host:port, [v6]:port or unix:/path, repeatable, or several with commas; or one name in the configuration file\n(default $SESSH_SERVER, or sessions in this process's memory)",
			Brief: "host, host:port, [v6]:port or unix:/path"},
		{Name: "demo", Kind: Bool, In: Flag, Doc: "work on 2,000 sessions of a made-up shop, in this process's memory; \"help tour\" shows around"},
		{Name: "command", Letter: "c", Kind: Texts, In: Flag, Doc: "run `LINE` and exit; repeatable"},
		{Name: "timeout", Kind: Duration, Default: memcached.DefaultTimeout.String(), In: everywhere, Doc: "how long a server may make no progress"},
		{Name: "lifetime", Kind: Duration, Default: session.DefaultTimeout.String(), In: everywhere, Doc: "lifetime of new sessions; 0 means that they do not expire"},
		{Name: "memory", Kind: Size, In: Flag | Top, Doc: "limit the memory of statements and of jq expressions to `SIZE`, such as 64MB or 2GB (default 512MB)"},
		{Name: "read-only", Kind: Bool, In: everywhere, Doc: "refuse every write"},
		{Name: "strict", Kind: Bool, In: everywhere, Doc: "fail a commit also if a session that was only read has changed"},
		{Name: "format", Letter: "f", In: Flag | Server, Doc: "`FORMAT` of containers that the server does not have yet; the command formats lists them"},
		{Name: "hash", In: everywhere, Choices: schemeNames(), Doc: "`SCHEME` by which the application's client spreads keys over several servers: " + strings.Join(schemeNames(), ", "),
			Brief: "by which the client spreads keys over several servers"},
		{Name: "prefix", Kind: Texts, In: Flag | Server, Doc: "treat items whose keys begin with `PREFIX` as sessions, in JSON or text; PREFIX=FORMAT as those of a framework, such as moodle_=php; repeatable",
			Brief: "of the keys of sessions; PREFIX=FORMAT for those of a framework"},
		{Name: "config", In: Flag, Doc: "read the configuration from `FILE` (default sessh/config.toml in the user's configuration folder)"},
		{Name: "color", Default: "auto", Choices: []string{"auto", "always", "never"}, In: Flag | Top, Doc: "`WHEN` to use colours: auto, always or never"},
		{Name: "prompt-color", Key: "color", Choices: Colors, In: Server, Doc: "of the server in the prompt"},
		{Name: "output", Letter: "o", Default: string(output.AsText), Choices: output.Formats(), In: Flag | Top, Doc: "output `FORMAT`: " + strings.Join(output.Formats(), ", ")},
		{Name: "timing", Kind: Bool, In: Top, Doc: "say after each command how long it took"},
		{Name: "pager", Env: "SESSH_PAGER", In: Top, Doc: "command for long output; \"cat\" for none (default $PAGER, or less)"},
		{Name: "title", Kind: Bool, Default: "true", In: Top, Doc: "show the server and the place in the window's title"},
		{Name: "suggestions", Kind: Bool, Default: "true", In: Top, Doc: "show what may follow the line that is typed"},
		{Name: "highlighting", Kind: Bool, Default: "true", In: Top, Doc: "show the line that is typed in colours"},
		{Name: "allow-flush", Kind: Bool, In: Flag, Doc: "allow flush to empty the server without asking, in walkthroughs too"},
		{Name: "no-history", Kind: Bool, In: Flag | Top, Doc: "do not keep a history file"},
		{Name: "recover", Kind: Bool, In: Flag, Doc: "recover what was pending when a shell on the same server was killed"},
		{Name: "no-recovery", Kind: Bool, In: Flag | Top, Doc: "do not save pending changes, and what was committed, to files"},
		{Name: "confirm", Default: ConfirmNever, Choices: []string{ConfirmNever, ConfirmProduction, ConfirmAlways}, Former: map[string]string{"true": ConfirmAlways, "false": ConfirmNever}, In: Top | Server,
			Doc: "ask before a commit at the prompt: never, production (where color is red), always"},
		{Name: "tls", Kind: Bool, In: everywhere, Doc: "connect with TLS"},
		{Name: "tls-ca", In: everywhere, Doc: "trust the certificates in `FILE`"},
		{Name: "tls-name", In: everywhere, Doc: "expect `NAME` in the server's certificate"},
		{Name: "tls-cert", In: everywhere, Doc: "present the client certificate in `FILE`"},
		{Name: "tls-key", In: everywhere, Doc: "read the private key of the client certificate from `FILE` (default the --tls-cert file)"},
		{Name: "user", In: everywhere, Doc: "authenticate as `NAME`; the password comes from --password-file or $SESSH_PASSWORD, or is asked for"},
		{Name: "password-file", In: everywhere, Doc: "read the password from `FILE`"},
	}
})

func schemeNames() []string {
	var names []string
	for _, s := range scheme.All() {
		names = append(names, s.Name)
	}
	return names
}

// find returns the setting of a key in the file.
func find(key string, in Where) (Setting, bool) {
	all := Table()
	i := slices.IndexFunc(all, func(s Setting) bool { return s.In&in != 0 && s.KeyIn(in) == key })
	if i < 0 {
		return Setting{}, false
	}
	return all[i], true
}

// keys returns the keys that the file can have there.
func keys(in Where) (all []string) {
	for _, s := range Table() {
		if s.In&in != 0 {
			all = append(all, s.KeyIn(in))
		}
	}
	return all
}
