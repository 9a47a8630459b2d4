package repl

import (
	"context"
	"maps"
	"slices"
	"time"

	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/sweep"
)

const (
	maxNames   = 100_000 // to list to find out whether a container is new
	maxChecked = 20      // containers to check in one shell

	maxListTime = time.Second
)

// noteNewContainer notes, once, that the container of a place is new, if there are others:
// its name may be a typing error.
func (sh *Shell) noteNewContainer(ctx context.Context, names place.Path) {
	if len(names) == 0 || sh.options.Embedded || sh.depth > 0 || sh.checked[names[0]] || len(sh.checked) == maxChecked || sh.work.Root().Container(names[0]).Raw() {
		return
	}
	if sh.checked == nil {
		sh.checked = make(map[string]bool)
	}
	if len(names) >= place.Session {
		if s, err := sh.where.Session(ctx, names); err != nil || s.Stored() {
			return
		}
	}
	sh.checked[names[0]] = true
	others, complete := sh.containersOnServer(ctx, names[0])
	if !complete {
		return
	}
	if w := sh.work.Open(); w != nil {
		for _, s := range w.Sessions() {
			if c := s.Container(); c.Name() != names[0] && !c.Raw() && len(s.Changes()) > 0 {
				others[c.Name()] = true
			}
		}
	}
	if len(others) == 0 {
		return
	}
	sh.remark("note: new container %s", syntax.Quote(names[0]))
	if near := hint.Nearest(names[0], slices.Collect(maps.Keys(others))); near != "" {
		sh.remark("hint: did you mean %s?", syntax.Quote(near))
	}
}

// containersOnServer returns the containers of sessions on the server. complete is false if
// the listing was stopped, because it found one of that name or got too long.
func (sh *Shell) containersOnServer(ctx context.Context, name string) (found map[string]bool, complete bool) {
	ctx, cancel := context.WithTimeout(ctx, maxListTime)
	defer cancel()
	found = make(map[string]bool)
	n := 0
	for f, err := range sweep.ListNames(ctx, sh.work.Root()) {
		if n++; err != nil || n > maxNames || f.Container.Name() == name {
			return nil, false
		}
		if !f.Container.Raw() {
			found[f.Container.Name()] = true
		}
	}
	return found, true
}

// noteNamesakes notes, once, that a listing left out sessions with the name of a container
// in another format.
func (sh *Shell) noteNamesakes() {
	if sh.depth > 0 {
		return
	}
	for _, n := range sh.work.Root().Catalog().Namesakes() {
		name := syntax.Quote(n.Container)
		sh.remark("note: %s is a container of the format %s, and sessions of the format %s have its name: these are not listed", place.Path{n.Container}, sh.work.Root().Container(n.Container).Format().Name(), n.Format.Name())
		sh.remark("hint: format %s %s shows them in the place of the others", name, n.Format.Name())
	}
}

// note writes a note to standard error, beside the result.
func (sh *Shell) note(format string, args ...any) { sh.printer.Note(format, args...) }

// remark writes a note about the server or the terminal, which a walkthrough does not have.
func (sh *Shell) remark(format string, args ...any) { sh.printer.Remark(format, args...) }
