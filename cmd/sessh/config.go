package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl"
	"sessh/repl/hint"
	"sessh/repl/meter"
	"sessh/repl/setting"
	"sessh/session/format/framework"
	"sessh/session/format/lazyregexp"
	"sessh/session/format/unknown"
)

// targets returns where the values of the settings are kept.
func (s *settings) targets() map[string]any {
	return map[string]any{
		"server": &s.servers, "demo": &s.demo, "command": &s.lines, "timeout": &s.timeout, "lifetime": &s.lifetime, "memory": &s.memory,
		"read-only": &s.readOnly, "strict": &s.strict, "format": &s.format, "hash": &s.hash, "prefix": &s.prefixes, "config": &s.config,
		"color": &s.color, "prompt-color": &s.promptColor, "output": &s.output, "pager": &s.pagerLine, "title": &s.title, "suggestions": &s.suggestions, "highlighting": &s.highlighting,
		"allow-flush": &s.allowFlush, "no-history": &s.noHistory, "recover": &s.recover, "no-recovery": &s.noPending, "confirm": &s.confirm, "timing": &s.timing,
		"tls": &s.useTLS, "tls-ca": &s.tlsCA, "tls-name": &s.tlsName, "tls-cert": &s.tlsCert, "tls-key": &s.tlsKey,
		"user": &s.user, "password-file": &s.passwordFile,
	}
}

// allSettings returns the settings with their values, which are the defaults.
func (s *settings) allSettings() *pflag.FlagSet {
	all := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	targets := s.targets()
	for _, row := range setting.Table() {
		switch target := targets[row.Name].(type) {
		case *string:
			all.StringVarP(target, row.Name, row.Letter, row.Default, row.Doc)
		case *[]string:
			all.StringArrayVarP(target, row.Name, row.Letter, nil, row.Doc)
		case *bool:
			all.BoolVarP(target, row.Name, row.Letter, row.Default == "true", row.Doc)
		case *time.Duration:
			d, _ := time.ParseDuration(row.Default)
			all.DurationVarP(target, row.Name, row.Letter, d, row.Doc)
		case *meter.Size:
			all.VarP(target, row.Name, row.Letter, row.Doc)
		}
	}
	return all
}

// configure reads the configuration file and settles what holds: a flag before the
// environment, before the server's table, before the top of the file. It returns the words of
// the command: a server's name may be before them.
func (s *settings) configure(words []string) ([]string, error) {
	wrong := s.readFile()
	if s.demo && s.held.Changed("server") {
		return words, errors.New("--demo and --server cannot be used together")
	}
	s.origins = make(map[string]string)
	words = s.nameServer(words)
	for _, row := range setting.Table() {
		if err := s.settle(row); err != nil {
			return words, err
		}
	}
	listed := strings.Split(strings.Join(s.servers, ","), ",")
	for _, address := range listed {
		if len(listed) > 1 && s.file.Servers[address] != nil {
			return words, fmt.Errorf("--server takes one name of the configuration file, or addresses: %s is a name in a list", address)
		}
	}
	if s.serverName != "" {
		s.servers = s.file.Servers[s.serverName]["server"].Texts
	}
	if len(words) > 0 && s.file.Servers != nil && wrong == nil {
		wrong = s.notServer(words[0])
	}
	return words, wrong
}

// nameServer finds the server of the file that is meant, and returns the words after its
// name.
func (s *settings) nameServer(words []string) []string {
	given := s.servers
	if env := s.getenv("SESSH_SERVER"); given == nil && env != "" {
		given = []string{env}
	}
	if s.demo {
		return words
	}
	if len(given) == 1 && s.file.Servers[given[0]] != nil {
		s.serverName = given[0]
	}
	if len(words) > 0 && s.file.Servers[words[0]] != nil && !s.held.Changed("server") {
		s.serverName, words = words[0], words[1:]
	}
	return words
}

// notServer fails for a word that is no command, but nearly the name of a server.
func (s *settings) notServer(word string) error {
	if repl.IsCommand(word, s.file.Aliases) {
		return nil
	}
	if s.file.Servers[word] != nil { // the flag has taken its place
		return hint.With(fmt.Errorf("%s is a server of the configuration file, and --server is given as well", word), "leave one of them out")
	}
	var names []string
	for name := range s.file.Servers {
		names = append(names, name)
	}
	server, command := hint.Nearest(word, names), hint.Nearest(word, repl.CommandNames())
	if server == "" || command != "" && hint.Distance(command, word) < hint.Distance(server, word) {
		return nil // the table of commands has better advice
	}
	return &unknown.Name{Err: fmt.Errorf("there is no command or server %q", word), Typed: word, Known: names}
}

// settle sets a setting, unless a flag has, and notes whence its value is.
func (s *settings) settle(row setting.Setting) error {
	f := s.held.Lookup(row.Name)
	set := func(origin string, texts ...string) error {
		s.origins[row.Name] = origin
		for _, t := range texts {
			if err := f.Value.Set(t); err != nil {
				return fmt.Errorf("%s: %w", origin, err)
			}
		}
		return nil
	}
	env := ""
	if row.Env != "" && !(s.demo && row.Name == "server") {
		env = s.getenv(row.Env)
	}
	if v, ok := s.file.Servers[s.serverName][row.Name]; ok && row.Name == "server" {
		s.origins[row.Name] = s.at(v)
		return nil // the name was the flag, or in the environment
	} else if f.Changed {
		return set("--" + row.Name)
	} else if env != "" {
		return set("$"+row.Env, env)
	} else if ok {
		return set(s.at(v), v.Texts...)
	}
	if v, ok := s.file.Top[row.Name]; ok {
		return set(s.at(v), v.Texts...)
	}
	return set("default")
}

// at says where a value is in the file.
func (s *settings) at(v setting.Value) string { return fmt.Sprintf("%s:%d", s.file.Name, v.Line) }

// holding returns what holds, and whence.
func (s *settings) holding() []setting.Held {
	all := make([]setting.Held, 0, len(setting.Table()))
	for _, row := range setting.Table() {
		if row.Name == "command" {
			continue
		}
		f := s.held.Lookup(row.Name)
		value := f.Value.String()
		if f.Value.Type() == "stringArray" { // few are lists, and to ask each kind of value whether it is one takes long
			value = strings.Join(f.Value.(pflag.SliceValue).GetSlice(), ", ")
		}
		all = append(all, setting.Held{Setting: row, Value: value, Origin: s.origins[row.Name]})
	}
	return all
}

// readFile reads the configuration file. Only one that was asked for must be there.
func (s *settings) readFile() error {
	name := s.config
	if name == "" {
		folder, err := s.configFolder()
		if err != nil {
			return nil // there is no home, and so no file
		}
		name = filepath.Join(folder, "config.toml")
	}
	text, err := os.ReadFile(name)
	switch {
	case s.config == "" && errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &configError{fmt.Errorf("the configuration file cannot be read: %w", err), "files"}
	}
	file, err := setting.Read(name, text)
	if err != nil {
		return &configError{err, "config"}
	}
	if s.rows, err = framework.ReadRows(name, bytes.NewReader(text)); err != nil {
		return &configError{err, "frameworks"}
	}
	if err = checkNames(file); err != nil {
		return &configError{err, "config"}
	}
	s.file = *file
	return nil
}

var aliasName = lazyregexp.New(`^[A-Za-z][\w-]*$`)

// checkNames fails for names of servers and aliases that commands have, and for aliases of
// what is no command.
func checkNames(file *setting.File) error {
	for name, values := range file.Servers {
		if repl.IsCommand(name, nil) {
			return fmt.Errorf("%s:%d: %s cannot be the name of a server: there is a command of that name", file.Name, values["server"].Line, name)
		}
	}
	for _, a := range file.Aliases {
		first := strings.Fields(a.Text)[0]
		switch {
		case repl.IsCommand(a.Name, nil):
			return fmt.Errorf("%s:%d: %s cannot be an alias: there is a command of that name", file.Name, a.Line, a.Name)
		case !aliasName.Get().MatchString(a.Name):
			return fmt.Errorf("%s:%d: %q cannot be an alias: it must be letters, digits, - and _", file.Name, a.Line, a.Name)
		case !repl.IsCommand(first, nil):
			return fmt.Errorf("%s:%d: %w", file.Name, a.Line, &unknown.Name{Err: fmt.Errorf("alias.%s: there is no command %q", a.Name, first), Typed: first, Known: repl.CommandNames()})
		}
	}
	return nil
}

// configFolder is where the user's configuration is.
func (s *settings) configFolder() (string, error) {
	if folder := s.getenv("XDG_CONFIG_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "sessh"), nil
	}
	folder, err := os.UserConfigDir()
	return filepath.Join(folder, "sessh"), err
}
