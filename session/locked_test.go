package session_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/session/family"
	"sessh/session/storage"
	"sessh/txn"
)

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
	var locked *family.LockedError
	if !errors.As(err, &locked) || locked.Session.String() != "/C/s" {
		t.Fatal(err)
	}
	if want := "the application has locked the session (expires in 1h): the request that uses it would overwrite the change"; locked.Error() != want {
		t.Errorf("%v, want %s", locked, want)
	}
	locked.Lock = &family.Lock{TTL: storage.TTLUnknown, Idle: -1}
	if want := "the application has locked the session: the request that uses it would overwrite the change"; locked.Error() != want {
		t.Errorf("%v, want %s", locked, want)
	}
}
