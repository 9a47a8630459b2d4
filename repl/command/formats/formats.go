// Package formats has the commands about how applications keep their sessions: formats and
// format, which show and set the format of a container, and unlock, which removes a lock
// that an application has left behind. None of them is part of the transaction.
package formats

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/stored"
)

// Commands returns the commands, in the order of the list of commands.
func Commands() command.Table {
	return append(command.Table{
		{
			Name: "formats", Group: command.GroupServer, Args: "[NAME]", Short: "list the formats of sessions",
			Long: `A format is how a framework names the item of a session and encodes it. The format
of a container is recognized from the keys and values on the server; format shows
and sets it.

With --detail it prints what sessions of a format are recognized by, how they are
written, and what wrote those that it was tried with, and the format itself as it is
written in the configuration file: a framework of your own is a copy of such a row
with another name and key. "help frameworks" has more.`,
			Example: "sessh> formats\nsessh  ...\nlovely  ...\nsessh> formats --detail beaker\n# Beaker's sessions, and Pyramid's by pyramid_beaker, as pickles; read and written\n# recognized by the key {id}_session and its value\n...\n[[framework]]\nname = 'beaker'\n...\n",
			Kinds:   []command.Kind{command.FormatName}, Max: 1, Paged: true, Shows: command.Always, Run: formats,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("detail", false, "print all that is known of each")
			},
		},
		{
			Name: "format", Group: command.GroupServer, Args: "CONTAINER [FORMAT[:WAY]]", Short: "show or set the format of a container",
			Long: `A container of which the server holds nothing has sessh's own format, or the one of
the flag --format; here it is given another one. Commit or abort what is pending in
the container first.

Some formats write sessions in several ways: PHP's with one of six serializers,
Flask's in MessagePack or as pickles, Rack's in Marshal or JSON, pickles in one of
several protocols. An existing session stays as it is written, and a new one is
written like the others in its container. If there are none, or they differ, commit
names the way that it chose; WAY decides it, and also how a value is read that could be
written in several ways.`,
			Example: "sessh> format Shop lovely\nShop is in format lovely\nsessh> format php php:igbinary\nphp is in format php, new sessions are written as igbinary\n",
			Kinds:   []command.Kind{command.Folder, command.FormatWay}, Min: 1, Max: 2, Run: showOrSet,
		},
	}, unlocking()...)
}

// formatRow is one format.
type formatRow struct {
	name, about string
	width       int // of all names
}

func (r formatRow) JSON() any { return map[string]any{"format": r.name, "about": r.about} }

func (formatRow) Columns() []string { return []string{"format", "about"} }

func (r formatRow) Text(p *output.Printer) { p.Line("%s  %s", screen.Pad(r.name, r.width), r.about) }

func formats(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	all := env.Root.Formats()
	if len(c.Words) > 0 {
		f, err := named(env, c.Text(0))
		if err != nil {
			return nil, err
		}
		all = []format.Format{f}
	}
	width := 0
	for _, f := range all {
		width = max(width, len(f.Name()))
	}
	detail := c.IsSet("detail")
	rows := output.Rows(func(emit func(output.Result) error) error {
		for _, f := range all {
			var row output.Result = formatRow{f.Name(), f.Traits().About, width}
			if detail {
				row = detailOf(f)
			}
			if err := emit(row); err != nil {
				return err
			}
		}
		return nil
	})
	if detail {
		return rows, nil
	}
	return output.Listed(formatRow{}, rows), nil
}

func showOrSet(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	path := env.Place.Resolve(c.Words[0])
	if len(path) != place.Container {
		return nil, fmt.Errorf("%s is not a container", path)
	}
	name := path[0]
	if len(c.Words) == 2 {
		if err := assign(env, name, c.Text(1)); err != nil {
			return nil, err
		}
		command.NoteNoEffect(env, c)
	}
	in := env.Root.Container(name)
	m := output.Message{
		Words: fmt.Sprintf("%s is in format %s", syntax.Quote(name), in.Format().Name()),
		Facts: map[string]any{"container": name, "format": in.Format().Name()},
	}
	if way, why := in.NewWay(ctx); way != "" {
		m.Words += ", new sessions are written as " + way
		m.Facts["way"] = way
		if why != "" {
			m.Words += ": " + why
			m.Facts["doubt"] = why
		}
	}
	return m, nil
}

// assign gives a container the format that was typed, with the way behind a colon.
func assign(env command.Env, container, typed string) error {
	f, typedWay, err := split(env, typed)
	if err != nil {
		return err
	}
	if takes := f.Traits().Takes; takes != nil {
		err := takes(container)
		switch {
		case err != nil && f.Traits().Facts == nil:
			return err
		case err != nil && f.Traits().Sealed != "":
			return hint.With(err, "sessions of %s can only be read, and are listed under the keys that formats --detail %[1]s shows", f.Name())
		case err != nil:
			return hint.With(err, "sessions of %s under another prefix are shown with the flag --prefix PREFIX=%s", f.Name(), f.Name())
		}
	}
	way, err := wayOf(f, typedWay)
	if err != nil {
		return err
	}
	for _, s := range env.Work.Opened(container) {
		if len(s.Changes()) > 0 && (s.Container().Format() != format.Format(f) || way != "" && s.Stored()) {
			return hint.With(errors.New("changes are pending in this container"), "commit or abort first")
		}
	}
	env.Root.Catalog().Assign(container, f)
	if err := env.Root.Container(container).AssignWay(way); err != nil {
		return err
	}
	if w := env.Work.Open(); w != nil {
		w.Leave(container)
	}
	env.Shell.ForgetListed()
	return nil
}

// split returns the format and the way of a text like php:igbinary. The name of a format can
// have colons of its own.
func split(env command.Env, typed string) (f format.Format, way string, err error) {
	if f = env.Root.FormatNamed(typed); f != nil {
		return f, "", nil
	}
	name := typed
	if i := strings.LastIndexByte(typed, ':'); i >= 0 {
		name, way = typed[:i], typed[i+1:]
	}
	f, err = named(env, name)
	return f, way, err
}

// named returns the format of that name.
func named(env command.Env, name string) (format.Format, error) {
	if f := env.Root.FormatNamed(name); f != nil {
		return f, nil
	}
	err := fmt.Errorf("there is no format %s", syntax.QuoteWord(name))
	if near := hint.Nearest(name, names(env.Root)); near != "" {
		return nil, hint.WithText(err, hint.DidYouMean(near))
	}
	return nil, hint.With(err, "the formats are %s", notation.List(names(env.Root)))
}

// wayOf returns the way of a format that was typed, in whatever case; "" for none.
func wayOf(f format.Format, typed string) (string, error) {
	ways := f.Traits().Ways
	if typed == "" {
		return "", nil
	}
	for _, w := range ways {
		if strings.EqualFold(w, typed) {
			return w, nil
		}
	}
	if ways == nil {
		return "", fmt.Errorf("the format %s writes sessions in one way only", f.Name())
	}
	return "", hint.With(fmt.Errorf("the format %s does not write sessions as %s", f.Name(), syntax.QuoteWord(typed)), "it writes them as %s", notation.List(ways))
}

// names returns the names of the formats.
func names(root *session.Root) []string {
	var all []string
	for _, f := range root.Formats() {
		all = append(all, f.Name())
	}
	return slices.Compact(all) // several prefixes have the format plain
}

func unlocking() command.Table {
	return command.Table{{
		Name: "unlock", Alike: []string{"release"}, Group: command.GroupServer, Args: "PATH", Short: "remove a lock that no request holds anymore",
		Long: `An application in PHP locks a session while a request uses it. A request that is
killed leaves its lock behind, for ever if sess_lock_expire is 0: the session is
blocked. info, ls and the error of a commit show when the lock was last used, and
when it expires. A request that is still running would overwrite what is committed
meanwhile, so unlock asks first, and in a script needs --force. It removes exactly
the lock that it looked at, at once; it is not part of the transaction.`,
		Example: "sessh> set /php/u8j3kfa2/name Bob\nsessh> set /items/memc.sess.key.lock.u8j3kfa2/value 1\nsessh> commit\ncommitted 2 sessions, 2 changes\n  /php/u8j3kfa2: written as php...\nsessh> unlock --force /php/u8j3kfa2\n/php/u8j3kfa2 is unlocked\n",
		Kinds:   []command.Kind{command.Place}, Min: 1, Max: 1, Run: unlock,
		Flags: func(f *pflag.FlagSet) { f.Bool("force", false, "do not ask") },
	}}
}

func unlock(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	path := env.Place.Resolve(c.Words[0])
	if len(path) != place.Session {
		return nil, hint.With(fmt.Errorf("%s is not a session", path), "a lock is on a session as a whole: unlock %s", path.SessionForm())
	}
	in, err := stored.Locate(ctx, env.Root, path[0], path[1])
	switch {
	case err != nil:
		return nil, err
	case !in.Locks():
		return nil, fmt.Errorf("%s: applications do not lock sessions in format %s", path, in.Format().Name())
	}
	locks, err := in.LocksOn(ctx, path[1])
	lock := locks[0]
	switch {
	case err != nil:
		return nil, err
	case lock == nil:
		return nil, fmt.Errorf("%s is not locked", path)
	case env.Shell.ReadOnly():
		return nil, fmt.Errorf("%s stays locked: the store is %w", path, storage.ErrReadOnly)
	}
	if !c.IsSet("force") {
		if err := confirmUnlock(ctx, env, path, lock); err != nil {
			return nil, err
		}
	}
	if err := in.Unlock(ctx, lock); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return output.Message{Words: path.String() + " is unlocked", Facts: map[string]any{"unlocked": path.String(), "lock": lock.Key()}}, nil
}

func confirmUnlock(ctx context.Context, env command.Env, path place.Path, lock *family.Lock) error {
	if !env.Shell.Attended() {
		return hint.With(fmt.Errorf("a request may still hold the lock of %s, and there is no terminal to ask", path), "unlock --force does it in a script")
	}
	env.Out.Note("%s is %s: its lock is %s.", path, output.LockedText("locked by the application", lock), screen.Safe(lock.Key()))
	answer, err := env.Shell.Ask(ctx, "A request that still uses the session would overwrite what you commit. Remove the lock? [y/N] ")
	if err != nil {
		return err
	}
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y") {
		return errors.New("the lock was not removed")
	}
	return nil
}
