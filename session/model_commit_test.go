package session_test

import (
	"errors"
	"slices"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/txn"
)

// commit commits, which is a conflict if another program was faster.
func (x *model) commit() {
	found := x.findLost()
	before, texts := x.contents(), x.text()
	overtaken, fresh := x.overtaken(), !slices.ContainsFunc(x.sessions(), x.stale)
	for i, s := range x.sessions() {
		if !overtaken && (len(s.Changes()) > 0 || found[s.Path().String()] && !before[i].equal(x.stored(s))) {
			x.writing(s)
		}
	}
	switch err := x.m.Commit(ctx); {
	case overtaken && !errors.Is(err, commit.ErrConflict):
		x.t.Fatalf("the error is %v, want a conflict", err)
	case overtaken:
		x.is(x.now)
		return
	default:
		x.check(err)
	}
	x.begin()
	if fresh && !slices.EqualFunc(x.contents(), before, content.equal) {
		x.t.Fatalf("stored\n%s\nand it was\n%s", x.text(), texts)
	}
}

// commitThatIsPutBack fails at one session, after others were written.
func (x *model) commitThatIsPutBack(t *rapid.T) {
	pending := slices.DeleteFunc(x.sessions(), func(s *session.Session) bool { return len(s.Changes()) == 0 })
	if len(pending) == 0 {
		t.Skip("nothing is pending")
	}
	x.findLost()
	fails, err := sesshjson.Format{}.Key(pending[0].Container().Name(), pending[0].ID())
	x.check(err)
	x.store.ApplyWrite = func(w storage.Write) *storage.Outcome {
		if w.Key == fails {
			return &storage.Outcome{State: storage.Failed, Err: storage.ErrUnreachable}
		}
		return nil
	}
	err = x.m.Commit(ctx)
	x.store.ApplyWrite = nil
	if !errors.Is(err, txn.ErrRepeatable) {
		t.Fatalf("the error is %v, want one that can be repeated", err)
	}
	x.is(x.now)
}

// findLost is what a commit or a refresh finds of writes whose replies were lost: what
// counts from what was there before counts from what was written, unless another
// program has written since. What was undone meanwhile is then to be undone on the server.
func (x *model) findLost() (found map[string]bool) {
	found = make(map[string]bool)
	for p, n := range x.lost {
		if x.server[p] != n {
			continue
		}
		found[p] = true
		was := x.states[x.now].counts[p]
		for _, s := range x.states {
			if s.counts[p] == was {
				s.counts[p] = n
			}
		}
	}
	clear(x.lost)
	return found
}

// commitWhoseReplyIsLost writes sessions of which one may not have arrived: the others are
// put back. It goes on in a new transaction.
func (x *model) commitWhoseReplyIsLost(t *rapid.T) {
	pending := slices.DeleteFunc(x.sessions(), func(s *session.Session) bool { return len(s.Changes()) == 0 })
	if len(pending) == 0 {
		t.Skip("nothing is pending")
	}
	x.findLost()
	fresh, before, texts := !slices.ContainsFunc(x.sessions(), x.stale), x.contents(), x.text()
	lost, arrives := pending[0], rapid.Bool().Draw(t, "arrives")
	path, counted := lost.Path().String(), x.states[x.now].counts
	key, err := sesshjson.Format{}.Key(lost.Container().Name(), lost.ID())
	x.check(err)
	if arrives {
		x.store.AfterWrite = func(w storage.Write, o storage.Outcome) storage.Outcome {
			if w.Key == key {
				return lostReply
			}
			return o
		}
	} else {
		x.store.ApplyWrite = func(w storage.Write) *storage.Outcome {
			if w.Key == key {
				return &lostReply
			}
			return nil
		}
	}
	if arrives {
		x.writing(lost)
	}
	w := x.work()
	err = x.m.Commit(ctx)
	x.store.AfterWrite, x.store.ApplyWrite = nil, nil
	if !errors.Is(err, storage.ErrUnreachable) || w.Tx().Status() != txn.Failed {
		t.Fatalf("the error is %v, the transaction %v", err, w.Tx().Status())
	}
	x.check(x.m.Abort(ctx))
	_, err = w.Carry(ctx, x.tx())
	x.check(err)
	x.begin()
	first := x.states[0]
	for _, s := range pending {
		first.counts[s.Path().String()] = counted[s.Path().String()]
	}
	x.states = []modelState{{"", first.counts}, first}
	x.now, x.done = 1, []modelStep{{0, 1}}
	if arrives {
		x.lost[path] = x.server[path]
	}
	if fresh && !slices.EqualFunc(x.contents(), before, content.equal) {
		t.Fatalf("carried are\n%s\nand it was\n%s", first.text, texts)
	}
}
