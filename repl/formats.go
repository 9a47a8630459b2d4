package repl

import (
	"context"
	"errors"
	"fmt"

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
			name: "format", group: groupServer, args: "CONTAINER [FORMAT]", short: "show or set the format of a container",
			long: `A container of which the server holds nothing yet has sessh's own format, or
that of the flag --format; here it is given another one. What is pending in the
container is committed or aborted first.`,
			example: "sessh> format Shop lovely\nShop is in format lovely\n",
			kinds:   []kind{folder, formatName}, min: 1, max: 2, run: (*Shell).format,
		},
	}
}

// described is a format that can tell what it is.
type described interface{ Describe() string }

// formatRow is one format.
type formatRow struct{ name, about string }

func (r formatRow) json() any { return map[string]any{"format": r.name, "about": r.about} }

func (r formatRow) text(p *printer) { p.line("%s  %s", screen.Pad(r.name, 7), r.about) }

func (sh *Shell) formats(_ context.Context, c *call) error {
	for _, f := range sh.root.Formats() {
		row := formatRow{name: f.Name()}
		if d, ok := f.(described); ok {
			row.about = d.Describe()
		}
		if err := c.emit(row); err != nil {
			return err
		}
	}
	return nil
}

func (sh *Shell) format(_ context.Context, c *call) error {
	names := c.resolve(c.words[0])
	if len(names) != atContainer {
		return fmt.Errorf("%s is no container", pathText(names))
	}
	if len(c.words) == 2 {
		if err := sh.assign(names[0], c.text(1)); err != nil {
			return err
		}
	}
	name := sh.root.Container(names[0]).Format().Name()
	return c.emit(message{
		fmt.Sprintf("%s is in format %s", syntax.Quote(names[0]), name),
		map[string]any{"container": names[0], "format": name},
	})
}

func (sh *Shell) assign(container, format string) error {
	f := sh.root.FormatNamed(format)
	if f == nil {
		return withHint(fmt.Errorf("there is no format %s", syntax.Quote(format)), "there is %s", list(FormatNames()))
	}
	for _, s := range sh.opened(container) {
		if s.Container().Format() != session.Format(f) && len(s.Changes()) > 0 {
			return withHint(errors.New("changes are pending in this container"), "commit or abort first")
		}
	}
	sh.root.Assign(container, f)
	sh.names.forget()
	return nil
}
