package memcached_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	mct "sessh/session/memcached/memcachedtest"
)

// TestInterruptedCommitOfManySessions ends the context of a commit of 8,000 sessions at
// random moments, as [TestInterruptedAtEveryByte] does of one of three.
// SESSH_FAULT_POINTS says at how many, and SESSH_FAULT_SEED has those of an earlier run.
func TestInterruptedCommitOfManySessions(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes thousands of sessions")
	}
	t.Parallel()
	sessions := sample(8000, 2000)
	points := full(t, "SESSH_FAULT_POINTS", sample(3, 1))
	seed := uint64(full(t, "SESSH_FAULT_SEED", int(rand.Uint32())))
	t.Logf("SESSH_FAULT_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	k := newKillPoints(t, 10*time.Second)
	for i := range points {
		accounts := make([]*account, sessions)
		for j := range accounts {
			accounts[j] = &account{id: fmt.Sprint("s", j), before: j%3 - 1, after: 1000 + j}
		}
		at := random.IntN(37 * sessions) // about as many come from the server
		b := mct.Break{Up: -1, Down: at, Pass: true}
		if i%2 == 0 {
			b.Up, b.Down = at*4, -1
		}
		k.fault = fmt.Sprintf("%+v", b)
		k.breakOff(fmt.Sprint("M", i), accounts, b)
		if t.Failed() {
			t.Fatal(k.fault)
		}
	}
	t.Logf("%d commits failed: %v", k.failed, k.fates)
}
