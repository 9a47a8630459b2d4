package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/sesshjson"
	"sessh/session/storage"
	"sessh/txn"
)

func TestAgeOfALock(t *testing.T) {
	t.Parallel()
	for want, lock := range map[string]session.Lock{
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
	w := newWorld(t, tagged{tag: "a"}, sesshjson.Format{})
	locks, none := w.root.ContainerIn("C", tagged{tag: "a"}), w.root.ContainerIn("D", sesshjson.Format{})
	if !locks.Locks() || none.Locks() {
		t.Error("the one format has locks, the other has none")
	}
	for key, want := range map[string]string{
		"a.lock.C.s": "s", "a.lock.C.a.b": "a.b", "a.lock.C.": "", "a.lock.D.s": "", "a.C.s.busy": "s", "a.C..busy": "", "a.C.s": "", "": "",
	} {
		if id, ok := locks.LockOf(key); id != want || ok != (want != "") {
			t.Errorf("%q is the lock of %q, %v, want %q", key, id, ok, want)
		}
	}
	if id, ok := none.LockOf("a.lock.C.s"); ok {
		t.Errorf("a format without locks has one of %q", id)
	}
	if l, err := none.LocksOn(t.Context(), "s"); err != nil || len(l) != 1 || l[0] != nil {
		t.Errorf("a format without locks has %v, %v", l, err)
	}
}

// TestLocksOfMany asks for the locks of several sessions, one of which cannot be read.
func TestLocksOfMany(t *testing.T) {
	t.Parallel()
	w, f := contestedWorld(t)
	c := w.root.ContainerIn("S", tagged{tag: "sure"})
	w.put("sure.S.a.busy", "1") // the other lock
	w.put("sure.lock.S.c", "1")
	f.LoadKey = func(key string) error {
		if key == "sure.lock.S.c" {
			return storage.ErrUnreachable
		}
		return nil
	}
	locks, err := c.LocksOn(t.Context(), "a", "b", "c")
	if len(locks) != 3 || locks[0] == nil || locks[1] != nil || locks[2] != nil {
		t.Errorf("locks %v", locks)
	}
	if locks[0] != nil && locks[0].Key() != "sure.S.a.busy" {
		t.Errorf("the lock is %s", locks[0].Key())
	}
	if wantErr(t, err, storage.ErrUnreachable); !strings.Contains(err.Error(), "/S/c: ") {
		t.Error(err)
	}
	s := w.session(c, "c")
	p, err := s.Package("p")
	must(t, err)
	must(t, p.Set("k", "x"))
	if err := w.tx.Commit(t.Context()); !errors.Is(err, storage.ErrUnreachable) || !errors.Is(err, txn.ErrRepeatable) {
		t.Errorf("committed, though whether it is locked is not known: %v", err)
	}
}

func TestErrorOfALockedSession(t *testing.T) {
	t.Parallel()
	a := tagged{tag: "a"}
	w := newWorld(t, a)
	s := w.session(w.root.ContainerIn("C", a), "s")
	p, err := s.Package("p")
	must(t, err)
	must(t, p.Set("k", "mine"))
	w.put("a.lock.C.s", "1")
	err = w.tx.Commit(t.Context())
	var locked *session.LockedError
	if !errors.As(err, &locked) || locked.Session.String() != "/C/s" {
		t.Fatal(err)
	}
	if want := "the application has locked the session (expires in 1h): the request that uses it would overwrite the change"; locked.Error() != want {
		t.Errorf("%v, want %s", locked, want)
	}
	locked.Lock = &session.Lock{TTL: storage.TTLUnknown, Idle: -1}
	if want := "the application has locked the session: the request that uses it would overwrite the change"; locked.Error() != want {
		t.Errorf("%v, want %s", locked, want)
	}
}

// TestUnlockThatFails removes a lock where the store does not confirm it.
func TestUnlockThatFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		outcome storage.Outcome
		want    string
	}{
		{lostReply, "it is not known whether the lock was removed: server does not answer"},
		{storage.Outcome{State: storage.Failed, Err: storage.ErrReadOnly}, "read-only"},
		{storage.Outcome{State: storage.Overtaken}, session.ErrLockChanged.Error()},
	} {
		w, f := contestedWorld(t)
		c := w.root.ContainerIn("S", tagged{tag: "sure"})
		w.put("sure.lock.S.a", "1")
		locks, err := c.LocksOn(t.Context(), "a")
		must(t, err)
		f.ApplyWrite = func(storage.Write) *storage.Outcome { return &test.outcome }
		if err := c.Unlock(t.Context(), locks[0]); err == nil || err.Error() != test.want {
			t.Errorf("%v: %v, want %s", test.outcome.State, err, test.want)
		}
		if left, err := c.LocksOn(t.Context(), "a"); err != nil || left[0] == nil {
			t.Errorf("the lock is gone: %v", err)
		}
	}
}

// TestTwoLocks has both locks on a session: the first is shown and removed, then the other.
func TestTwoLocks(t *testing.T) {
	t.Parallel()
	a := tagged{tag: "a"}
	w := newWorld(t, a)
	c := w.root.ContainerIn("C", a)
	w.put("a.lock.C.s", "1")
	w.put("a.C.s.busy", "1")
	for _, want := range []string{"a.lock.C.s", "a.C.s.busy"} {
		locks, err := c.LocksOn(t.Context(), "s")
		if err != nil || locks[0] == nil || locks[0].Key() != want {
			t.Fatalf("the lock is %v, %v, want %s", locks[0], err, want)
		}
		must(t, c.Unlock(t.Context(), locks[0]))
	}
	if locks, err := c.LocksOn(t.Context(), "s"); err != nil || locks[0] != nil {
		t.Errorf("the lock is %v, %v", locks[0], err)
	}
}
