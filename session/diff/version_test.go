package diff_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"sessh/session/diff"
	"sessh/session/tree"
)

func TestAppendAttributes(t *testing.T) {
	t.Parallel()
	how := diff.Comparison{Top: tree.SessionPath("C", "s")}
	old := diff.Version{Timeout: time.Hour, Flags: 1}
	for want, new := range map[string]diff.Version{
		"[]":                            old,
		"[timeout 1h0m0s 1m0s]":         {Timeout: time.Minute, Flags: 1},
		"[timeout 1h0m0s 0s flags 1 2]": {Flags: 2},
	} {
		var got []any
		for _, c := range how.AppendAttributes(nil, old, new) {
			got = append(got, c.Attribute, c.Old, c.New)
			if c.Kind != diff.Changed || c.Path.String() != "/C/s" {
				t.Errorf("%+v", c)
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
}

// TestMergeOfAttributes merges the timeout of a session.
func TestMergeOfAttributes(t *testing.T) {
	t.Parallel()
	failing := errors.New("no decision")
	take := func(to any, ok bool, err error) diff.Resolver {
		return func(diff.Conflict) (diff.Side, bool, error) { return diff.SideOf(to, true), ok, err }
	}
	for _, test := range []struct {
		name               string
		base, mine, theirs time.Duration
		how                diff.Resolver
		set                any // what mine is set to; nil: it is not
		open, taken        int
		err                error
	}{
		{"mine alone", 1, 2, 1, nil, nil, 0, 0, nil},
		{"theirs alone", 1, 1, 3, nil, time.Duration(3), 0, 1, nil},
		{"both the same", 1, 2, 2, nil, nil, 0, 0, nil},
		{"both, theirs taken", 1, 2, 3, take(time.Duration(3), true, nil), time.Duration(3), 0, 1, nil},
		{"both, mine kept", 1, 2, 3, take(time.Duration(2), true, nil), nil, 0, 0, nil},
		{"both, another taken", 1, 2, 3, take(time.Duration(4), true, nil), time.Duration(4), 0, 0, nil},
		{"both, left open", 1, 2, 3, take(nil, false, nil), nil, 1, 0, nil},
		{"both, and the decision fails", 1, 2, 3, take(nil, false, failing), nil, 0, 0, failing},
	} {
		for _, apply := range []bool{true, false} {
			m := diff.Merge{How: diff.Resolution{Decide: test.how}, Apply: apply}
			var set any
			err := m.Attributes(tree.SessionPath("C", "s"), diff.Version{Timeout: test.base}, diff.Version{Timeout: test.mine}, diff.Version{Timeout: test.theirs}, func(c diff.Conflict, to diff.Side) error {
				if c.Attribute != "timeout" {
					t.Errorf("%s: set is the %s", test.name, c.Attribute)
				}
				set = to.Value
				return nil
			})
			want := test.set
			if !apply {
				want = nil
			}
			if !errors.Is(err, test.err) || set != want || len(m.Open) != test.open || len(m.Taken) != test.taken {
				t.Errorf("%s, applied %t: set to %v, open %v, taken %v, %v", test.name, apply, set, m.Open, m.Taken, err)
			}
		}
	}
}
