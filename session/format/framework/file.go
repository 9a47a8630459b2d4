package framework

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"sessh/session/format/client"
	"sessh/session/format/codec"
	"sessh/session/format/cookie"
	"sessh/session/format/keys"
	"sessh/session/format/lazyregexp"
	"sessh/session/format/plain"
	"sessh/session/format/unknown"
)

// rowFile is a file with rows of a user's own.
type rowFile struct {
	Framework []rowText `toml:"framework"`
}

// rowText is a row as it is written in a file. Some parts are a text or a list of texts.
type rowText struct {
	Name      string   `toml:"name"`
	About     string   `toml:"about,omitempty"`
	Key       any      `toml:"key"`
	Container any      `toml:"container,omitempty"`
	Hints     any      `toml:"hints,omitempty"`
	Telling   any      `toml:"telling,omitempty"`
	Digest    any      `toml:"digest,omitempty"`
	Contested bool     `toml:"contested,omitempty"`
	Proves    any      `toml:"proves,omitempty"`
	Sure      any      `toml:"sure,omitempty"`
	Whole     bool     `toml:"whole,omitempty"`
	Marks     []string `toml:"marks,omitempty"`
	ByBytes   bool     `toml:"by-bytes,omitempty"`
	Client    string   `toml:"client"`
	Envelope  any      `toml:"envelope,omitempty"`
	Codec     any      `toml:"codec"`
	Needs     string   `toml:"needs,omitempty"`
	Times     []string `toml:"times,omitempty"`
	Lock      any      `toml:"lock,omitempty"`
	LockFree  string   `toml:"lock-free,omitempty"`
	Accessed  string   `toml:"accessed,omitempty"`
	Expires   string   `toml:"expires,omitempty"`
	Restarts  bool     `toml:"restarts,omitempty"`
	Cookie    any      `toml:"cookie,omitempty"`
}

// ReadRows reads the rows in a file of that name, which may have other tables. Its errors
// name the file, the line and the row.
func ReadRows(name string, from io.Reader) ([]Row, error) {
	text, err := io.ReadAll(io.LimitReader(from, 1<<20))
	if err != nil {
		return nil, err
	}
	var f rowFile
	d := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	if err := ownError(d.Decode(&f)); err != nil {
		return nil, fileError(name, err)
	}
	lines := newLines(string(text))
	var rows []Row
	for i, t := range f.Framework {
		row, part, err := t.row()
		if err == nil {
			part = "name"
			if err = taken(row.Name, rows); err == nil {
				part, err = "container", containersTaken(row)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: framework %q: %w", name, lines.of(i, part), t.Name, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// ownError is the error of decoding a file, but for the settings that are no row's.
func ownError(err error) error {
	var strict *toml.StrictMissingError
	if !errors.As(err, &strict) {
		return err
	}
	own := slices.DeleteFunc(slices.Clone(strict.Errors), func(e toml.DecodeError) bool { return e.Key()[0] != "framework" })
	if len(own) == 0 {
		return nil
	}
	return &toml.StrictMissingError{Errors: own}
}

// fileError says where a file is no such file.
func fileError(name string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		at := strict.Errors[0]
		line, _ := at.Position()
		setting := at.Key()[len(at.Key())-1]
		return fmt.Errorf("%s:%d: %w", name, line, &unknown.Name{
			Err: fmt.Errorf("there is no setting %s", strings.Join(at.Key(), ".")), Typed: setting, Known: rowSettings(),
		})
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		line, _ := wrong.Position()
		if must := wanted(wrong.Key()); must != "" {
			return fmt.Errorf("%s:%d: %s: it must be %s", name, line, strings.Join(wrong.Key(), "."), must)
		}
		return fmt.Errorf("%s:%d: %s", name, line, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return fmt.Errorf("%s: %w", name, err)
}

// wanted says what the value of a key in a row must be; "" if it is none of a row.
func wanted(key toml.Key) string {
	if len(key) == 1 && key[0] == "framework" {
		return "a table, [[framework]]"
	}
	if len(key) < 2 || key[0] != "framework" {
		return ""
	}
	i := slices.Index(rowSettings(), key[1])
	if i < 0 {
		return ""
	}
	switch reflect.TypeFor[rowText]().Field(i).Type.Kind() {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list of texts"
	}
	return ""
}

// rowSettings returns the names of the settings of a row.
func rowSettings() []string {
	of := reflect.TypeFor[rowText]()
	var names []string
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("toml"), ",")
		names = append(names, name)
	}
	return names
}

// taken fails for a name that a format has.
func taken(name string, rows []Row) error {
	if Named(name) != nil || slices.ContainsFunc(rows, func(r Row) bool { return r.Name == name }) {
		return fmt.Errorf("there is a format of that name")
	}
	return nil
}

// containersTaken fails for the container of raw items, which the row would hide.
func containersTaken(r Row) error {
	own, err := New(r)
	if err == nil && slices.Contains(own.Traits().Containers, plain.Items) {
		err = fmt.Errorf("the container %s is that of raw items", plain.Items)
	}
	return err
}

// row is the row that is written so, or the setting that is wrong.
func (t *rowText) row() (r Row, part string, err error) {
	if !regexp.MustCompile(`^[\w.-]+$`).MatchString(t.Name) {
		return r, "name", errors.New("it needs a name of letters, digits, -, _ and dots")
	}
	r = Row{
		Name: t.Name, Of: t.Name, About: t.About, Tried: "nothing: it is from a file", Contested: t.Contested, Marks: t.Marks, Whole: t.Whole, ByBytes: t.ByBytes, Needs: t.Needs, Times: t.Times,
		Manners: Manners{LockFree: t.LockFree, Accessed: t.Accessed, Expires: t.Expires, Restarts: t.Restarts},
	}
	if r.About == "" {
		r.About = "sessions of " + t.Name
	}
	if t.Key == nil {
		return r, "name", errors.New("it needs a key, such as \"shop:{id}\"")
	}
	c, ok := client.Named(t.Client)
	if t.Client == "" {
		return r, "client", fmt.Errorf("it needs a client: the clients are %s", strings.Join(client.Names(), ", "))
	}
	if !ok {
		return r, "client", unknown.New("client", t.Client, client.Names())
	}
	r.Client = *c
	if r.Manners.Locks, err = texts(t.Lock); err != nil {
		return r, "lock", err
	}
	names, err := texts(t.Cookie)
	if err != nil {
		return r, "cookie", err
	}
	r.Manners.Cookie = cookie.Own(names...)
	envelopes, err := texts(t.Envelope)
	if err != nil {
		return r, "envelope", err
	}
	codecs, err := texts(t.Codec)
	if err != nil {
		return r, "codec", err
	}
	set, err := codec.Of(codecs, envelopes)
	if err != nil {
		part = "codec"
		if _, wrong := codec.Of(codecs, nil); wrong == nil {
			part = "envelope"
		}
		return r, part, err
	}
	r.Codecs = func() *codec.Set { return set }
	if r.Keys, part, err = t.patterns(); err != nil {
		return r, part, err
	}
	var wrong *keys.SettingError
	if _, err = New(r); errors.As(err, &wrong) {
		part = wrong.Setting
	}
	return r, part, err
}

// patterns are those of the row's keys, each with its container: the name of the row if
// there is none.
func (t *rowText) patterns() ([]keys.Pattern, string, error) {
	all, err := texts(t.Key)
	if err != nil || len(all) == 0 {
		return nil, "key", errors.Join(err, errors.New("it needs a key, such as \"shop:{id}\""))
	}
	sure, err := texts(t.Sure)
	if err != nil {
		return nil, "sure", err
	}
	proves, err := texts(t.Proves)
	if err != nil {
		return nil, "proves", err
	}
	containers, err := texts(t.Container)
	if err != nil {
		return nil, "container", err
	}
	if containers == nil && len(all) == 1 {
		containers = []string{t.Name}
	}
	if len(containers) != len(all) {
		return nil, "container", fmt.Errorf("it has %d keys, and %d containers", len(all), len(containers))
	}
	var patterns []keys.Pattern
	for i, key := range all {
		if !t.Contested && !keys.Distinct(key) {
			return nil, "key", fmt.Errorf("the key %s fits whatever others store, too: give it a text of its own, or set contested, and marks", key)
		}
		patterns = append(patterns, keys.Pattern{Key: key, Container: containers[i], Sure: slices.Contains(sure, key), Proves: slices.Contains(proves, key)})
	}
	return t.words(patterns)
}

// words gives patterns their hints, telling words and digests, of which there are as many as
// keys.
func (t *rowText) words(patterns []keys.Pattern) ([]keys.Pattern, string, error) {
	digests, err := texts(t.Digest)
	if err == nil && digests != nil && len(digests) != len(patterns) {
		err = fmt.Errorf("it has %d keys, and %d digests", len(patterns), len(digests))
	}
	if err != nil {
		return nil, "digest", err
	}
	for i := range patterns {
		p := &patterns[i]
		if p.Hints, err = textsOf(t.Hints, i); err != nil {
			return nil, "hints", err
		}
		if p.Telling, err = textsOf(t.Telling, i); err != nil {
			return nil, "telling", err
		}
		if digests != nil {
			p.Digest = digests[i]
		}
	}
	return patterns, "", nil
}

// texts are those of a setting that is a text or a list of texts.
func texts(v any) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case []any:
		var all []string
		for _, x := range v {
			s, ok := x.(string)
			if !ok {
				return nil, fmt.Errorf("%v is not a text", x)
			}
			all = append(all, s)
		}
		return all, nil
	}
	return nil, fmt.Errorf("%v is neither a text nor a list of texts", v)
}

// textsOf are those of the i-th key, of a setting that is a list of them for each.
func textsOf(v any, i int) ([]string, error) {
	list, ok := v.([]any)
	switch {
	case v == nil:
		return nil, nil
	case !ok || i >= len(list):
		return nil, errors.New("it needs a list of texts for each key")
	}
	return texts(list[i])
}

// fileLines are the lines of a file with rows.
type fileLines []string

func newLines(text string) fileLines { return strings.Split(text, "\n") }

var tableLine = lazyregexp.New(`^\s*\[\[?\s*framework\s*\]`)

// of returns the number of the line of a setting in the i-th row, or of the row's head
// if it is missing.
func (l fileLines) of(i int, setting string) int {
	head := 0
	set := regexp.MustCompile(`^\s*"?` + regexp.QuoteMeta(setting) + `"?\s*=`)
	for n, line := range l {
		if tableLine.Get().MatchString(line) {
			if i--; i == -2 {
				break
			}
			head = n + 1
		}
		if i == -1 && set.MatchString(line) {
			return n + 1
		}
	}
	return head
}
