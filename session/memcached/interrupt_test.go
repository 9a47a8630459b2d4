package memcached_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// TestInterruptedAtEveryByte ends the context of a commit after each byte, in both
// directions: every session is reported as written, and is, or is pending still.
func TestInterruptedAtEveryByte(t *testing.T) {
	for _, up := range []bool{true, false} {
		t.Run(map[bool]string{true: "to the server", false: "from the server"}[up], func(t *testing.T) {
			t.Parallel()
			k := newKillPoints(t, 10*time.Second)
			at := 0
			for whole := false; !whole; at++ {
				accounts := []*account{{id: "new", before: absent, after: 1}, {id: "old", before: 2, after: 3}, {id: "gone", before: 4, after: absent}}
				whole = !k.interrupt(fmt.Sprint("I", at), accounts, up, at)
				if t.Failed() {
					t.Fatal(k.fault)
				}
			}
			t.Logf("%d bytes; %d commits failed: %v", at-1, k.failed, k.fates)
			if at < 50 || k.failed < at/5 {
				t.Error("the interruptions did not show what they are to show")
			}
		})
	}
}

// TestInterruptedCommitOfManySessions does so at random moments of a commit of 8,000.
// SESSH_FAULT_POINTS says at how many, and SESSH_FAULT_SEED has those of an earlier run.
func TestInterruptedCommitOfManySessions(t *testing.T) {
	const sessions = 8000
	points := full(t, "SESSH_FAULT_POINTS", 3)
	seed := uint64(full(t, "SESSH_FAULT_SEED", int(rand.Uint32())))
	t.Logf("SESSH_FAULT_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	k := newKillPoints(t, 10*time.Second)
	for i := range points {
		accounts := make([]*account, sessions)
		for j := range accounts {
			accounts[j] = &account{id: fmt.Sprint("s", j), before: j%3 - 1, after: 1000 + j}
		}
		up := i%2 == 0
		at := random.IntN(300_000) // about as many come from the server
		if up {
			at *= 4
		}
		k.interrupt(fmt.Sprint("M", i), accounts, up, at)
		if t.Failed() {
			t.Fatal(k.fault)
		}
	}
	t.Logf("%d commits failed: %v", k.failed, k.fates)
}

// interrupt makes one commit whose context ends after so many bytes; it reports whether
// that happened.
func (k *killPoints) interrupt(container string, accounts []*account, up bool, at int) (happened bool) {
	k.fault = fmt.Sprint("after byte ", at)
	k.root = newRootAt(k.store)
	c := k.root.Container(container)
	k.prepare(container, accounts)
	m := txn.NewManager()
	tx := m.Tx()
	k.change(c, tx, accounts)
	ctx, cancel := context.WithCancel(k.Context())
	defer cancel()
	b := mct.Break{Up: -1, Down: -1, Then: cancel, Pass: true}
	if up {
		b.Up = at
	} else {
		b.Down = at
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
