package session_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/storage"
	"sessh/session/tree"
)

func TestValuesKeepTheirTypes(t *testing.T) {
	t.Parallel()
	huge, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	type text string
	nested := tree.NewMap()
	must(t, nested.Set("z", 1))
	must(t, nested.Set("a", tree.NewList(1, 1.0, "1", nil)))
	tests := []struct {
		name     string
		in, want any
	}{
		{"null", nil, nil}, {"bool", true, true}, {"int", 42, int64(42)}, {"uint8", uint8(7), int64(7)},
		{"uint64", uint64(math.MaxUint64), new(big.Int).SetUint64(math.MaxUint64)}, {"huge", huge, huge}, {"big but small", big.NewInt(5), int64(5)},
		{"float", 1.0, 1.0}, {"float32", float32(0.5), 0.5}, {"inf", math.Inf(-1), math.Inf(-1)}, {"nan", math.NaN(), math.NaN()}, {"-0.0", math.Copysign(0, -1), math.Copysign(0, -1)},
		{"string", "héllo\n", "héllo\n"}, {"no UTF-8", "\xff\x00", "\xff\x00"}, {"empty", "", ""}, {"text type", text("x"), "x"},
		{"bytes", []byte{0, 255}, tree.Bytes("\x00\xff")}, {"no bytes", tree.Bytes(""), tree.Bytes("")},
		{"time", time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("CET", 3600)), time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))},
		{"list", []any{1, "a", []any{}}, tree.NewList(1, "a", tree.NewList())},
		{"mapping", map[string]any{"b": 1, "a": nil}, func() any { m := tree.NewMap(); m.Set("a", nil); m.Set("b", 1); return m }()},
		{"nested", nested, nested}, {"looks like a marked form", map[string]any{"$bytes": "x"}, map[string]any{"$bytes": "x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			must(t, d.data("s").Set("k", tt.in))
			wantValue(t, d.data("s"), "k", tt.want)
			d.commit()
			wantValue(t, d.data("s"), "k", tt.want)
			got, _ := d.data("s").Get("k")
			if want, _ := tree.Of(tt.want); tree.TypeName(got) != tree.TypeName(want) {
				t.Errorf("type %s", tree.TypeName(got))
			}
			if n := len(d.work().Changes()); n != 0 {
				t.Errorf("%d changes after reading", n)
			}
		})
	}
}

func TestWhatASessionCannotHold(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m := d.data("s")
	must(t, m.Set("map", tree.NewMap()))
	inner, _ := m.Get("map")
	must(t, m.Set("list", tree.NewList()))
	list, _ := m.Get("list")
	free := tree.NewMap()
	root, err := d.open("s").Data()
	must(t, err)
	for name, err := range map[string]error{
		"a channel": m.Set("k", make(chan int)), "a struct": m.Set("k", struct{}{}), "a channel in a list": m.Set("k", []any{make(chan int)}),
		"a channel in a mapping": m.Set("k", map[string]any{"x": make(chan int)}), "the year 10000": m.Set("k", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)),
		"a list as a key": m.Set(tree.NewList(), 1), "a free mapping in itself": free.Set("self", free),
		"a scalar in the session": root.Set("q", 1), "a package with a number for a name": root.Set(1, tree.NewMap()),
		"out of range": list.(*tree.List).Set(0, 1), "behind the end": list.(*tree.List).Insert(1, 1), "delete of nothing": list.(*tree.List).Delete(-1),
		"twice the same": list.(*tree.List).Append(func() []any { x := tree.NewList(); return []any{x, x} }()...), "a struct key": m.Set(struct{}{}, 1),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	must(t, inner.(*tree.Map).Set("copy", inner)) // a copy of itself is fine
	wantChanges(t, d.work().Changes(), "+/C/s/p/map", "+/C/s/p/list")
}

func TestCreatedOnRetrieval(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	s := d.open("s")
	if s.Exists() || s.Stored() {
		t.Error("it exists before anything was written")
	}
	m, again := d.data("s"), d.data("s")
	if m != again || m.Len() != 0 {
		t.Error("retrieving twice gives two")
	}
	d.commit()
	d.wantStored("s", nil) // an empty package that no one wrote to is not stored
	if c := d.store.Calls(); c.Apply != 0 {
		t.Errorf("looking has written: %+v", c)
	}
	m = d.data("s")
	must(t, m.Set("k", 1))
	if other, _ := d.open("s").Package("p"); other != m {
		t.Error("writing has made it another one")
	}
	d.commit()
	d.wantStored("s", map[string]any{"k": 1})
	root, err := d.open("s").Data()
	must(t, err)
	must(t, root.Set("empty", tree.NewMap())) // on purpose
	d.commit()
	if p := d.open("s"); !has(t, p, "empty") {
		t.Error("an empty package that was set is not stored")
	}
}

// A key that is not equal to itself, or only as a pointer, could never be
// found again, nor taken back.
func TestWhatCannotBeAKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m := d.data("s")
	must(t, m.Set(uint8(7), 1))
	wantValue(t, m, 7, 1)
	for name, key := range map[string]any{
		"NaN": math.NaN(), "NaN of 32 bits": float32(math.NaN()), "large integer": uint64(math.MaxUint64), "list": []any{1}, "mapping": tree.NewMap(), "bytes of a slice": []byte("x"), "time": time.Now(), "function": func() {},
	} {
		t.Run(name, func(t *testing.T) {
			wantErr(t, m.Set(key, 1))
			if ok, err := m.Delete(key); ok || err != nil || m.Has(key) || m.Len() != 1 {
				t.Error("it is there", m.Keys())
			}
		})
	}
}

// Package data that was removed is created on retrieval anew: what is removed
// stays detached, and bringing it back makes it the session's again.
func TestCreatedAgainAfterRemoval(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(s *session.Session) error{
		"the session":      (*session.Session).Delete,
		"the package data": func(s *session.Session) error { root, _ := s.Data(); _, err := root.Delete("p"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			old := d.data("s")
			must(t, old.Set("k", 1))
			must(t, remove(d.open("s")))
			m := d.data("s")
			if m.Len() != 0 {
				t.Error("it holds what was removed")
			}
			must(t, m.Set("k", 2))
			wantErr(t, old.Set("k", 3), tree.ErrDetached)
			d.work().Undo()
			d.work().Undo()
			must(t, old.Set("l", 4))
			wantErr(t, m.Set("k", 5), tree.ErrDetached)
			d.commit()
			d.wantStored("s", map[string]any{"k": 1, "l": 4})
		})
	}
}

func has(t *testing.T, s *session.Session, name string) bool {
	root, err := s.Data()
	must(t, err)
	return root.Has(name)
}

func TestLookingWritesNothingAndExtendsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	d.now = d.now.Add(30 * time.Minute)
	d.data("s").Keys()
	d.commit()
	if l := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0]; l.Item.TTL != 30*time.Minute {
		t.Errorf("it has %v left", l.Item.TTL)
	}
	must(t, d.data("s").Set("k", 2)) // a commit restarts the timeout
	d.commit()
	if l := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0]; l.Item.TTL != time.Hour {
		t.Errorf("it has %v left", l.Item.TTL)
	}
}

func TestOrderOfKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	m := d.data("s")
	for _, k := range []string{"c", "a", "b"} {
		must(t, m.Set(k, k))
	}
	must(t, m.Set("a", "again"))
	ok, err := m.Delete("c")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if ok, err := m.Delete("c"); ok || err != nil {
		t.Error(ok, err)
	}
	must(t, m.Set("c", 1))
	d.commit()
	if got := fmt.Sprint(d.data("s").Keys()); got != "[a b c]" {
		t.Errorf("keys %v", got)
	}
}

func TestSetBackIsNoChange(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1, "l", []any{1, 2}, "m", map[string]any{"x": 1, "y": 2})
	m := d.data("s")
	must(t, m.Set("k", 2))
	must(t, m.Set("k", 1))
	must(t, m.Set("l", []any{1, 2}))
	v, _ := m.Get("m")
	_, err := v.(*tree.Map).Delete("x")
	must(t, err)
	must(t, v.(*tree.Map).Set("x", 1)) // another order is no change either
	wantChanges(t, d.work().Changes())
	d.store.Reset()
	d.commit()
	if c := d.store.Calls(); c.Apply != 0 {
		t.Error("it was written")
	}
}

func TestChangesOfNestedValues(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "m", map[string]any{"a": 1, "b": map[string]any{"c": []any{1, 2, 3, 4}}}, "gone", 1)
	m := d.data("s")
	v, _ := m.Get("m")
	b, _ := v.(*tree.Map).Get("b")
	c, _ := b.(*tree.Map).Get("c")
	must(t, c.(*tree.List).Splice(1, 2, 9)) // 1 9 4
	must(t, v.(*tree.Map).Set("new", true))
	_, err := m.Delete("gone")
	must(t, err)
	other, err := d.open("s").Package("q")
	must(t, err)
	must(t, other.Set("x", 1))
	must(t, d.open("s").SetTimeout(2*time.Hour))
	wantChanges(t, d.work().Changes(), "~/C/stimeout", "~/C/s/p/m/b/c/1", "-/C/s/p/m/b/c/2", "+/C/s/p/m/new", "-/C/s/p/gone", "+/C/s/q/x")
	if n := d.work().Pending(); n != 6 {
		t.Errorf("%d pending", n)
	}
	committed, _ := d.open("s").Committed().Get("p")
	if !committed.(*tree.Map).Has("gone") {
		t.Error("what is committed has changed")
	}
	d.commit()
	d.wantStored("s", map[string]any{"m": map[string]any{"a": 1, "b": map[string]any{"c": []any{1, 9, 4}}, "new": true}})
	if d.open("s").Timeout() != 2*time.Hour {
		t.Error("the timeout was not kept")
	}
}

func TestDeleteASession(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	s := d.open("s")
	m := d.data("s")
	must(t, s.Delete())
	if s.Exists() {
		t.Error("it still exists")
	}
	wantErr(t, s.Delete(), session.ErrNoSession)
	wantErr(t, m.Set("k", 2), tree.ErrDetached)
	wantErr(t, s.SetTimeout(time.Hour), session.ErrNoSession)
	wantChanges(t, d.work().Changes(), "-/C/s")
	again := d.data("s") // created anew on retrieval
	if again == m || again.Len() != 0 {
		t.Error("the old one is back")
	}
	d.commit()
	d.wantStored("s", nil)
	wantErr(t, d.open("s").Delete(), session.ErrNoSession)

	must(t, d.m.Abort(ctx))
	d.theySet("s", "k", 1) // deleted and written again: the session is replaced
	must(t, d.open("s").Delete())
	must(t, d.data("s").Set("n", 2))
	wantChanges(t, d.work().Changes(), "-/C/s/p/k", "+/C/s/p/n")
	d.commit()
	d.wantStored("s", map[string]any{"n": 2})
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{Timeout: -1})
	must(t, d.data("s").Set("k", 1))
	d.commit()
	if l := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0]; l.Item.TTL != storage.TTLNever {
		t.Errorf("it has %v left", l.Item.TTL)
	}
	s := d.open("s")
	wantErr(t, s.SetTimeout(time.Millisecond))
	must(t, s.SetTimeout(40*24*time.Hour))
	d.commit()
	if l := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0]; l.Item.TTL != 40*24*time.Hour {
		t.Errorf("it has %v left", l.Item.TTL)
	}
	if at := d.open("s").LastAccess(); !at.Equal(d.now) {
		t.Errorf("accessed at %v", at)
	}
}
