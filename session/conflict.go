package session

import (
	"context"
	"fmt"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/tree"
)

// A Refresh is the result of [Work.Refresh].
type Refresh struct {
	// Sessions are the sessions that other programs had changed.
	Sessions []tree.Path
	// Taken are the changes of others that are now in the transaction.
	Taken []diff.Change
	// Held are the sessions of which the store holds exactly what an earlier commit had
	// tried to write; see [Work.Held].
	Held []tree.Path
	// Conflicts are the conflicts still to be decided.
	Conflicts []diff.Conflict
}

// Refresh reads the open sessions again and merges what other programs have written into
// the transaction. What they changed is taken over, what is pending stays pending, and the
// choice decides about places that both have changed; with paths, only about those at or
// below one of them. The whole is one step that can be undone, after which a commit finds the
// same conflict again.
func (w *Work) Refresh(ctx context.Context, choice diff.Choice, paths ...tree.Path) (*Refresh, error) {
	return w.Resolve(ctx, diff.Resolution{Decide: choice.Within(paths)})
}

// Resolve is like [Work.Refresh], with decisions of the caller's own. If Decide fails, or its
// decision cannot be set, nothing is changed and the Refresh is nil. Sessions that cannot be
// read stay as they are: the error names them, and the Refresh is about the others.
func (w *Work) Resolve(ctx context.Context, how diff.Resolution) (*Refresh, error) {
	if err := w.writable(); err != nil {
		return nil, err
	}
	return w.merge(ctx, &merger{Merge: diff.Merge{How: how, Apply: true}})
}

// Compare returns what [Work.Refresh] would find, and changes nothing.
func (w *Work) Compare(ctx context.Context) (*Refresh, error) {
	return w.merge(ctx, &merger{Merge: diff.Merge{How: diff.Resolution{Decide: diff.Ask.Within(nil)}}})
}

// Conflicts returns the conflicts that are still to be decided.
func (w *Work) Conflicts() []diff.Conflict {
	var all []diff.Conflict
	for _, s := range w.order {
		all = append(all, s.stillOpen()...)
	}
	return all
}

// stillOpen returns the conflicts whose place still holds what it held when they were found.
// The others were decided by setting the place.
func (s *Session) stillOpen() []diff.Conflict {
	var open []diff.Conflict
	for _, c := range s.conflicts {
		if c.Mine.Equal(s.holds(c)) {
			open = append(open, c)
		}
	}
	return open
}

// holds returns what the place of a conflict holds now.
func (s *Session) holds(c diff.Conflict) diff.Side {
	switch {
	case c.Attribute != "":
		return s.Version().Attribute(c.Attribute)
	case len(c.Path.Keys) == 0:
		return s.Version().Side()
	}
	return diff.SideOf(s.data().At(c.Path.Keys))
}

func (s *Session) unresolved() error {
	open := s.stillOpen()
	if len(open) == 0 {
		return nil
	}
	of := ""
	if open[0].Attribute != "" {
		of = "the " + open[0].Attribute + " of "
	}
	return fmt.Errorf("%w: %s%s was changed on both sides, and it is not decided which one to take (%d in all)", commit.ErrConflict, of, open[0].Path, len(open))
}
