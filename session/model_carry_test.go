package session_test

import (
	"maps"
	"slices"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/part"
	"sessh/session/tree"
)

// remaining returns what is left of the lifetimes of the sessions with pending changes, by path.
func (x *model) remaining() map[string]string {
	all := make(map[string]string)
	for _, s := range x.sessions() {
		if left := session.Beside(s)["remaining"]; left != "" && len(s.Changes()) > 0 {
			all[s.Path().String()] = left
		}
	}
	return all
}

// carried is the beginning of a transaction in which something is pending from the one before: one
// step, which counts from what it did there.
func (x *model) carried(counts map[string]int) {
	x.begin()
	first := x.states[0]
	maps.Copy(first.counts, counts)
	x.states = []modelState{{"", first.counts}, first}
	x.now, x.done = 1, []modelStep{{0, 1}}
	if x.work().Stands() {
		return
	}
	x.states, x.now, x.done = []modelState{first}, 0, nil // nothing is pending
}

// stash puts what is pending aside, and makes it pending again in another transaction.
func (x *model) stash(t *rapid.T) {
	if slices.ContainsFunc(x.sessions(), (*session.Session).InDoubt) {
		t.Skip("a draft does not know of a write whose reply was lost")
	}
	drafts, counted := x.work().Drafts(), x.states[x.now].counts
	before, left, fresh := x.contents(), x.remaining(), !slices.ContainsFunc(x.sessions(), x.stale)
	counts := make(map[string]int)
	for i, d := range drafts {
		if d.Data != nil {
			drafts[i].Data = tree.Clone(d.Data).(*tree.Map)
		}
		path := tree.SessionPath(d.Container.Name(), d.ID).String()
		counts[path] = counted[path]
	}
	x.check(x.m.Abort(ctx))
	_, err := x.work().Adopt("pop", drafts)
	x.check(err)
	x.carried(counts)
	if got := x.remaining(); !maps.Equal(got, left) {
		t.Fatalf("left is %v, and was %v", got, left)
	}
	if fresh && !slices.EqualFunc(x.contents(), before, content.equal) {
		t.Fatalf("popped is\n%s", x.text())
	}
}

// commitParts commits some of what is pending, and carries the rest on.
func (x *model) commitParts(t *rapid.T) {
	if x.overtaken() || slices.ContainsFunc(x.sessions(), (*session.Session).InDoubt) {
		t.Skip("it would be a conflict")
	}
	w := x.work()
	some := slices.DeleteFunc(w.Parts(), func(part.Part) bool { return rapid.Bool().Draw(t, "left") })
	if len(some) == 0 {
		t.Skip("nothing is chosen")
	}
	retimed, chosen := make(map[string]bool), part.Choose(some)
	counts := make(map[string]int)
	before, left, fresh := x.contents(), x.remaining(), !slices.ContainsFunc(x.sessions(), x.stale)
	for _, s := range x.sessions() {
		path := s.Path().String()
		if all := s.Changes(); len(all) > 0 {
			counts[path] = x.states[x.now].counts[path]
		}
		for _, c := range chosen.Of(s.Changes()) {
			retimed[path] = retimed[path] || c.Attribute == "timeout"
		}
	}
	w.Narrow(some)
	x.check(x.m.Commit(ctx))
	w.Narrow(nil)
	for _, r := range w.Results() {
		path := r.Path.String()
		x.writes++
		if key := "sessh/" + r.Path.Container + "/" + r.Path.Session; x.store.Store.Load(ctx, []string{key}, 0)[0].Item != nil {
			x.server[path] = x.writes
		} else {
			delete(x.server, path)
		}
		if _, ok := counts[path]; ok {
			counts[path] = x.server[path]
		}
	}
	_, err := w.Carry(ctx, x.tx())
	x.check(err)
	x.carried(counts)
	got := x.remaining()
	for _, s := range x.sessions() {
		path := s.Path().String()
		if len(s.Changes()) == 0 {
			delete(left, path)
		} else if retimed[path] {
			delete(left, path)
			delete(got, path)
		}
	}
	if !maps.Equal(got, left) {
		t.Fatalf("left is %v, and was %v", got, left)
	}
	if fresh && !slices.EqualFunc(x.contents(), before, content.equal) {
		t.Fatalf("after the commit of %v there is\n%s", some, x.text())
	}
}
