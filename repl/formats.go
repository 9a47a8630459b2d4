package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
)

func formatCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "formats", Group: command.GroupServer, Short: "list the formats that sessions can have",
			Long: `A format is how a framework names the item of a session and encodes it. The
format of a container is found out from the keys and values on the server;
format shows it, and sets it.`,
			Example: "sessh> formats\nsessh   ...\nlovely  ...\n",
			Paged:   true, Legacy: (*Shell).formats,
		},
		{
			Name: "format", Group: command.GroupServer, Args: "CONTAINER [FORMAT[:WAY]]", Short: "show or set the format of a container",
			Long: `A container of which the server holds nothing yet has sessh's own format, or
that of the flag --format; here it is given another one. What is pending in the
container is committed or aborted first.

Some formats write sessions in several ways: PHP's by one of six serializers,
Flask's in MessagePack or as pickles, Rack's in Marshal or JSON, pickles in one of
several protocols. A session that is there stays as it is written, and a new one is
written as the others in the container are. Where there are none, or they differ,
commit says which way it took; WAY decides it, and also how a value is read that
could be written in several.`,
			Example: "sessh> format Shop lovely\nShop is in format lovely\nsessh> format php php:igbinary\nphp is in format php, new sessions are written as igbinary\n",
			Kinds:   []command.Kind{command.Folder, command.FormatName}, Min: 1, Max: 2, Legacy: (*Shell).format,
		},
	}
}

// formatRow is one format.
type formatRow struct{ name, about string }

func (r formatRow) JSON() any { return map[string]any{"format": r.name, "about": r.about} }

func (r formatRow) Text(p *output.Printer) { p.Line("%s  %s", screen.Pad(r.name, 7), r.about) }

func (sh *Shell) formats(_ context.Context, c *use) error {
	for _, f := range sh.Root.Formats() {
		if err := c.emit(formatRow{f.Name(), f.Traits().About}); err != nil {
			return err
		}
	}
	return nil
}

func (sh *Shell) format(ctx context.Context, c *use) error {
	names := c.Resolve(c.Words[0])
	if len(names) != place.Container {
		return fmt.Errorf("%s is no container", names)
	}
	if len(c.Words) == 2 {
		if err := sh.assign(names[0], c.Text(1)); err != nil {
			return err
		}
	}
	in := sh.Root.Container(names[0])
	m := output.Message{
		Words: fmt.Sprintf("%s is in format %s", syntax.Quote(names[0]), in.Format().Name()),
		Facts: map[string]any{"container": names[0], "format": in.Format().Name()},
	}
	if way, why := in.NewWay(ctx); way != "" {
		m.Words += ", new sessions are written as " + way
		m.Facts["way"] = way
		if why != "" {
			m.Words += ": " + why
			m.Facts["doubt"] = why
		}
	}
	return c.emit(m)
}

// assign gives a container the format that was typed, with the way behind a colon.
func (sh *Shell) assign(container, typed string) error {
	name, typedWay, _ := strings.Cut(typed, ":")
	f := sh.Root.FormatNamed(name)
	if f == nil {
		return hint.With(fmt.Errorf("there is no format %s", syntax.Quote(name)), "there is %s", notation.List(sh.formatNames()))
	}
	way, err := wayOf(f, typedWay)
	if err != nil {
		return err
	}
	for _, s := range sh.Opened(container) {
		if len(s.Changes()) > 0 && (s.Container().Format() != session.Format(f) || way != "" && s.Stored()) {
			return hint.With(errors.New("changes are pending in this container"), "commit or abort first")
		}
	}
	sh.Root.Assign(container, f)
	if err := sh.Root.AssignWay(container, way); err != nil {
		return err
	}
	if w := sh.Open(); w != nil {
		w.Leave(container)
	}
	sh.names.Forget()
	return nil
}

// wayOf is the way of a format that was typed, in whatever case; "" for none.
func wayOf(f session.Format, typed string) (string, error) {
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
	return "", hint.With(fmt.Errorf("the format %s does not write sessions as %s", f.Name(), syntax.Quote(typed)), "it writes them as %s", notation.List(ways))
}

// formatNames are the names of the formats.
func (sh *Shell) formatNames() []string {
	var names []string
	for _, f := range sh.Root.Formats() {
		names = append(names, f.Name())
	}
	return slices.Compact(names) // several prefixes have the format plain
}
