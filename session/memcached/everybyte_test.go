package memcached_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// TestCutAtEveryByte cuts the connection after each byte of a commit. In turn the
// connection is closed, reset, or cannot be made again.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	everyByte(t, 4, func(n int) mct.Break { return mct.Break{Reset: n%2 == 1, Stay: n%3 == 2} })
}

// TestInterruptedAtEveryByte ends the context of a commit after each byte: every session
// is reported as written, and is, or is pending still.
func TestInterruptedAtEveryByte(t *testing.T) {
	t.Parallel()
	everyByte(t, 5, func(int) mct.Break { return mct.Break{Pass: true} })
}

// everyByte makes commits that create, change and delete a session, each with a break
// after another number of bytes, in both directions, up to the number at which the
// commit is over before. At least one of so many has to fail. Short tests try one
// number in seven.
func everyByte(t *testing.T, failing int, at func(n int) mct.Break) {
	lanes, step := 5, 5 // most of the time is spent waiting
	if testing.Short() {
		lanes, step = 1, 7
	}
	for _, up := range []bool{true, false} {
		for lane := range lanes {
			t.Run(fmt.Sprintf("%s, %d in %d", map[bool]string{true: "to the server", false: "from the server"}[up], lane, step), func(t *testing.T) {
				t.Parallel()
				k := newKillPoints(t, 10*time.Second)
				n, tried := lane, 0
				for whole := false; !whole; n += step {
					b := at(n)
					b.Up, b.Down = -1, -1
					if up {
						b.Up = n
					} else {
						b.Down = n
					}
					k.fault = fmt.Sprintf("%+v", b)
					accounts := []*account{{id: "new", before: absent, after: 1}, {id: "old", before: 2, after: 3}, {id: "gone", before: 4, after: absent}}
					whole = !k.breakOff(fmt.Sprint("B", n), accounts, b)
					tried++
					if t.Failed() {
						t.Fatal(k.fault)
					}
				}
				t.Logf("%d bytes; of %d commits %d failed: %v", n-step, tried, k.failed, k.fates)
				if n < 50 || k.failed < tried/failing {
					t.Error("the breaks did not show what they are to show")
				}
			})
		}
	}
}

// breakOff makes one commit with a break, which ends the commit's context where it passes
// the bytes on; it reports whether the break happened.
func (k *killPoints) breakOff(container string, accounts []*account, b mct.Break) (happened bool) {
	k.root = newRootAt(k.store)
	c := k.root.Container(container)
	k.prepare(container, accounts)
	m := txn.NewManager()
	tx := m.Tx()
	k.change(c, tx, accounts)
	ctx, cancel := context.WithCancel(k.Context())
	defer cancel()
	if b.Pass {
		b.Then = cancel
	}
	k.stream.Arm(b)
	err := tx.Commit(ctx)
	if err != nil && tx.Status() == txn.Active {
		k.stillPending(tx, accounts)
	}
	k.judge(c, m, tx, accounts, err, func() { happened = k.stream.Heal() })
	return happened
}

// stillPending checks that all is pending in a transaction that goes on.
func (k *killPoints) stillPending(tx *txn.Tx, accounts []*account) {
	pending := make(map[string]bool)
	for _, c := range k.root.Work(tx).Changes() {
		pending[c.Path.Session] = true
	}
	for _, a := range accounts {
		if !pending[a.id] {
			k.Errorf("%s is not pending any more", a.id)
		}
	}
	if c := k.root.Work(tx).Sessions(); len(c) != len(accounts) {
		k.Errorf("%d sessions are open, want %d", len(c), len(accounts))
	}
}
