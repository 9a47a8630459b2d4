package memcached_test

import (
	"fmt"
	"testing"
	"time"

	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// TestCutAtEveryByte cuts the connection after each byte of a commit that creates,
// changes and deletes a session, in both directions, until the commit is over
// before the cut. In turn the connection is closed, reset, or cannot be made again.
func TestCutAtEveryByte(t *testing.T) {
	for _, up := range []bool{true, false} {
		t.Run(map[bool]string{true: "to the server", false: "from the server"}[up], func(t *testing.T) {
			t.Parallel()
			k := newKillPoints(t, 10*time.Second)
			cuts := 0
			for whole := false; !whole; cuts++ {
				b := mct.Break{Up: -1, Down: -1, Reset: cuts%2 == 1, Stay: cuts%3 == 2}
				if up {
					b.Up = cuts
				} else {
					b.Down = cuts
				}
				k.fault = fmt.Sprintf("%+v", b)
				whole = !k.cut(b, fmt.Sprint("B", cuts))
				if t.Failed() {
					t.Fatal(k.fault)
				}
			}
			t.Logf("%d bytes; %d commits failed: %v", cuts-1, k.failed, k.fates)
			if cuts < 50 || k.failed < cuts/4 {
				t.Error("the cuts did not show what they are to show")
			}
		})
	}
}

// cut makes one commit with a break; it reports whether the break happened.
func (k *killPoints) cut(b mct.Break, container string) (happened bool) {
	k.root = newRootAt(k.store)
	c := k.root.Container(container)
	accounts := []*account{{id: "new", before: absent, after: 1}, {id: "old", before: 2, after: 3}, {id: "gone", before: 4, after: absent}}
	k.prepare(container, accounts)
	m := txn.NewManager()
	tx := m.Tx()
	k.change(c, tx, accounts)
	k.stream.Arm(b)
	err := tx.Commit(k.Context())
	k.judge(c, m, tx, accounts, err, func() { happened = k.stream.Heal() })
	return happened
}
