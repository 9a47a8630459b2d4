package memcached_test

import (
	"context"
	"errors"
	"strings"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// holds returns what the server itself holds, session by session.
func (k *killPoints) holds(c *session.Container, accounts []*account) []int {
	keys := make([]string, len(accounts))
	for i, a := range accounts {
		keys[i] = k.key(c.Name(), a.id)
	}
	all := make([]int, len(accounts))
	for i, l := range k.direct.Load(k.Context(), keys, storage.NeedValue) {
		switch {
		case l.Err != nil:
			k.Fatal(l.Err)
		case l.Item == nil:
			all[i] = absent
		default:
			r, err := sesshjson.Format{}.Decode(l.Item.Value, 0)
			if err != nil {
				k.Fatalf("%s: what the server holds is not a session: %v", accounts[i].id, err)
			}
			p, _ := r.Data.Get("p")
			n, _ := p.(*tree.Map).Get("n")
			all[i] = int(n.(int64))
		}
	}
	return all
}

func (k *killPoints) key(container, id string) string {
	key, err := sesshjson.Format{}.Key(container, id)
	if err != nil {
		k.Fatal(err)
	}
	return key
}

// judge compares what was reported with what is, before and after heal has let arrive
// what was held back, and commits again.
func (k *killPoints) judge(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account, err error, heal func()) {
	if err == nil {
		heal()
		held := k.holds(c, accounts)
		for i, a := range accounts {
			n, theirs := held[i], int(a.theirs.Load())
			if (n != a.after || theirs == a.after) && !k.lost {
				k.Errorf("%s was committed as %d, and is %d; theirs %d", a.id, a.after, n, theirs)
			}
		}
		return
	}
	k.failed++
	var ce *commit.Error
	if !errors.As(err, &ce) {
		if !errors.Is(err, context.Canceled) {
			k.Errorf("the commit: %v, want to hear of each session", err)
		}
		ce = &commit.Error{}
		for _, a := range accounts { // cancelled before the first write
			ce.Results = append(ce.Results, commit.Result{Path: tree.SessionPath(c.Name(), a.id), Fate: commit.Untouched})
		}
	}
	results := ce.Results
	for _, r := range results {
		k.fates[r.Fate]++
	}
	heal()
	k.compare(c, accounts, results, false)
	if tx.Status() == txn.Failed {
		tx, results = k.carry(c, m, tx, accounts, false)
		for _, r := range results {
			if r.Fate == commit.Uncertain {
				k.unknown++
				if !foundOut(r.Err) && !strings.Contains(r.Err.Error(), "no answer within") { // by a busy machine
					k.Errorf("%s: the server answers, and it is not looked up: %v", r.Path, r.Err)
				}
			}
		}
	}
	k.again(c, m, tx, accounts)
}

// foundOut reports whether the item was looked up of a session that is unknown.
func foundOut(err error) bool {
	for _, found := range []error{storage.ErrAwaited, storage.ErrHeld, storage.ErrGone, storage.ErrPassed} {
		if errors.Is(err, found) {
			return true
		}
	}
	return false
}

// carry takes what was not written into a new transaction. some is as for compare.
func (k *killPoints) carry(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account, some bool) (*txn.Tx, []commit.Result) {
	work := k.root.Work(tx)
	if err := m.Abort(k.Context()); err != nil {
		k.Fatal(err)
	}
	tx = m.Tx()
	results, err := work.Carry(k.Context(), tx)
	if err != nil {
		k.Fatal(err)
	}
	k.compare(c, accounts, results, some)
	return tx, results
}

// compare is the heart of the test: a report is wrong where the server holds
// something else. It may be about some of the sessions, if the others are as they are to
// be since an earlier commit.
func (k *killPoints) compare(c *session.Container, accounts []*account, results []commit.Result, some bool) {
	k.Helper()
	if k.lost {
		return // it held it, and has forgotten
	}
	fates := make(map[string]commit.Result)
	for _, r := range results {
		fates[r.Path.Session] = r
	}
	held := k.holds(c, accounts)
	for i, a := range accounts {
		r, ok := fates[a.id]
		n := held[i]
		theirs := a.theirs.Load() != 0 && n == int(a.theirs.Load())
		if !ok && some && n == a.after {
			continue
		}
		switch r.Fate {
		case commit.Written:
			ok = ok && n == a.after && !theirs
		case commit.InConflict:
			ok = ok && theirs
		case commit.Uncertain:
			ok = ok && (n == a.after || n == a.before || theirs)
		default:
			ok = ok && (n == a.before || theirs)
		}
		if !ok {
			k.Errorf("%s is reported as %q (%v), and is %d; it was %d, to be %d, theirs %d", a.id, r.Fate, r.Err, n, a.before, a.after, a.theirs.Load())
		}
	}
}

// again commits what is still pending until nothing is: nothing is lost. What a busy machine
// does not answer in time is tried as often as it takes.
func (k *killPoints) again(c *session.Container, m *txn.Manager, tx *txn.Tx, accounts []*account) {
	for tried := 0; tried < 100; {
		work := k.root.Work(tx)
		err := tx.Commit(k.Context())
		k.held += len(work.Held())
		if err == nil {
			for i, n := range k.holds(c, accounts) {
				if a := accounts[i]; n != a.after && !(k.lost && n == absent) {
					k.Errorf("%s was committed at last as %d, and is %d", a.id, a.after, n)
				}
			}
			return
		}
		if tx.Status() == txn.Failed {
			tx, _ = k.carry(c, m, tx, accounts, true)
		}
		if !errors.Is(err, commit.ErrConflict) {
			if !errors.Is(err, storage.ErrUnreachable) { // by a busy machine
				k.Fatalf("the next commit: %v", err)
			}
			continue
		}
		tried++
		if _, err = k.root.Work(tx).Resolve(k.Context(), diff.Resolution{Decide: diff.Mine.Within(nil)}); err != nil && !errors.Is(err, storage.ErrUnreachable) {
			k.Fatalf("after a conflict: %v", err)
		}
	}
	k.Fatal("there is no end to it")
}
