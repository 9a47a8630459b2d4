package repl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/format/sesshjson"
)

func editCommands() []*command {
	return []*command{
		{
			name: "set", group: groupEdit, args: "PATH VALUE", short: "set a key to a value",
			long: `VALUE is the rest of the line: JSON where it is JSON (42, 1.5, true, null,
"42", [1, 2], {"a": 1}), else text as it stands, so "set info stored in memcache"
needs no quotes. In JSON, {"$bytes": "AP8="} and {"$time": "2026-01-02T03:04:05Z"}
are bytes and times. --string, --json and --bytes (hexadecimal or base64) force a
reading. --file F takes the value from a file, --file - from standard input.
In a list, the index after the last one appends.`,
			example: "sessh> cd /Shop/s1/cart\nsessh> set total 12\nsessh> set note deliver after noon\nsessh> ls\n+ total  12\n+ note   \"deliver after noon\"\n",
			kinds:   []kind{place, anything}, min: 1, max: 2, rest: 1, changes: true, run: (*Shell).set,
			flags: func(f *pflag.FlagSet) {
				f.BoolP("string", "s", false, "take VALUE as text")
				f.BoolP("json", "j", false, "insist on JSON")
				f.BoolP("bytes", "b", false, "read hexadecimal digits or base64")
				f.StringP("file", "f", "", "take the value from `FILE`; - is standard input")
			},
		},
		{
			name: "rm", aliases: []string{"del"}, group: groupEdit, args: "PATH...", short: "remove keys, packages or sessions",
			long: `The last name of a path can be a pattern with *, ? and []. A session is removed
with -r only. Like every change it is pending until commit.`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> rm /Shop/s1/cart/total\nsessh> ls /Shop/s1/cart\n",
			kinds:   []kind{place}, min: 1, max: many, changes: true, run: (*Shell).rm,
			flags: func(f *pflag.FlagSet) { f.BoolP("recursive", "r", false, "remove whole sessions, too") },
		},
		{
			name: "mv", group: groupEdit, args: "FROM TO", short: "move or rename a key, package or session",
			long: `Where TO is a list or mapping that is there, FROM is moved into it under its own
name. One step of undo.`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> mv /Shop/s1/cart/total /Shop/s1/cart/sum\nsessh> ls /Shop/s1/cart\n+ sum  12\n",
			kinds:   []kind{place}, min: 2, max: 2, changes: true,
			run: func(sh *Shell, ctx context.Context, c *call) error { return sh.copy(ctx, c, true) },
		},
		{
			name: "cp", group: groupEdit, args: "FROM TO", short: "copy a key, package or session",
			long: `Where TO is a list or mapping that is there, FROM is copied into it under its own
name. What is copied is a copy: changing one does not change the other.`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> cp /Shop/s1 /Shop/s2\nsessh> get /Shop/s2/cart/total\n12\n",
			kinds:   []kind{place}, min: 2, max: 2, changes: true,
			run: func(sh *Shell, ctx context.Context, c *call) error { return sh.copy(ctx, c, false) },
		},
		{
			name: "edit", group: groupEdit, args: "PATH", short: "edit a value in your editor",
			long: `Opens the value at PATH as JSON in $VISUAL or $EDITOR, and sets it to what was
saved. What is no JSON opens the editor again. Closing it without a change
changes nothing.`,
			example: "sessh> set /Shop/s1/cart/total 12\nsessh> edit /Shop/s1/cart/total # doctest: +SKIP\n",
			kinds:   []kind{place}, min: 1, max: 1, changes: true, run: (*Shell).edit,
		},
	}
}

// step makes the changes of f one step of undo, named after the line.
func (c *call) step(ctx context.Context, f func() error) error {
	w, err := c.work(ctx)
	if err != nil {
		return err
	}
	return w.Step(c.cmd.name+" "+strings.Join(c.shown(), " "), f)
}

// shown are the arguments as undo shows them.
func (c *call) shown() []string {
	var texts []string
	for i, w := range c.words {
		if c.cmd.rest > 0 && i == c.cmd.rest {
			texts = append(texts, c.rest)
			continue
		}
		texts = append(texts, w.Text)
	}
	return texts
}

func (sh *Shell) set(ctx context.Context, c *call) error {
	value, err := c.value()
	if err != nil {
		return err
	}
	names := c.resolve(c.words[0])
	return c.step(ctx, func() error { return sh.put(ctx, names, value) })
}

// value is the value that set was given.
func (c *call) value() (any, error) {
	how, err := c.reading()
	if err != nil {
		return nil, err
	}
	name := c.string("file")
	switch {
	case name != "" && len(c.words) > 1:
		return nil, usageError(c.cmd, errors.New("set takes either VALUE or --file, not both"))
	case name == "" && len(c.words) < 2:
		return nil, usageError(c.cmd, errors.New("set needs a VALUE"))
	case name == "":
		return syntax.ReadRest(c.rest, how)
	}
	b, err := c.readFile(name)
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

// maxFile bounds what is read from a file: no item can hold more.
const maxFile = 1 << 30

func (c *call) readFile(name string) ([]byte, error) {
	in := c.options.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	if in == nil {
		return nil, errors.New("there is no standard input to read from")
	}
	b, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("%s is %w: more than %d bytes", name, session.ErrTooLarge, maxFile)
	}
	return b, err
}

func (c *call) reading() (syntax.Reading, error) {
	how := syntax.Auto
	n := 0
	for flag, r := range map[string]syntax.Reading{"string": syntax.String, "json": syntax.JSON, "bytes": syntax.Bytes} {
		if c.isSet(flag) {
			how = r
			n++
		}
	}
	if n > 1 {
		return how, usageError(c.cmd, errors.New("--string, --json and --bytes exclude each other"))
	}
	return how, nil
}

// put sets the place to a value.
func (sh *Shell) put(ctx context.Context, names []string, value any) error {
	switch len(names) {
	case atRoot, atContainer:
		return withHint(fmt.Errorf("%s is no key", pathText(names)), "a key is below a package: /CONTAINER/SESSION/PACKAGE/KEY")
	case atSession:
		return withHint(fmt.Errorf("%s is a session, and cannot be set", pathText(names)), "set a key in one of its packages: %s/PACKAGE/KEY", pathText(names))
	}
	at, err := sh.find(ctx, names)
	if err != nil {
		return err
	}
	switch parent := at.parent.(type) {
	case *session.Map:
		return parent.Set(at.key, value)
	case *session.List:
		i := at.key.(int)
		if i == parent.Len() {
			return parent.Append(value)
		}
		return parent.Set(i, value)
	}
	return fmt.Errorf("%s cannot be set", pathText(names))
}

func (sh *Shell) rm(ctx context.Context, c *call) error {
	return c.step(ctx, func() error {
		for _, w := range c.words {
			all, err := sh.expand(ctx, w)
			if err != nil {
				return err
			}
			slices.Reverse(all) // so that the indexes of a list stay what they are
			for _, names := range all {
				if err := sh.remove(ctx, names, c.isSet("recursive")); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// expand resolves a path whose last name may be a pattern.
func (sh *Shell) expand(ctx context.Context, w syntax.Word) ([][]string, error) {
	p := syntax.ParsePath(w)
	names := sh.resolve(w)
	if len(p.Elems) == 0 || !p.Elems[len(p.Elems)-1].Pattern {
		return [][]string{names}, nil
	}
	glob, above := names[len(names)-1], names[:len(names)-1]
	var found [][]string
	add := func(name string) {
		if globs(glob, name) {
			found = append(found, append(slices.Clone(above), name))
		}
	}
	switch len(above) {
	case atRoot:
		return nil, fmt.Errorf("%s: containers are not chosen by a pattern", pathText(names))
	case atContainer:
		tx, err := sh.tx(ctx)
		if err != nil {
			return nil, err
		}
		for id, err := range sh.root.Container(above[0]).IDs(ctx, tx) {
			if err != nil {
				return nil, err
			}
			add(id)
		}
	default:
		at, err := sh.find(ctx, above)
		if err != nil {
			return nil, err
		}
		switch v := at.value.(type) {
		case *session.Map:
			for k := range v.All() {
				add(keyName(k))
			}
		case *session.List:
			for i := range v.All() {
				add(fmt.Sprint(i))
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("nothing matches %s", w.Text)
	}
	return found, nil
}

func (sh *Shell) remove(ctx context.Context, names []string, sessions bool) error {
	switch len(names) {
	case atRoot, atContainer:
		return withHint(fmt.Errorf("%s is not removed as a whole", pathText(names)), "rm -r %s removes its sessions", pathText(append(slices.Clone(names), "*")))
	case atSession:
		if !sessions {
			return withHint(fmt.Errorf("%s is a session", pathText(names)), "rm -r removes sessions, too")
		}
		s, err := sh.session(ctx, names)
		if err != nil {
			return err
		}
		return s.Delete()
	}
	at, err := sh.find(ctx, names)
	if err != nil {
		return err
	}
	if !at.found {
		return at.missing()
	}
	switch parent := at.parent.(type) {
	case *session.Map:
		_, err = parent.Delete(at.key)
	case *session.List:
		err = parent.Delete(at.key.(int))
	}
	return err
}

// copy copies a place to another one, or moves it.
func (sh *Shell) copy(ctx context.Context, c *call, move bool) error {
	from, to := c.resolve(c.words[0]), c.resolve(c.words[1])
	return c.step(ctx, func() error {
		if len(from) < atSession {
			return fmt.Errorf("%s is not copied as a whole", pathText(from))
		}
		src, err := sh.find(ctx, from)
		if err != nil {
			return err
		}
		if !src.found {
			return src.missing()
		}
		if to, err = sh.target(ctx, to, from); err != nil {
			return err
		}
		if len(to) >= len(from) && slices.Equal(to[:len(from)], from) {
			return fmt.Errorf("%s cannot go to %s: that is itself, or inside of it", pathText(from), pathText(to))
		}
		if len(from) == atSession || len(to) == atSession {
			err = sh.copySession(ctx, src, to)
		} else {
			err = sh.put(ctx, to, session.Clone(src.value))
		}
		if err != nil || !move {
			return err
		}
		return sh.remove(ctx, from, true)
	})
}

// target is where a copy goes to: into a place that is there and holds others,
// under the old name, or else to just the place that was given.
func (sh *Shell) target(ctx context.Context, to, from []string) ([]string, error) {
	name := from[len(from)-1]
	switch {
	case len(to) == atContainer && len(from) == atSession, len(to) == atSession && len(from) == atPackage:
		return append(to, name), nil
	case len(to) == atSession && len(from) == atSession:
		return to, nil
	case len(to) < atPackage:
		return nil, fmt.Errorf("%s cannot hold %s", pathText(to), pathText(from))
	case len(to) == atPackage && len(from) == atPackage:
		return to, nil
	}
	at, err := sh.find(ctx, to)
	if err != nil {
		return nil, err
	}
	switch v := at.value.(type) {
	case *session.Map:
		return append(to, name), nil
	case *session.List:
		if at.found {
			return append(to, fmt.Sprint(v.Len())), nil
		}
	}
	return to, nil
}

func (sh *Shell) copySession(ctx context.Context, src *spot, to []string) error {
	if len(src.names) != atSession || len(to) != atSession {
		return fmt.Errorf("a session is copied to a session: /CONTAINER/SESSION")
	}
	s, err := sh.session(ctx, to)
	if err != nil {
		return err
	}
	if s.Exists() {
		return withHint(fmt.Errorf("%s is already there", pathText(to)), "rm -r %s first, if it is to be replaced", pathText(to))
	}
	data, err := s.Data()
	if err != nil {
		return err
	}
	for k, v := range src.value.(*session.Map).All() {
		if err := data.Set(k, session.Clone(v)); err != nil {
			return err
		}
	}
	if s.Exists() && src.session.Timeout() >= 0 && s.Timeout() != src.session.Timeout() {
		return s.SetTimeout(src.session.Timeout())
	}
	return nil
}

func (sh *Shell) edit(ctx context.Context, c *call) error {
	names := c.resolve(c.words[0])
	if len(names) < atPackage {
		return fmt.Errorf("%s cannot be edited as a whole", pathText(names))
	}
	at, err := sh.find(ctx, names)
	if err != nil {
		return err
	}
	if sh.options.Run == nil {
		return errors.New("edit needs a terminal")
	}
	old, err := editable(at.value)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sessh-edit-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "value.json")
	if err := os.WriteFile(name, old, 0o600); err != nil {
		return err
	}
	value, err := sh.edited(ctx, name, old)
	if err != nil || value == nil {
		return err
	}
	return c.step(ctx, func() error { return sh.put(ctx, names, value.v) })
}

// edited runs the editor until it leaves JSON; nil where nothing was changed.
func (sh *Shell) edited(ctx context.Context, name string, old []byte) (*jsonValue, error) {
	editor := sh.options.Environ("VISUAL")
	if editor == "" {
		editor = sh.options.Environ("EDITOR")
	}
	if editor == "" {
		editor = "vi"
	}
	for {
		args := append(strings.Fields(editor), name)
		if err := sh.options.Run(ctx, args[0], args[1:]...); err != nil {
			return nil, fmt.Errorf("%s: %w", editor, err)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if string(b) == string(old) {
			sh.note("nothing was changed")
			return nil, nil
		}
		v, err := syntax.ReadValue(string(b), syntax.JSON)
		if err == nil {
			return &jsonValue{v}, nil
		}
		if sh.ask == nil {
			return nil, err
		}
		answer, askErr := sh.ask(ctx, fmt.Sprintf("%v; edit again? [Y/n] ", err))
		if askErr != nil || strings.HasPrefix(strings.ToLower(answer), "n") {
			return nil, errors.Join(err, askErr)
		}
	}
}

func lifetimeCommands() []*command {
	return []*command{{
		name: "expire", group: groupEdit, args: "PATH DURATION", short: "change how long a session lives",
		long: `DURATION is as 90s, 30m, 1h30m or 7d, or "never". The new timeout is pending
like any other change, counts from the commit on, and stays with the session.`,
		example: "sessh> set /Shop/s1/cart/total 12\nsessh> expire /Shop/s1 2h\nsessh> diff\n/Shop/s1\n~ timeout  1h -> 2h\n/Shop/s1/cart\n+ total    12\n",
		kinds:   []kind{place, anything}, min: 2, max: 2, changes: true, run: (*Shell).expire,
	}}
}

func (sh *Shell) expire(ctx context.Context, c *call) error {
	d, err := parseSpan(c.text(1))
	if err != nil {
		return usageError(c.cmd, err)
	}
	names := c.resolve(c.words[0])
	if len(names) < atSession {
		return fmt.Errorf("%s is no session, nor a place in one", pathText(names))
	}
	return c.step(ctx, func() error {
		s, err := sh.session(ctx, names)
		if err != nil {
			return err
		}
		return s.SetTimeout(d)
	})
}

// parseSpan reads a duration, with days.
func parseSpan(text string) (time.Duration, error) {
	if text == "never" || text == "0" {
		return session.TTLNever, nil
	}
	var days int
	rest := text
	if head, tail, ok := strings.Cut(text, "d"); ok {
		if _, err := fmt.Sscanf(head, "%d", &days); err != nil || fmt.Sprint(days) != head || days < 0 || days > 36500 {
			return 0, fmt.Errorf("%s is no duration: 90s, 30m, 1h30m, 7d and never are some", syntax.Quote(text))
		}
		rest = tail
	}
	d := time.Duration(days) * 24 * time.Hour
	if rest != "" {
		x, err := time.ParseDuration(rest)
		if err != nil {
			return 0, fmt.Errorf("%s is no duration: 90s, 30m, 1h30m, 7d and never are some", syntax.Quote(text))
		}
		d += x
	}
	if d < time.Second {
		return 0, fmt.Errorf("%s is too short: the least is 1s", syntax.Quote(text))
	}
	return d, nil
}

// editable is a value as JSON that is laid out for an editor.
func editable(v any) ([]byte, error) {
	b, err := sesshjson.AppendValue(nil, v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
