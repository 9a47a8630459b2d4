package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/tree"
)

// written commits, and returns what was written.
func (d *desk) written() []session.CommittedItem {
	d.t.Helper()
	w := d.work()
	d.commit()
	return w.Written()
}

func TestRevert(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("total", 1))
	must(t, d.data("a").Set("items", tree.NewList(1, 2, 3)))
	made := d.written()

	items, _ := d.data("a").Get("items")
	must(t, items.(*tree.List).Delete(1))
	must(t, d.data("a").Set("total", 2))
	must(t, d.open("a").SetTimeout(2*time.Hour))
	must(t, d.data("b").Set("new", true))
	changed := d.written()
	if len(changed) != 2 || changed[0].Before == nil || changed[1].Before != nil || len(changed[0].Changes) == 0 {
		t.Fatalf("written: %+v", changed)
	}

	// Beside what others have done since, it is the inverse, and one step.
	d.theySet("a", "coupon", "SUMMER")
	must(t, d.work().Revert(ctx, "revert", changed))
	if steps := d.work().Steps(); len(steps) != 1 || steps[0] != "revert" {
		t.Errorf("steps %q", steps)
	}
	revision := d.work().Revision()
	if must(t, d.work().Revert(ctx, "again", changed)); d.work().Revision() != revision {
		t.Errorf("what is reverted already is reverted again: steps %q", d.work().Steps())
	}
	d.commit()
	if got := tree.NewMap(); true {
		must(t, got.Set("total", 1))
		must(t, got.Set("items", tree.NewList(1, 2, 3)))
		must(t, got.Set("coupon", "SUMMER"))
		if !tree.Equal(d.data("a"), got) {
			t.Errorf("cart %v", d.data("a"))
		}
	}
	if d.open("a").Timeout() != time.Hour || d.open("b").Exists() {
		t.Errorf("timeout %v, b exists: %v", d.open("a").Timeout(), d.open("b").Exists())
	}

	// A session that was made is removed, unless another program has put something
	// in.
	err := d.work().Revert(ctx, "revert", made)
	var re *session.RevertError
	if !errors.As(err, &re) || !errors.Is(err, commit.ErrConflict) || len(re.Conflicts) != 1 || d.work().Pending() != 0 {
		t.Errorf("reverting what was changed since: %v, and %d changes pending", err, d.work().Pending())
	}
}

func TestRevertOfARemoval(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("total", 1))
	must(t, d.open("a").SetTimeout(2*time.Hour))
	d.commit()
	must(t, d.open("a").Delete())
	removed := d.written()
	if len(removed) != 1 || removed[0].After != nil {
		t.Fatalf("written: %+v", removed)
	}
	must(t, d.work().Revert(ctx, "revert", removed))
	d.commit()
	if v, _ := d.data("a").Get("total"); v != int64(1) || d.open("a").Timeout() != 2*time.Hour {
		t.Errorf("total %v, timeout %v", v, d.open("a").Timeout())
	}
	// Somebody has made another session of that name.
	must(t, d.open("a").Delete())
	removed = d.written()
	must(t, d.data("a").Set("total", 5))
	d.commit()
	if err := d.work().Revert(ctx, "revert", removed); !errors.Is(err, commit.ErrConflict) || !strings.Contains(err.Error(), "/C/a/p/total has been changed since (1 in all)") {
		t.Errorf("reverted over another session: %v", err)
	}
}

// TestCountersOfBothSides: with Same, two visits that were counted at once are
// two, and a decision of one's own is a step like any other.
func TestCountersOfBothSides(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("visits", 5))
	must(t, d.data("a").Set("name", "x"))
	d.commit()
	must(t, d.data("a").Set("visits", 6))
	must(t, d.data("a").Set("name", "mine"))
	d.theySet("a", "visits", 6, "name", "theirs")
	visits := tree.SessionPath("C", "a", "p", "visits")
	r, err := d.work().Resolve(ctx, diff.Resolution{Same: true, Decide: func(c diff.Conflict) (diff.Side, bool, error) {
		if c.Path.String() != visits.String() {
			return diff.Side{}, false, nil
		}
		return diff.Add(c)
	}})
	if err != nil || len(r.Conflicts) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if v, _ := d.data("a").Get("visits"); v != int64(7) {
		t.Errorf("visits %v", v)
	}
	_, err = d.work().Resolve(ctx, diff.Resolution{Decide: func(diff.Conflict) (diff.Side, bool, error) {
		return diff.Side{Value: "both", Present: true}, true, nil
	}})
	must(t, err)
	if v, _ := d.data("a").Get("name"); v != "both" || len(d.work().Conflicts()) != 0 {
		t.Errorf("name %v, conflicts %v", v, d.work().Conflicts())
	}
	failed := errors.New("no")
	d.theySet("a", "name", "again")
	if _, err := d.work().Resolve(ctx, diff.Resolution{Decide: func(diff.Conflict) (diff.Side, bool, error) {
		return diff.Side{}, false, failed
	}}); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}
