package session_test

import (
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/part"
	"sessh/session/storage"
	"sessh/session/tree"
)

// dropAt drops what is pending at a place, as it is shown.
func (d *desk) dropAt(at string) error {
	d.t.Helper()
	var chosen []part.Part
	for _, p := range d.work().Parts() {
		if p.Path.String() == at {
			chosen = append(chosen, p)
		}
	}
	if chosen == nil {
		d.t.Fatalf("no part is at %s", at)
	}
	return d.work().Drop("abort "+at, chosen)
}

// pendingTexts are the pending changes in short.
func (d *desk) pendingTexts() string { return strings.Join(texts(d.work().Changes()), ", ") }

// TestDrop drops one change after the other: the others stay pending, and undo takes it back.
func TestDrop(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(d *desk)
		at     string
	}{
		"a key that is changed": {func(d *desk) { must(d.t, d.data("a").Set("k", "new")) }, "/C/a/p/k"},
		"a key that is added":   {func(d *desk) { must(d.t, d.data("a").Set("new", 1)) }, "/C/a/p/new"},
		"a key that is removed": {func(d *desk) {
			if _, err := d.data("a").Delete("k"); err != nil {
				d.t.Fatal(err)
			}
		}, "/C/a/p/k"},
		"a list": {func(d *desk) {
			l, _ := d.data("a").Get("list")
			must(d.t, l.(*tree.List).Append(4))
			must(d.t, l.(*tree.List).Delete(0))
		}, "/C/a/p/list"},
		"the timeout":               {func(d *desk) { must(d.t, d.open("a").SetTimeout(2*time.Hour)) }, "/C/a"},
		"a new session":             {func(d *desk) { must(d.t, d.data("n").Set("k", 1)) }, "/C/n/p/k"},
		"a session that is removed": {func(d *desk) { must(d.t, d.open("a").Delete()) }, "/C/a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, session.Options{})
			d.theySet("a", "k", "old", "list", tree.NewList(1, 2, 3), "other", 1)
			d.theySet("b", "k", "old")
			must(t, d.data("b").Set("k", "mine"))
			if name != "a session that is removed" {
				must(t, d.data("a").Set("other", 2))
			}
			left := d.pendingTexts()
			test.change(d)
			all := d.pendingTexts()
			must(t, d.dropAt(test.at))
			if got := d.pendingTexts(); got != left {
				t.Errorf("pending after it: %s\nwant %s", got, left)
			}
			if _, ok, err := d.work().Undo(); !ok || err != nil {
				t.Fatal(ok, err)
			}
			if got := d.pendingTexts(); got != all {
				t.Errorf("pending after undo: %s\nwant %s", got, all)
			}
		})
	}
}

// TestDropDecidesAConflict: the place holds what the other program has written.
func TestDropDecidesAConflict(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", "old", "l", 1)
	must(t, d.data("a").Set("k", "mine"))
	must(t, d.data("a").Set("l", 2))
	d.theySet("a", "k", "theirs")
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	must(t, d.dropAt("/C/a/p/k"))
	if got, _ := d.data("a").Get("k"); got != "theirs" || len(d.work().Conflicts()) > 0 {
		t.Errorf("it holds %v, conflicts %v", got, d.work().Conflicts())
	}
	d.commit()
}

// TestDropKeepsReferencesLive: package data that was opened before is still that of the session.
func TestDropKeepsReferencesLive(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", tree.NewList(1))
	data := d.data("a")
	must(t, data.Set("k", tree.NewList(2)))
	must(t, d.dropAt("/C/a/p/k"))
	must(t, data.Set("k", "live"))
	if !strings.Contains(d.pendingTexts(), "k") {
		t.Errorf("pending: %s", d.pendingTexts())
	}
}

// TestDropTimeoutPastALostWrite: a timeout whose write has arrived, though the reply was lost, and that was
// taken back meanwhile, is pending to be written back. That can be dropped, too.
func TestDropTimeoutPastALostWrite(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", "old")
	must(t, d.open("s").SetTimeout(2*time.Hour))
	d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
	wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
	d.store.AfterWrite, d.store.ApplyWrite = nil, nil
	w := d.work()
	must(t, d.m.Abort(ctx))
	_, err := w.Carry(ctx, d.tx())
	must(t, err)
	undo(d)
	_, err = d.work().Refresh(ctx, diff.Ask) // finds that the write has arrived
	must(t, err)
	wantChanges(t, d.work().Changes(), "~/C/stimeout")
	must(t, d.dropAt("/C/s"))
	wantChanges(t, d.work().Changes())
	undo(d)
	wantChanges(t, d.work().Changes(), "~/C/stimeout")
	must(t, d.data("s").Set("k", "new")) // which stays
	d.theySet("s", "k2", "theirs")       // and with it, what is pending
	_, err = d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	wantChanges(t, d.work().Changes(), "~/C/stimeout", "~/C/s/p/k")
	undo(d)
	must(t, d.dropAt("/C/s"))
	wantChanges(t, d.work().Changes(), "~/C/s/p/k")
}

// TestDropInASharedValue: all that is pending is dropped where one list has several places: they are as
// they were read, and hold one list again.
func TestDropInASharedValue(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(s *session.Session, data *tree.Map) error{
		"the first place is removed": func(_ *session.Session, data *tree.Map) error { _, err := data.Delete("cart"); return err },
		"one is a list of its own":   func(_ *session.Session, data *tree.Map) error { return data.Set("also", tree.NewList(1)) },
		"the list is edited":         func(_ *session.Session, data *tree.Map) error { return listAt(t, data, "cart").Append(2) },
		"it is moved": func(s *session.Session, data *tree.Map) error {
			must(t, s.Move(data, "cart", data, "z"))
			return data.Set("cart", tree.NewList(1))
		},
	} {
		b := newShelf(t, sharedCart)
		s, data := b.open()
		before := valueText(data)
		must(t, edit(s, data))
		w := b.root.Work(b.tx())
		must(t, w.Drop("drop", w.Parts()))
		data, err := s.Data()
		must(t, err)
		if got := valueText(data); got != before || len(s.Changes()) > 0 {
			t.Errorf("%s: it holds %s, changes %v", name, got, texts(s.Changes()))
		}
	}
}
