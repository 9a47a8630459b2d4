package repl

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/place"
	"sessh/repl/syntax"
)

const (
	mostLooked = 100_000 // how many names are listed to find out whether a container is new
	mostMet    = 20      // for how many containers of a shell that is done

	longestLook = time.Second
)

// noteNewContainer says, once, that the container of a place is new, where the server
// holds others, or they are pending: its name may be a typing error.
func (sh *Shell) noteNewContainer(ctx context.Context, names place.Path) {
	if len(names) == 0 || sh.options.Embedded || sh.depth > 0 || sh.checked[names[0]] || len(sh.checked) == mostMet || sh.work.Root().Container(names[0]).Raw() {
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
	others, whole := sh.containersOnServer(ctx, names[0])
	if !whole {
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
	sh.note("note: new container %s", syntax.Quote(names[0]))
	if near := nearest(names[0], others); near != "" {
		sh.note("hint: did you mean %s?", syntax.Quote(near))
	}
}

// containersOnServer are the containers of sessions on the server. The listing ends
// where it finds one of name, and where it gets long: then it is not the whole.
func (sh *Shell) containersOnServer(ctx context.Context, name string) (found map[string]bool, whole bool) {
	ctx, cancel := context.WithTimeout(ctx, longestLook)
	defer cancel()
	found = make(map[string]bool)
	n := 0
	for f, err := range sh.work.Root().ListNames(ctx) {
		if n++; err != nil || n > mostLooked || f.Container.Name() == name {
			return nil, false
		}
		if !f.Container.Raw() {
			found[f.Container.Name()] = true
		}
	}
	return found, true
}

// nearest is the name that may have been meant; "" for none.
func nearest(typed string, names map[string]bool) string {
	near, least := "", 0
	typed = strings.ToLower(typed)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		lower := strings.ToLower(name)
		if d := command.Distance(lower, typed); command.IsNear(typed, lower) && (near == "" || d < least) {
			near, least = name, d
		}
	}
	return near
}
