package session

import (
	"slices"

	"sessh/session/diff"
	"sessh/session/part"
	"sessh/session/tree"
	"sessh/session/undo"
)

// Drop takes some of the [Work.Parts] back, in one step with a label: the places hold again what is
// committed, and everything else stays pending. A conflict there is decided by that.
func (w *Work) Drop(label string, parts []part.Part) error {
	chosen := part.Choose(parts)
	return w.takeOver(label, func() error {
		for _, s := range w.order {
			if err := s.drop(chosen.Of(s.Changes())); err != nil {
				return err
			}
		}
		return nil
	})
}

// drop takes some of the changes of the session back.
func (s *Session) drop(chosen []diff.Change) error {
	all := s.Changes()
	if len(chosen) == 0 {
		return nil
	}
	data := tree.Snapshot(s.Committed()).(*tree.Map)
	if len(chosen) < len(all) {
		left := slices.DeleteFunc(slices.Clone(all), func(c diff.Change) bool {
			return slices.ContainsFunc(chosen, func(x diff.Change) bool { return x.Place() == c.Place() })
		})
		var err error
		if data, err = s.divided(all).Take(left); err != nil {
			return s.errorf("", err)
		}
	}
	if err := s.log(s.dropping(chosen, len(chosen) == len(all))); err != nil {
		return err
	}
	if s.shared && len(chosen) == len(all) { // what is shared comes back with it
		return s.log([]undo.Op{&setRoot{s, s.data(), data}})
	}
	return s.become(data)
}

// dropping returns the ops that take back what is not in the tree. whole reports that everything is
// taken back.
func (s *Session) dropping(chosen []diff.Change, whole bool) (ops []undo.Op) {
	left, kept := s.beside, s.base.kept
	for _, c := range chosen {
		switch {
		case c.Attribute == "timeout":
			left.dropTimeout()
			kept = nil
		case c.Attribute == "flags":
			left.flags = nil
		case len(c.Path.Keys) == 0 && c.Kind == diff.Removed:
			ops = append(ops, undo.Set(&s.deleted, false))
		}
	}
	if whole {
		left, kept = beside{}, nil
	}
	if kept != s.base.kept {
		stored := *s.base
		stored.kept = nil
		ops = append(ops, undo.Set(&s.base, &stored))
	}
	return append(ops, undo.Set(&s.beside, left))
}
