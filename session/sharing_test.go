package session_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/storetest"
	"sessh/session/tree"
	"sessh/txn"
)

// sharedCart is a pickle in which one list has three places, and is held by an object:
//
//	cart = [1]; {'cart': cart, 'also': cart, 'deep': {'in': cart}, 'shop': Shop(items=cart), 'n': 1}
const sharedCart = "(dp0\nS'cart'\np1\n(lp2\nI1\nasS'also'\np3\ng2\nsS'deep'\np4\n(dp5\nS'in'\np6\ng2\nss" +
	"S'shop'\np7\ncshop\nShop\np8\n(tR(dp9\nS'items'\np10\ng2\nsbsS'n'\np11\nI1\ns."

// shelf is a store with a pickle under session "s" of container "django".
type shelf struct {
	t     *testing.T
	store *storetest.Faulty
	root  *session.Root
	m     *txn.Manager
	key   string
}

func newShelf(t *testing.T, value string) *shelf {
	t.Helper()
	b := &shelf{t: t, store: storetest.Faults(memstore.New(memstore.Options{})), m: txn.NewManager()}
	key, err := framework.Named("django").Key("django", "s")
	must(t, err)
	b.key = key
	must(t, b.store.Apply(ctx, []storage.Write{{Key: key, Value: []byte(value), Flags: 1}})[0].Err)
	b.root = b.newRoot()
	return b
}

func (b *shelf) tx() *txn.Tx {
	b.t.Helper()
	tx := b.m.Tx()
	return tx
}

// carryOn has a commit fail half way, and carries on what is pending after mended.
func (b *shelf) carryOn(mended func()) {
	b.t.Helper()
	w := b.root.Work(b.tx())
	wantErr(b.t, b.m.Commit(ctx), storage.ErrUnreachable)
	mended()
	must(b.t, b.m.Abort(ctx))
	_, err := w.Carry(ctx, b.tx())
	must(b.t, err)
}

func (b *shelf) newRoot() *session.Root {
	return session.NewRoot(b.store, session.Options{Formats: []format.Format{framework.Named("django")}})
}

func (b *shelf) open() (*session.Session, *tree.Map) {
	b.t.Helper()
	s, err := b.root.Container("django").Session(ctx, b.tx(), "s")
	must(b.t, err)
	data, err := s.Data()
	must(b.t, err)
	return s, data
}

// they edit the session as another program.
func (b *shelf) they(edit func(s *session.Session, data *tree.Map)) {
	b.t.Helper()
	must(b.t, txn.NewManager().Run(ctx, func(tx *txn.Tx) error {
		s, err := b.newRoot().Container("django").Session(ctx, tx, "s")
		must(b.t, err)
		data, err := s.Data()
		must(b.t, err)
		edit(s, data)
		return nil
	}))
}

// stored returns what another reader finds.
func (b *shelf) stored() string {
	b.t.Helper()
	var text string
	b.they(func(_ *session.Session, data *tree.Map) { text = valueText(data) })
	return text
}

// valueText returns a value with the references in it.
func valueText(v any) string {
	var parts []string
	switch v := v.(type) {
	case *tree.Map:
		for k, x := range v.All() {
			parts = append(parts, fmt.Sprint(k, ": ", valueText(x)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *tree.List:
		for _, x := range v.All() {
			parts = append(parts, valueText(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case tree.Object:
		return v.Display()
	}
	return fmt.Sprint(v)
}

// alsoTexts are changes in short, with what else they change.
func alsoTexts(changes []diff.Change) []string {
	all := texts(changes)
	for i, c := range changes {
		for _, p := range c.Also {
			all[i] += " also " + strings.TrimPrefix(p.String(), "/django/s")
		}
		all[i] = strings.Replace(all[i], "/django/s", "", 1)
	}
	return all
}

func listAt(t *testing.T, m *tree.Map, key any) *tree.List {
	t.Helper()
	v, _ := m.Get(key)
	if r, ok := v.(*tree.Ref); ok {
		v = r.To()
	}
	l, ok := v.(*tree.List)
	if !ok {
		t.Fatalf("%v is %v", key, v)
	}
	return l
}

const sharedText = "{cart: [1], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1]}, n: 1}"

// TestSharedPlaces edits a session in which one list has several places: what else an
// edit changes is reported, and what is stored is what the framework would have
// stored.
func TestSharedPlaces(t *testing.T) {
	t.Parallel()
	type edit = func(t *testing.T, s *session.Session, data *tree.Map)
	for _, test := range []struct {
		name    string
		edit    edit
		changes []string
		want    string
	}{
		{"the list is edited", func(t *testing.T, _ *session.Session, data *tree.Map) { must(t, listAt(t, data, "cart").Append(2)) },
			[]string{"+/cart/1 also /also also /deep/in also /shop"},
			"{cart: [1, 2], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 2]}, n: 1}"},
		{"it is edited at another place", func(t *testing.T, _ *session.Session, data *tree.Map) { must(t, listAt(t, data, "also").Set(0, 9)) },
			[]string{"~/cart/0 also /also also /deep/in also /shop"},
			"{cart: [9], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [9]}, n: 1}"},
		{"its first place is set", func(t *testing.T, _ *session.Session, data *tree.Map) { must(t, data.Set("cart", "none")) },
			[]string{"~/cart"},
			"{cart: none, also: [1], deep: {in: <same as also>}, shop: shop.Shop{items: [1]}, n: 1}"},
		{"its first place is removed", func(t *testing.T, _ *session.Session, data *tree.Map) { remove(t, data, "cart") },
			[]string{"-/cart"},
			"{also: [1], deep: {in: <same as also>}, shop: shop.Shop{items: [1]}, n: 1}"},
		{"two places are removed", func(t *testing.T, _ *session.Session, data *tree.Map) {
			remove(t, data, "cart")
			remove(t, data, "also")
		}, []string{"-/cart", "-/also"}, "{deep: {in: [1]}, shop: shop.Shop{items: [1]}, n: 1}"},
		{"another place is set", func(t *testing.T, _ *session.Session, data *tree.Map) { must(t, data.Set("also", []any{1})) },
			[]string{"~/also"},
			"{cart: [1], also: [1], deep: {in: <same as cart>}, shop: shop.Shop{items: [1]}, n: 1}"},
		{"a reference is copied", func(t *testing.T, _ *session.Session, data *tree.Map) {
			v, _ := data.Get("also")
			must(t, data.Set("mine", v))
			must(t, listAt(t, data, "mine").Append(2))
		}, []string{"+/mine"},
			"{cart: [1], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1]}, n: 1, mine: [1, 2]}"},
		{"it is moved", func(t *testing.T, s *session.Session, data *tree.Map) {
			must(t, s.Move(data, "cart", data, "basket"))
		},
			[]string{"-/cart", "+/basket"},
			"{also: [1], deep: {in: <same as also>}, shop: shop.Shop{items: [1]}, n: 1, basket: <same as also>}"},
		{"it is moved and edited", func(t *testing.T, s *session.Session, data *tree.Map) {
			must(t, s.Move(data, "cart", data, "basket"))
			must(t, listAt(t, data, "basket").Append(2))
		}, []string{"-/cart", "+/basket also /also also /deep/in"},
			"{also: [1, 2], deep: {in: <same as also>}, shop: shop.Shop{items: [1, 2]}, n: 1, basket: <same as also>}"},
		{"something else is edited", func(t *testing.T, _ *session.Session, data *tree.Map) { must(t, data.Set("n", 2)) },
			[]string{"~/n"}, strings.Replace(sharedText, "n: 1", "n: 2", 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newShelf(t, sharedCart)
			s, data := b.open()
			if got := valueText(data); got != sharedText {
				t.Fatalf("it is read as %s", got)
			}
			must(t, b.root.Work(s.Tx()).Step("edit", func() error { test.edit(t, s, data); return nil }))
			edited := valueText(data)
			if got := alsoTexts(s.Changes()); !slices.Equal(got, test.changes) {
				t.Errorf("the changes are %q, want %q", got, test.changes)
			}
			w := b.root.Work(s.Tx())
			if _, ok, err := w.Undo(); !ok || err != nil || valueText(data) != sharedText || len(s.Changes()) > 0 {
				t.Errorf("undone it is %s, with the changes %q, %v", valueText(data), texts(s.Changes()), err)
			}
			if _, ok, err := w.Redo(); !ok || err != nil || valueText(data) != edited {
				t.Errorf("done again it is %s, and was %s; %v", valueText(data), edited, err)
			}
			must(t, b.m.Commit(ctx))
			if got := b.stored(); got != test.want {
				t.Errorf("stored is %s\nwant      %s", got, test.want)
			}
		})
	}
}

func remove(t *testing.T, m *tree.Map, key any) {
	t.Helper()
	if ok, err := m.Delete(key); !ok || err != nil {
		t.Fatal(key, ok, err)
	}
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	s, data := newShelf(t, sharedCart).open()
	for _, test := range []struct {
		keys []any
		want string
	}{
		{[]any{"cart", 0}, "/also /deep/in /shop"},
		{[]any{"cart"}, ""}, // the place itself is set at no other
		{[]any{"n"}, ""},
		{[]any{"none", "deeper"}, ""},
	} {
		var got []string
		for _, p := range s.Elsewhere(test.keys...) {
			got = append(got, strings.TrimPrefix(p.String(), "/django/s"))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%v: %v, want %s", test.keys, got, test.want)
		}
	}
	also, _ := data.Get("also")
	in, _ := at(data, "deep").(*tree.Map).Get("in")
	if !tree.Equal(also, in) || tree.Equal(also, tree.NewRef(at(data, "deep"))) || tree.Equal(also, listAt(t, data, "cart")) {
		t.Error("references are equal, and nothing is equal to them, where they mean the same")
	}
	if own, _ := newDesk(t, session.Options{}).open("s").Data(); tree.NewRef(own).Display() != "<same as the whole>" {
		t.Error(tree.NewRef(own).Display())
	}
}

// TestSharingIsKept refreshes a session, takes one up again from a draft, and commits
// one that turns out to be written: an edit after that is one of the shared list still.
func TestSharingIsKept(t *testing.T) {
	t.Parallel()
	theyCount := func(_ *session.Session, data *tree.Map) { _ = data.Set("n", 2) }
	for _, test := range []struct {
		name string
		turn func(t *testing.T, b *shelf)
		want string
	}{
		{"refreshed", func(t *testing.T, b *shelf) {
			b.they(theyCount)
			s, _ := b.open()
			_, err := b.root.Work(s.Tx()).Refresh(ctx, diff.Ask)
			must(t, err)
		}, "{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, n: 2}"},
		{"refreshed, undone, and refreshed again", func(t *testing.T, b *shelf) {
			b.they(theyCount)
			w := b.root.Work(b.tx())
			_, err := w.Refresh(ctx, diff.Ask)
			must(t, err)
			_, ok, err := w.Undo()
			if must(t, err); !ok {
				t.Error("nothing is undone")
			}
			wantErr(t, b.m.Commit(ctx), commit.ErrConflict)
			_, err = w.Refresh(ctx, diff.Ask)
			must(t, err)
		}, "{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, n: 2}"},
		{"refreshed, and they have moved another value", func(t *testing.T, b *shelf) {
			b.they(func(s *session.Session, data *tree.Map) { must(t, s.Move(data, "n", data, "m")) })
			s, _ := b.open()
			_, err := b.root.Work(s.Tx()).Refresh(ctx, diff.Ask)
			must(t, err)
		}, "{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, m: 1}"},
		{"taken up from what a draft was written as", func(t *testing.T, b *shelf) {
			s, _ := b.open()
			d := b.root.Work(s.Tx()).Drafts()[0]
			value, flags, err := stored.Draft(d, time.Now())
			must(t, err)
			r, err := d.Container.Decode(&storage.Item{Key: b.key, Value: value, Flags: flags})
			must(t, err)
			d.Data = r.Data
			must(t, b.m.Abort(ctx))
			_, err = b.root.Work(b.tx()).Adopt("again", []session.Draft{d})
			must(t, err)
		}, "{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, n: 1}"},
		{"carried on after a reply that was lost", func(t *testing.T, b *shelf) {
			b.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
			b.carryOn(func() { b.store.ApplyWrite = nil })
		}, "{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, n: 1}"},
		{"found written, in a commit that fails for another session", func(t *testing.T, b *shelf) {
			b.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
			b.carryOn(func() {
				b.store.AfterWrite, b.store.LoadKey = nil, func(string) error { return storage.ErrUnreachable }
			})
			b.store.LoadKey = nil
			o, err := b.root.Container("django").Session(ctx, b.tx(), "o")
			must(t, err)
			data, err := o.Data()
			must(t, err)
			must(t, data.Set("k", "mine"))
			must(t, b.store.Store.Apply(ctx, []storage.Write{{Key: strings.TrimSuffix(b.key, "s") + "o", Value: []byte("(dp0\n."), Flags: 1}})[0].Err)
			w := b.root.Work(b.tx())
			wantErr(t, b.m.Commit(ctx), commit.ErrConflict)
			if s, _ := b.open(); len(w.Held()) != 1 || len(s.Changes()) != 0 {
				t.Errorf("held are %v, and pending is %q", w.Held(), texts(s.Changes()))
			}
			_, err = w.Refresh(ctx, diff.Mine)
			must(t, err)
		}, "{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, n: 1}"},
		{"committed", func(t *testing.T, b *shelf) { must(t, b.m.Commit(ctx)) },
			"{cart: [1, 5, 7], also: <same as cart>, deep: {in: <same as cart>}, shop: shop.Shop{items: [1, 5, 7]}, n: 1}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newShelf(t, sharedCart)
			_, data := b.open()
			must(t, listAt(t, data, "cart").Append(5))
			test.turn(t, b)
			_, data = b.open()
			must(t, listAt(t, data, "cart").Append(7))
			must(t, b.m.Commit(ctx))
			if got := b.stored(); got != test.want {
				t.Errorf("stored is %s\nwant      %s", got, test.want)
			}
		})
	}
}

// TestSharedInAList has a list whose value has another place: what is put in its place
// is another thing, though it is equal.
func TestSharedInAList(t *testing.T) {
	t.Parallel()
	const inAList = "(dp0\nS'l'\np1\n(lp2\n(lp3\nI1\naaI5\nasS'a'\np4\ng3\ns." // x = [1]; {'l': [x, 5], 'a': x}
	for _, test := range []struct {
		name    string
		edit    func(t *testing.T, l *tree.List) error
		changes string
		want    string
	}{
		{"edited", func(t *testing.T, l *tree.List) error {
			v, _ := l.At(0)
			return v.(*tree.List).Append(2)
		}, "+/l/0/1 also /a", "{l: [[1, 2], 5], a: <same as l/0>}"},
		{"set to what is equal", func(_ *testing.T, l *tree.List) error { return l.Set(0, []any{1}) }, "~/l/0", "{l: [[1], 5], a: [1]}"},
		{"removed", func(_ *testing.T, l *tree.List) error { return l.Delete(0) }, "-/l/0", "{l: [5], a: [1]}"},
		{"its neighbour is set", func(_ *testing.T, l *tree.List) error { return l.Set(1, 6) }, "~/l/1", "{l: [[1], 6], a: <same as l/0>}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newShelf(t, inAList)
			s, data := b.open()
			if got := s.Elsewhere("l", 0, 0); len(got) != 1 || got[0].String() != "/django/s/a" {
				t.Errorf("what l/0 holds is at %v, too", got)
			}
			must(t, test.edit(t, listAt(t, data, "l")))
			if got := strings.Join(alsoTexts(s.Changes()), ", "); got != test.changes {
				t.Errorf("the changes are %q, want %q", got, test.changes)
			}
			must(t, b.m.Commit(ctx))
			if got := b.stored(); got != test.want {
				t.Errorf("stored is %s, want %s", got, test.want)
			}
		})
	}
}

// TestTheirsRefersToMine takes in what another program has added, which refers to a
// list that was there: it refers to that list as it is pending, or is a copy of theirs
// where there is no such list any more.
func TestTheirsRefersToMine(t *testing.T) {
	t.Parallel()
	const before = "(dp0\nS'cart'\np1\n(lp2\nI1\nasS'n'\np3\nI1\ns." // {'cart': [1], 'n': 1}
	const theirs = "(dp0\nS'cart'\np1\n(lp2\nI1\nasS'n'\np3\nI1\nsS'new'\np4\n(dp5\nS'x'\np6\ng2\nss."
	for _, test := range []struct {
		name string
		edit func(t *testing.T, data *tree.Map)
		want string
	}{
		{"as it was", func(t *testing.T, data *tree.Map) { must(t, data.Set("n", 2)) }, "{cart: [1], n: 2, new: {x: <same as cart>}}"},
		{"edited", func(t *testing.T, data *tree.Map) { must(t, listAt(t, data, "cart").Append(2)) }, "{cart: [1, 2], n: 1, new: {x: <same as cart>}}"},
		{"set to something else", func(t *testing.T, data *tree.Map) { must(t, data.Set("cart", "none")) }, "{cart: none, n: 1, new: {x: [1]}}"},
		{"set to a mapping", func(t *testing.T, data *tree.Map) { must(t, data.Set("cart", map[string]any{"a": 1})) }, "{cart: {a: 1}, n: 1, new: {x: [1]}}"},
		{"removed", func(t *testing.T, data *tree.Map) { remove(t, data, "cart") }, "{n: 1, new: {x: [1]}}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newShelf(t, before)
			s, data := b.open()
			test.edit(t, data)
			version := b.store.Store.Load(ctx, []string{b.key}, 0)[0].Item.Version
			must(t, b.store.Store.Apply(ctx, []storage.Write{{Key: b.key, Value: []byte(theirs), Flags: 1, Version: version}})[0].Err)
			r, err := b.root.Work(s.Tx()).Refresh(ctx, diff.Ask)
			must(t, err)
			if len(r.Conflicts) != 0 || len(r.Taken) != 1 || r.Taken[0].Path.String() != "/django/s/new" {
				t.Errorf("refreshed: %+v", r)
			}
			must(t, b.m.Commit(ctx))
			if got := b.stored(); got != test.want {
				t.Errorf("stored is %s, want %s", got, test.want)
			}
		})
	}
}

// TestFill copies a session with all that is shared in it.
func TestFill(t *testing.T) {
	t.Parallel()
	b := newShelf(t, sharedCart)
	s, data := b.open()
	c := s.Container()
	tx := s.Tx()
	fresh, err := c.Session(ctx, tx, "copy")
	must(t, err)
	must(t, fresh.Fill(data, c))
	must(t, listAt(t, data, "cart").Append(2))
	if err := fresh.Fill(data, c); err == nil || !strings.Contains(err.Error(), "/django/copy: it already has data") {
		t.Errorf("it is filled twice: %v", err)
	}
	other := newDesk(t, session.Options{}).open("s")
	if err := other.Fill(data, c); !errors.Is(err, session.ErrPackageData) || other.Exists() {
		t.Errorf("a session of package data is filled with others: %v", err)
	}
	must(t, b.m.Commit(ctx))
	read, err := b.newRoot().Container("django").Session(ctx, b.tx(), "copy")
	must(t, err)
	if d, _ := read.Data(); valueText(d) != sharedText {
		t.Errorf("the copy is %s", valueText(d))
	}
}
