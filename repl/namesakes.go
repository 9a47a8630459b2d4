package repl

import (
	"context"
	"fmt"
	"strings"

	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
)

// tellNamesakes tells, once, of sessions that a listing left out: they have the name of a
// container, and another format than it.
func (sh *Shell) tellNamesakes() {
	if sh.depth > 0 {
		return
	}
	for _, n := range sh.Root.Namesakes() {
		name := syntax.Quote(n.Container)
		sh.note("note: %s is a container of the format %s, and sessions of the format %s have its name: these are not listed", place.Path{n.Container}, sh.Root.Container(n.Container).Format().Name(), n.Format.Name())
		sh.note("hint: format %s %s shows them in the place of the others", name, n.Format.Name())
	}
}

// namesakesOf tells for each session of others of its name in other formats; "" where
// there are none.
func (sh *Shell) namesakesOf(ctx context.Context, sessions ...*session.Session) ([]string, error) {
	all, err := sh.Root.NamesakesOf(ctx, sessions)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, formats := range all {
		names := make([]string, len(formats))
		for j, f := range formats {
			names[j] = f.Name()
		}
		if len(names) > 0 {
			texts[i] = fmt.Sprintf("another session of this name is there in the format %s", strings.Join(names, ", "))
		}
	}
	return texts, nil
}
