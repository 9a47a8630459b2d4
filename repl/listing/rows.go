package listing

import (
	"context"
	"fmt"
	"time"

	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/copies"
	"sessh/session/family"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// A Session is the row of one session.
type Session struct {
	Path    place.Path
	Sign    rune
	Found   *sweep.Found // nil: not stored
	Now     time.Time
	Long    bool
	Locked  *family.Lock // by the application, as far as is known
	Changes int
	Copies  []copies.Copy // on other servers; only if more than the name is shown
	Astray  *copies.Astray
	Sizes   *Sizes // how sizes are shown beside names; nil: they are not
}

// Sizes are the widths of a list of names with sizes.
type Sizes struct{ name, size int }

// SizesOf returns the widths for sessions that are listed together.
func SizesOf(all []Brief) *Sizes {
	const widest = 48
	w := &Sizes{}
	for _, b := range all {
		w.name = min(max(w.name, screen.Width(syntax.Quote(b.ID))), widest)
		w.size = max(w.size, len(figure.Thousands(int(b.Size))))
	}
	return w
}

// text returns a name with its size.
func (w *Sizes) text(name string, size int) string {
	noun := "bytes"
	if size == 1 {
		noun = "byte"
	}
	return fmt.Sprintf("%s  %*s %s", screen.Pad(name, w.name), w.size, figure.Thousands(size), noun)
}

func (r *Session) JSON() any {
	m := map[string]any{"session": r.name(), "path": r.Path.String(), "state": output.StateWord(r.Sign)}
	if r.Locked != nil {
		m["locked"] = true
		output.AddLock(m, r.Locked)
	}
	if r.Changes > 0 {
		m["changes"] = r.Changes
	}
	if len(r.Copies) > 0 {
		m["copies"] = output.CopiesJSON(r.Copies)
	}
	if r.Astray != nil {
		m["astray"] = output.AstrayJSON(r.Astray)
	}
	if r.Found != nil {
		m["size"], m["server"] = r.Found.Item.Size, r.Found.Item.Server
		if e := r.Found.Item.Expires; !e.IsZero() {
			m["ttl"] = e.Sub(r.Now).Seconds()
		}
		if a := r.Found.Item.LastAccess; !a.IsZero() {
			m["lastAccess"] = a.UTC().Format(time.RFC3339)
		}
	}
	return m
}

// Columns returns the columns of a listing of sessions.
func (*Session) Columns() []string {
	return []string{"session", "state", "size", "ttl", "lastAccess", "server", "locked", "changes", "path"}
}

func (r *Session) name() string { return r.Path[len(r.Path)-1] }

func (r *Session) Text(p *output.Printer) {
	name := syntax.Quote(r.name())
	line := fmt.Sprintf("%c %s", r.Sign, name)
	switch {
	case !r.Long && r.Sizes != nil && r.Found != nil:
		line = fmt.Sprintf("%c %s", r.Sign, r.Sizes.text(name, r.Found.Item.Size))
	case r.Long:
		line = fmt.Sprintf("%c %s  %s", r.Sign, screen.Pad(name, 32), r.Facts())
	}
	if r.Locked != nil {
		line += "  " + output.LockedText("locked", r.Locked)
	}
	if len(r.Copies) > 0 {
		line += "  " + output.CopiesText(r.Copies)
	}
	if r.Astray != nil {
		line += "  " + output.AstrayText(r.Astray)
	}
	if !r.Long && r.Changes > 0 {
		line += "  " + figure.Count(r.Changes, "change")
	}
	p.Line("%s", p.Color(r.Sign).Sprint(line))
}

// Facts returns what is shown behind the name.
func (r *Session) Facts() string {
	if r.Found == nil {
		return "not stored"
	}
	ttl := "never expires"
	if e := r.Found.Item.Expires; !e.IsZero() {
		ttl = figure.Duration(max(Left(e, r.Now), time.Second)) + " left"
	}
	text := fmt.Sprintf("%-14s  %8s", ttl, figure.Count(r.Found.Item.Size, "byte"))
	if a := r.Found.Item.LastAccess; !a.IsZero() {
		text += fmt.Sprintf("  used %s ago", figure.Duration(max(r.Now.Sub(a), time.Second)))
	}
	return text
}

// A Container is the row of one container.
type Container struct {
	Name     string
	Format   string
	Own      bool   // whether Format is the default, which is not shown
	Noun     string // for its sessions: "session" or "item"
	Sessions int
	Unlisted bool // whether Sessions is not known, since the listing failed
	Sign     rune
}

func (r *Container) JSON() any {
	m := map[string]any{"container": r.Name, "format": r.Format, "sessions": r.Sessions, "state": output.StateWord(r.Sign)}
	if r.Unlisted {
		m["sessions"] = nil
	}
	return m
}

// Columns returns the columns of a listing of containers.
func (*Container) Columns() []string {
	return []string{"container", "sessions", "format", "state"}
}

func (r *Container) Text(p *output.Printer) {
	name := syntax.Quote(r.Name)
	if r.Sign == output.SignNone {
		name = p.Palette.Name.Sprint(name)
	}
	number := figure.Count(r.Sessions, r.Noun)
	if r.Unlisted {
		number = "not listed"
	}
	text := fmt.Sprintf("%c %s  %s", r.Sign, name, number)
	if !r.Own {
		text += "  " + r.Format
	}
	p.Line("%s", p.Color(r.Sign).Sprint(text))
}

// Noun returns the word for the sessions of a container.
func Noun(c *session.Container) string {
	if c.Raw() {
		return "item"
	}
	return "session"
}

// Copies returns for each session of a container its copies on other servers. Servers that
// do not answer are left out; the listing itself has reported them.
func Copies(ctx context.Context, root *session.Root, container string, sessions []Brief) [][]copies.Copy {
	format := root.Container(container).Format()
	all := make([][]copies.Copy, len(sessions))
	var items []*storage.Item
	var of []int
	for i, b := range sessions {
		if key, err := format.Key(container, b.ID); err == nil {
			items, of = append(items, &storage.Item{Key: key}), append(of, i)
		}
	}
	found, _ := copies.Find(ctx, root.Store(), items)
	for n, i := range of {
		all[i] = found[n]
	}
	return all
}
