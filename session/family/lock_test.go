package family_test

import (
	"testing"
	"time"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
)

func TestAgeOfALock(t *testing.T) {
	t.Parallel()
	for want, lock := range map[string]family.Lock{
		"":                                   {TTL: storage.TTLUnknown, Idle: -1},
		"never expires":                      {TTL: storage.TTLNever, Idle: -1},
		"last used just now, expires in 25s": {TTL: 25 * time.Second, Idle: 0},
		"last used 59s ago":                  {TTL: storage.TTLUnknown, Idle: 59 * time.Second},
		"last used 3h ago, never expires":    {TTL: storage.TTLNever, Idle: 3*time.Hour + 59*time.Minute},
		"last used 1m ago, expires in 47h":   {TTL: 48*time.Hour - 1, Idle: time.Minute},
		"last used 12d ago, expires in 2d":   {TTL: 50 * time.Hour, Idle: 12*24*time.Hour + time.Hour},
		"last used just now, expires in 1s":  {TTL: time.Millisecond, Idle: 900 * time.Millisecond},
	} {
		if got := lock.String(); got != want {
			t.Errorf("%v and %v are %q, want %q", lock.TTL, lock.Idle, got, want)
		}
	}
}

func TestKeysOfLocks(t *testing.T) {
	t.Parallel()
	locks := newBench(t)
	formats := []format.Format{sesshjson.Format{}}
	store := memstore.New(memstore.Options{})
	none := family.New(store, listing.NewCatalog(store, formats), formats, time.Now).Of("D", formats[0])
	if !locks.Locks() || none.Locks() {
		t.Error("the one format has locks, the other has none")
	}
	for key, want := range map[string]string{
		"lock.C.s": "s", "lock.C.a.b": "a.b", "lock.C.": "", "lock.D.s": "", "C.s.busy": "s", "C..busy": "", "C.s": "", "": "",
	} {
		if id, ok := locks.LockOf(key); id != want || ok != (want != "") {
			t.Errorf("%q is the lock of %q, %v, want %q", key, id, ok, want)
		}
	}
	if id, ok := none.LockOf("lock.C.s"); ok {
		t.Errorf("a format without locks has one of %q", id)
	}
	if l, err := none.LocksOn(t.Context(), "s"); err != nil || len(l) != 1 || l[0] != nil {
		t.Errorf("a format without locks has %v, %v", l, err)
	}
}

// TestUnlockThatFails removes a lock where the store does not confirm it.
func TestUnlockThatFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		outcome storage.Outcome
		want    string
	}{
		{storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}, "it is not known whether the lock was removed: server does not answer"},
		{storage.Outcome{State: storage.Failed, Err: storage.ErrReadOnly}, "read-only"},
		{storage.Outcome{State: storage.Overtaken}, family.ErrLockChanged.Error()},
	} {
		b := newBench(t)
		b.put("lock.C.a", []byte("1"))
		locks, err := b.LocksOn(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		b.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &test.outcome }
		if err := b.Unlock(t.Context(), locks[0]); err == nil || err.Error() != test.want {
			t.Errorf("%v: %v, want %s", test.outcome.State, err, test.want)
		}
		if left, err := b.LocksOn(t.Context(), "a"); err != nil || left[0] == nil {
			t.Errorf("the lock is gone: %v", err)
		}
	}
}

// TestTwoLocks has both locks on a session: the first is shown and removed, then the other.
func TestTwoLocks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.put("lock.C.s", []byte("1"))
	b.put("C.s.busy", []byte("1"))
	for _, want := range []string{"lock.C.s", "C.s.busy"} {
		locks, err := b.LocksOn(t.Context(), "s")
		if err != nil || locks[0] == nil || locks[0].Key() != want {
			t.Fatalf("the lock is %v, %v, want %s", locks[0], err, want)
		}
		if err := b.Unlock(t.Context(), locks[0]); err != nil {
			t.Fatal(err)
		}
	}
	if locks, err := b.LocksOn(t.Context(), "s"); err != nil || locks[0] != nil {
		t.Errorf("the lock is %v, %v", locks[0], err)
	}
}
