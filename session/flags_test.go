package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/plain"
	"sessh/session/format/sesshjson"
	"sessh/session/revert"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// rawDesk returns a desk with raw items: "n" is 12 with the flags 2, an integer to
// Python.
func rawDesk(t *testing.T) *desk {
	d := newDesk(t, session.Options{})
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{sesshjson.Format{}, plain.Raw()}, Now: func() time.Time { return d.now }})
	must(t, d.store.Store.Apply(ctx, []storage.Write{{Key: "n", Value: []byte("12"), Flags: 2}})[0].Err)
	return d
}

func (d *desk) item(id string) *session.Session {
	d.t.Helper()
	s, err := d.root.Container(plain.Items).Session(ctx, d.tx(), id)
	must(d.t, err)
	return s
}

// heldItem returns what the store holds under a key: value and flags.
func (d *desk) heldItem(key string) string {
	d.t.Helper()
	item := d.store.Store.Load(ctx, []string{key}, storage.NeedValue)[0].Item
	if item == nil {
		return ""
	}
	return fmt.Sprintf("%s %d", item.Value, item.Flags)
}

// flagsTexts are changes in short, with the flags.
func flagsTexts(changes []diff.Change) string {
	all := texts(changes)
	for i, c := range changes {
		if c.Attribute == "flags" {
			all[i] += fmt.Sprint(" ", c.Old, " ", c.New)
		}
	}
	return strings.Join(all, ", ")
}

// TestFlagsArePending gives an item other flags: that is a change like any other until
// it is committed.
func TestFlagsArePending(t *testing.T) {
	t.Parallel()
	const changed = "~/items/nflags 2 16"
	set := func(flags uint32) func(d *desk) {
		return func(d *desk) { must(d.t, d.item("n").SetFlags(flags)) }
	}
	for _, test := range []struct {
		name    string
		steps   []func(d *desk)
		changes string
		stored  string
	}{
		{"set", []func(d *desk){set(16)}, changed, "12 16"},
		{"set twice", []func(d *desk){set(7), set(16)}, changed, "12 16"},
		{"set to what they are", []func(d *desk){set(2)}, "", "12 2"},
		{"set, and set back", []func(d *desk){set(16), set(2)}, "", "12 2"},
		{"set, and undone", []func(d *desk){set(16), func(d *desk) { undo(d) }}, "", "12 2"},
		{"set twice, and undone once", []func(d *desk){set(16), set(7), func(d *desk) { undo(d) }}, changed, "12 16"},
		{"undone, and done again", []func(d *desk){set(16), func(d *desk) {
			undo(d)
			_, ok, err := d.work().Redo()
			if must(d.t, err); !ok {
				d.t.Error("nothing is done again")
			}
		}}, changed, "12 16"},
		{"rolled back", []func(d *desk){func(d *desk) {
			d.item("n")
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			set(16)(d)
			must(d.t, sp.Rollback(ctx))
		}}, "", "12 2"},
		{"rolled back to other flags", []func(d *desk){set(16), func(d *desk) {
			sp, err := d.tx().Savepoint(ctx)
			must(d.t, err)
			set(7)(d)
			must(d.t, sp.Rollback(ctx))
		}}, changed, "12 16"},
		{"with another value", []func(d *desk){set(16), func(d *desk) {
			data, err := d.item("n").Data()
			must(d.t, err)
			must(d.t, data.Set("value", "twelve"))
		}}, changed + ", ~/items/n/value", "twelve 16"},
		{"aborted", []func(d *desk){set(16), func(d *desk) { must(d.t, d.m.Abort(ctx)) }}, "", "12 2"},
		{"taken up from a draft", []func(d *desk){set(16), func(d *desk) {
			drafts := d.work().Drafts()
			drafts[0].Data = tree.Clone(drafts[0].Data).(*tree.Map)
			must(d.t, d.m.Abort(ctx))
			_, err := d.work().Adopt("again", drafts)
			must(d.t, err)
		}}, changed, "12 16"},
		{"carried on", []func(d *desk){set(16), func(d *desk) {
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
			w := d.work()
			wantErr(d.t, d.m.Commit(ctx), storage.ErrUnreachable)
			d.store.ApplyWrite = nil
			must(d.t, d.m.Abort(ctx))
			_, err := w.Carry(ctx, d.tx())
			must(d.t, err)
		}}, changed, "12 16"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := rawDesk(t)
			for _, step := range test.steps {
				step(d)
			}
			if got := flagsTexts(d.work().Changes()); got != test.changes {
				t.Errorf("the changes are %q, want %q", got, test.changes)
			}
			if got := d.heldItem("n"); got != "12 2" {
				t.Errorf("before the commit %q is stored", got)
			}
			d.commit()
			if got := d.heldItem("n"); got != test.stored {
				t.Errorf("%q is stored, want %q", got, test.stored)
			}
		})
	}
}

func undo(d *desk) {
	d.t.Helper()
	_, ok, err := d.work().Undo()
	if must(d.t, err); !ok {
		d.t.Error("nothing is undone")
	}
}

// TestFlagsSinceAPoint: only what was done to the flags after the point is
// reported.
func TestFlagsSinceAPoint(t *testing.T) {
	t.Parallel()
	d := rawDesk(t)
	must(t, d.item("n").SetFlags(16))
	p := d.work().Here()
	if got := flagsTexts(d.work().Since(p)); got != "" {
		t.Errorf("since then %q", got)
	}
	must(t, d.item("n").SetFlags(7))
	if got := flagsTexts(d.work().Since(p)); got != "~/items/nflags 16 7" {
		t.Errorf("since then %q", got)
	}
	p = d.work().Here()
	item := d.store.Store.Load(ctx, []string{"n"}, 0)[0].Item
	d.store.Store.Apply(ctx, []storage.Write{{Key: "n", Value: []byte("12"), Flags: 9, Version: item.Version}})
	_, err := d.work().Refresh(ctx, diff.Theirs)
	must(t, err)
	if got := flagsTexts(d.work().Since(p)); got != "" {
		t.Errorf("what a refresh has taken over is %q", got)
	}
}

func TestFlagsThatCannotBeSet(t *testing.T) {
	t.Parallel()
	d := rawDesk(t)
	d.theySet("s", "k", 1)
	seen, err := d.root.Container(plain.Items).View(ctx, d.tx(), "n")
	must(t, err)
	ended := d.item("n")
	for _, test := range []struct {
		name string
		s    *session.Session
		want string
		is   error
	}{
		{"a format with flags of its own", d.open("s"), "/C/s: the flags of its item are those of the format sessh", nil},
		{"no item", d.item("none"), "/items/none: there is no such session", session.ErrNoSession},
		{"looked at only", seen[0], "it was opened read-only", session.ErrReadOnlySession},
	} {
		err := test.s.SetFlags(1)
		if err == nil || !strings.Contains(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
	if err := d.open("s").SetItem([]byte("x"), 1); err == nil || !strings.Contains(err.Error(), "/C/s: a session in format sessh is not set to bytes") {
		t.Errorf("a session is set to bytes: %v", err)
	}
	if d.work().Pending() > 0 {
		t.Errorf("pending is %v", d.work().Changes())
	}
	d.commit()
	wantErr(t, ended.SetFlags(1), txn.ErrFinished)
	if d.open("s").Container().KeepsFlags() || !d.item("n").Container().KeepsFlags() {
		t.Error("raw items alone keep the flags that they are given")
	}
}

// TestSetItem makes an item hold just those bytes, whatever it held.
func TestSetItem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, id, value string
		flags           uint32
	}{
		{"a text", "n", "hello", 16},
		{"bytes", "n", "\x00\xff", 1},
		{"a mapping", "n", `{"a":1}`, 2},
		{"what looks like the item as it is shown", "n", `{"value": "x"}`, 0},
		{"a new item", "new", "hello", 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := rawDesk(t)
			must(t, d.item(test.id).SetItem([]byte(test.value), test.flags))
			value, flags, err := d.item(test.id).Encoded()
			if err != nil || string(value) != test.value || flags != test.flags {
				t.Errorf("it would be written as %q, %d, %v", value, flags, err)
			}
			d.commit()
			if got, want := d.heldItem(test.id), fmt.Sprint(test.value, " ", test.flags); got != want {
				t.Errorf("%q is stored, want %q", got, want)
			}
		})
	}
	d := rawDesk(t)
	data, err := d.item("n").Data()
	must(t, err)
	must(t, data.Set("value", 12))
	if _, _, err := d.item("n").Encoded(); err == nil || !strings.Contains(err.Error(), "/items/n: ") {
		t.Errorf("what cannot be written is encoded: %v", err)
	}
}

// TestRevertOfFlags brings back the flags that an item had, and an item that was
// removed with its flags.
func TestRevertOfFlags(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(s *session.Session) error{
		"other flags": func(s *session.Session) error { return s.SetFlags(16) },
		"another value and flags": func(s *session.Session) error {
			return errors.Join(s.SetItem([]byte("x"), 5))
		},
		"removed": (*session.Session).Delete,
	} {
		t.Run(name, func(t *testing.T) {
			d := rawDesk(t)
			must(t, edit(d.item("n")))
			written := d.written()
			if len(written) != 1 || written[0].Path().String() != "/items/n" || d.heldItem("n") == "12 2" {
				t.Fatalf("written: %+v, and stored %q", written, d.heldItem("n"))
			}
			must(t, revert.Do(ctx, d.work(), "revert", written))
			d.commit()
			if got := d.heldItem("n"); got != "12 2" {
				t.Errorf("reverted it is %q", got)
			}
		})
	}
}
