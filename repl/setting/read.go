package setting

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"sessh/repl/hint"
	"sessh/repl/meter"
	"sessh/session/format/unknown"
)

// A File is a configuration file, but for its frameworks. The zero value is that of no file.
type File struct {
	Name    string
	Top     Values
	Servers map[string]Values
	Aliases []Alias
}

// Values are those of settings, by name.
type Values map[string]Value

// A Value is what the file has for a setting.
type Value struct {
	Texts []string // as they would be typed after the flag
	Line  int
}

// An Alias is a name for a command line.
type Alias struct {
	Name, Text string
	Line       int
}

// frameworks is the table whose rows are read elsewhere.
const frameworks = "framework"

// A reader reads a file.
type reader struct {
	unstable.Parser
	file  *File
	table []string       // in which the next keys are
	heads map[string]int // the first line about each server
}

// Read reads a file. Its errors name the file and the line.
func Read(name string, text []byte) (*File, error) {
	if err := wellFormed(name, text); err != nil {
		return nil, err
	}
	r := &reader{file: &File{Name: name, Top: make(Values), Servers: make(map[string]Values)}, heads: make(map[string]int)}
	r.Reset(text)
	for r.NextExpression() {
		e := r.Expression()
		if err := r.read(e); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, r.line(e), err)
		}
	}
	if err := r.Error(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	inOrder := func(a, b string) int { return cmp.Compare(r.heads[a], r.heads[b]) }
	for _, server := range slices.SortedFunc(maps.Keys(r.file.Servers), inOrder) {
		if a := r.file.Servers[server]["server"]; strings.Join(a.Texts, "") == "" {
			return nil, fmt.Errorf("%s:%d: [server.%s] needs an address, such as \"localhost:11211\"", name, cmp.Or(a.Line, r.heads[server]), server)
		}
	}
	return r.file, nil
}

// wellFormed fails for a text that is not TOML.
func wellFormed(name string, text []byte) error {
	var all map[string]any
	err := toml.Unmarshal(text, &all)
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		line, _ := wrong.Position()
		return fmt.Errorf("%s:%d: %s", name, line, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return err
}

// line returns the line of an expression.
func (r *reader) line(e *unstable.Node) int {
	for it := e.Key(); it.Next(); {
		return r.Shape(it.Node().Raw).Start.Line
	}
	return 0
}

func keyOf(e *unstable.Node) (all []string) {
	for it := e.Key(); it.Next(); {
		all = append(all, string(it.Node().Data))
	}
	return all
}

func (r *reader) read(e *unstable.Node) error {
	switch e.Kind {
	case unstable.Table, unstable.ArrayTable:
		r.table = keyOf(e)
		return r.head(e.Kind == unstable.ArrayTable, r.line(e))
	case unstable.KeyValue:
		return r.assign(append(slices.Clone(r.table), keyOf(e)...), e.Value(), r.line(e))
	}
	return nil
}

// head checks the head of a table.
func (r *reader) head(array bool, line int) error {
	t := r.table
	switch {
	case t[0] == frameworks:
		return nil // checked where its rows are read
	case array || !slices.Contains([]string{"server", "alias"}, t[0]):
		return noSetting(strings.Join(t, "."), t[0], []string{frameworks, "server", "alias"})
	case t[0] == "alias" && len(t) == 1, t[0] == "server" && len(t) == 1:
		return nil
	case t[0] == "server" && len(t) == 2:
		return r.server(t[1], line)
	}
	return fmt.Errorf("there is no table %s", strings.Join(t, "."))
}

// server begins the table of a server.
func (r *reader) server(name string, line int) error {
	if name == "" || strings.ContainsAny(name, " \t,:/[]") || strings.HasPrefix(name, "-") {
		return fmt.Errorf("%q cannot be the name of a server: it could be an address, or needs quotes", name)
	}
	if r.file.Servers[name] == nil {
		r.file.Servers[name], r.heads[name] = make(Values), line
	}
	return nil
}

// assign takes a key with its value.
func (r *reader) assign(key []string, value *unstable.Node, line int) error {
	switch {
	case key[0] == frameworks:
		return nil
	case len(key) == 2 && key[0] == "alias":
		return r.alias(key[1], value, line)
	case len(key) == 2 && key[0] == "server":
		return fmt.Errorf("server.%s must be a table: [server.%[1]s], with an address", key[1])
	case len(key) == 3 && key[0] == "server":
		if err := r.server(key[1], line); err != nil {
			return err
		}
		return set(r.file.Servers[key[1]], Server, strings.Join(key, "."), key[2], value, line)
	case len(key) == 1:
		return set(r.file.Top, Top, key[0], key[0], value, line)
	}
	return fmt.Errorf("there is no setting %s", strings.Join(key, "."))
}

func (r *reader) alias(name string, value *unstable.Node, line int) error {
	if value.Kind != unstable.String || strings.TrimSpace(string(value.Data)) == "" {
		return fmt.Errorf("alias.%s is not a text, such as \"cookie {1}\"", name)
	}
	r.file.Aliases = append(r.file.Aliases, Alias{Name: name, Text: string(value.Data), Line: line})
	return nil
}

func noSetting(full, typed string, known []string) error {
	return &unknown.Name{Err: fmt.Errorf("there is no setting %s", full), Typed: typed, Known: known}
}

// set puts the value of a key into values.
func set(values Values, in Where, full, key string, value *unstable.Node, line int) error {
	s, ok := find(key, in)
	if !ok {
		known := keys(in)
		if in == Top {
			known = append(known, frameworks, "alias")
		}
		return noSetting(full, key, known)
	}
	texts, err := s.texts(value)
	if err != nil {
		return fmt.Errorf("%s: %w", full, err)
	}
	values[s.Name] = Value{texts, line}
	return nil
}

// texts returns a value in the file as it would be typed after the flag.
func (s Setting) texts(value *unstable.Node) ([]string, error) {
	var texts []string
	switch {
	case s.Kind == Texts && value.Kind == unstable.Array:
		for it := value.Children(); it.Next(); {
			if it.Node().Kind != unstable.String {
				return nil, errors.New("it is not a list of texts")
			}
			texts = append(texts, string(it.Node().Data))
		}
	case s.Kind == Bool && value.Kind == unstable.Bool, s.Kind != Bool && value.Kind == unstable.String:
		texts = []string{string(value.Data)}
	case s.Former[string(value.Data)] != "":
		now := s.Former[string(value.Data)]
		return nil, hint.With(fmt.Errorf("%s is not one of %s", value.Data, strings.Join(s.Choices, ", ")), "%s = %q is the same", s.Name, now)
	default:
		return nil, fmt.Errorf("it must be %s", s.Kind.wanted())
	}
	for _, t := range texts {
		if err := s.Check(t); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// wanted words what a value must be.
func (k Kind) wanted() string {
	return [...]string{"a text in quotes", "a text in quotes, or a list of texts", "true or false", `a duration in quotes, such as "5s"`, `a size in quotes, such as "64MB"`}[k]
}

// Check fails for a text that is no value of the setting.
func (s Setting) Check(text string) error {
	switch {
	case s.Kind == Duration:
		if _, err := time.ParseDuration(text); err != nil {
			return fmt.Errorf("%q is not a duration such as 5s or 1h30m", text)
		}
	case s.Kind == Size:
		return new(meter.Size).Set(text)
	case s.Choices != nil && text != "" && !slices.Contains(s.Choices, text):
		return &unknown.Name{Err: fmt.Errorf("%q is not one of %s", text, strings.Join(s.Choices, ", ")), Typed: text, Known: s.Choices}
	}
	return nil
}
