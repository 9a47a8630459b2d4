package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
)

func formatCommands() []*command {
	return []*command{
		{
			name: "formats", group: groupServer, short: "list the formats that sessions can have",
			long: `A format is how a framework names the item of a session and encodes it. The
format of a container is found out from the keys and values on the server;
format shows it, and sets it.`,
			example: "sessh> formats\nsessh   ...\nlovely  ...\n",
			paged:   true, run: (*Shell).formats,
		},
		{
			name: "format", group: groupServer, args: "CONTAINER [FORMAT[:WAY]]", short: "show or set the format of a container",
			long: `A container of which the server holds nothing yet has sessh's own format, or
that of the flag --format; here it is given another one. What is pending in the
container is committed or aborted first.

Some formats write sessions in several ways: PHP's by one of six serializers,
Flask's in MessagePack or as pickles, Rack's in Marshal or JSON, pickles in one of
several protocols. A session that is there stays as it is written, and a new one is
written as the others in the container are. Where there are none, or they differ,
commit says which way it took; WAY decides it, and also how a value is read that
could be written in several.`,
			example: "sessh> format Shop lovely\nShop is in format lovely\nsessh> format php php:igbinary\nphp is in format php, new sessions are written as igbinary\n",
			kinds:   []kind{folder, formatName}, min: 1, max: 2, run: (*Shell).format,
		},
	}
}

// formatRow is one format.
type formatRow struct{ name, about string }

func (r formatRow) json() any { return map[string]any{"format": r.name, "about": r.about} }

func (r formatRow) text(p *printer) { p.line("%s  %s", screen.Pad(r.name, 7), r.about) }

func (sh *Shell) formats(_ context.Context, c *call) error {
	for _, f := range sh.root.Formats() {
		if err := c.emit(formatRow{f.Name(), f.Traits().About}); err != nil {
			return err
		}
	}
	return nil
}

func (sh *Shell) format(ctx context.Context, c *call) error {
	names := c.resolve(c.words[0])
	if len(names) != atContainer {
		return fmt.Errorf("%s is no container", pathText(names))
	}
	if len(c.words) == 2 {
		if err := sh.assign(names[0], c.text(1)); err != nil {
			return err
		}
	}
	in := sh.root.Container(names[0])
	m := message{
		fmt.Sprintf("%s is in format %s", syntax.Quote(names[0]), in.Format().Name()),
		map[string]any{"container": names[0], "format": in.Format().Name()},
	}
	if way, why := in.NewWay(ctx); way != "" {
		m.words += ", new sessions are written as " + way
		m.facts["way"] = way
		if why != "" {
			m.words += ": " + why
			m.facts["doubt"] = why
		}
	}
	return c.emit(m)
}

// assign gives a container the format that was typed, with the way behind a colon.
func (sh *Shell) assign(container, typed string) error {
	name, typedWay, _ := strings.Cut(typed, ":")
	f := sh.root.FormatNamed(name)
	if f == nil {
		return withHint(fmt.Errorf("there is no format %s", syntax.Quote(name)), "there is %s", list(sh.formatNames()))
	}
	way, err := wayOf(f, typedWay)
	if err != nil {
		return err
	}
	for _, s := range sh.opened(container) {
		if len(s.Changes()) > 0 && (s.Container().Format() != session.Format(f) || way != "" && s.Stored()) {
			return withHint(errors.New("changes are pending in this container"), "commit or abort first")
		}
	}
	sh.root.Assign(container, f)
	if err := sh.root.AssignWay(container, way); err != nil {
		return err
	}
	if w := sh.open(); w != nil {
		w.Leave(container)
	}
	sh.names.forget()
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
	return "", withHint(fmt.Errorf("the format %s does not write sessions as %s", f.Name(), syntax.Quote(typed)), "it writes them as %s", list(ways))
}

// formatNames are the names of the formats.
func (sh *Shell) formatNames() []string {
	var names []string
	for _, f := range sh.root.Formats() {
		names = append(names, f.Name())
	}
	return slices.Compact(names) // several prefixes have the format plain
}

// formatsTyped are the formats and their ways, as format takes them.
func (sh *Shell) formatsTyped() []string {
	names := sh.formatNames()
	for _, f := range sh.root.Formats() {
		for _, w := range f.Traits().Ways {
			names = append(names, f.Name()+":"+w)
		}
	}
	return names
}
