package family_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/storage"
)

func TestWayOfANewSession(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ there, assigned, way, why string }{
		{"", "", "a", "no other session shows how to write it"},
		{"b", "", "b", ""},
		{"bcc", "", "c", "other sessions are written as b"},
		{"???", "", "a", "no other session shows how to write it"},
		{"bcc", "b", "b", ""},
		{"", "c", "c", ""},
	} {
		b := newBench(t)
		b.putAll(test.there)
		if err := b.AssignWay(test.assigned); err != nil {
			t.Fatal(err)
		}
		if way, why := b.NewWay(t.Context()); way != test.way || why != test.why {
			t.Errorf("beside %q it is %q, %q; want %q, %q", test.there, way, why, test.way, test.why)
		}
	}
	if err := newBench(t).AssignWay("d"); err == nil {
		t.Error("a way is assigned that there is not")
	}
}

// TestSampleIsKept asks twice: the sessions are looked at again after a while only.
func TestSampleIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.putAll("b")
	for _, lists := range []int{1, 0} {
		b.store.Reset()
		b.NewWay(t.Context())
		if got := b.store.Calls().List; got != lists {
			t.Errorf("listed %d times, want %d", got, lists)
		}
	}
	b.putAll("ccc")
	b.now = b.now.Add(10 * time.Second)
	if way, _ := b.NewWay(t.Context()); way != "c" {
		t.Errorf("later it is %q", way)
	}
}

// TestSampleThatFailed: a sample that could not be finished, or was called off, says nothing about the
// sessions that were not seen, and is repeated soon.
func TestSampleThatFailed(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	down := errors.New("down")
	for _, test := range []struct {
		name     string
		ctx      context.Context
		fail     func(b *bench)
		met      string // before
		way, why string // while it fails
		after    time.Duration
	}{
		{"called off", cancelled, func(*bench) {}, "", "a", "no other session shows how to write it", 0},
		{"not listed", t.Context(), func(b *bench) { b.store.BeforeList = func() error { return down } }, "", "a", "the other sessions could not be listed", time.Second},
		{"not read", t.Context(), func(b *bench) { b.store.LoadKey = func(string) error { return down } }, "", "a", "the other sessions could not be listed", time.Second},
		{"not listed, and one is known", t.Context(), func(b *bench) { b.store.BeforeList = func() error { return down } }, "b", "b", "", time.Second},
		{"a store that cannot list", t.Context(), func(b *bench) { b.store.BeforeList = func() error { return storage.ErrUnsupported } }, "", "a", "the other sessions cannot be listed", 10 * time.Second},
	} {
		b := newBench(t)
		b.putAll("ccc")
		if test.met != "" {
			b.Meet(slices.Values([]*storage.Item{b.item(test.met[0], "other")}))
		}
		test.fail(b)
		if way, why := b.NewWay(test.ctx); way != test.way || why != test.why {
			t.Errorf("%s: it is %q, %q; want %q, %q", test.name, way, why, test.way, test.why)
		}
		b.store.BeforeList, b.store.LoadKey = nil, nil
		if test.after > 0 {
			b.now = b.now.Add(test.after - time.Nanosecond)
			b.store.Reset()
			if b.NewWay(t.Context()); b.store.Calls().List != 0 {
				t.Errorf("%s: it is listed again within %v", test.name, test.after)
			}
		}
		b.now = b.now.Add(time.Nanosecond)
		if way, why := b.NewWay(t.Context()); way != "c" || why != "" {
			t.Errorf("%s: %v later it is %q, %q; want as c", test.name, test.after, way, why)
		}
	}
}

// TestDoubt decodes a value that can be read in two ways.
func TestDoubt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ met, assigned, way string }{
		{"", "", ""}, {"a", "", "a"}, {"bb", "", "b"}, {"ab", "", ""}, {"c", "", ""}, {"cb", "", "b"}, {"ab", "b", "b"}, {"", "a", "a"}, {"b", "c", "b"},
	} {
		b := newBench(t)
		if err := b.AssignWay(test.assigned); err != nil {
			t.Fatal(err)
		}
		var items []*storage.Item
		for i := range len(test.met) {
			items = append(items, b.item(test.met[i], "other"))
		}
		b.Meet(slices.Values(items))
		d := b.Decoded(b.item('?', "s"))
		if test.way == "" {
			var doubt *format.Doubt
			if !errors.As(d.Broken, &doubt) || d.Record != nil {
				t.Errorf("beside %q it is read: %+v", test.met, d)
			}
			continue
		}
		if d.Broken != nil || !d.Chosen || d.Record.Way != test.way {
			t.Errorf("beside %q, with %q assigned, it is %+v, want as %s", test.met, test.assigned, d, test.way)
		}
	}
}

// TestDoubtLooksAround decodes many: those in doubt are decided by a look at the store.
func TestDoubtLooksAround(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.putAll("bb")
	all := b.DecodedAll(t.Context(), []storage.Loaded{{Item: b.item('?', "s")}, {}, {Item: b.item('a', "t")}})
	if d := all[0]; d.Broken != nil || d.Record.Way != "b" || !d.Chosen {
		t.Errorf("the doubtful one is %+v", d)
	}
	if d := all[1]; d.Item != nil || d.Record != nil || d.Broken != nil || d.Data().Len() != 0 {
		t.Errorf("that of no item is %+v", d)
	}
	if d := all[2]; d.Broken != nil || d.Record.Way != "a" || d.Chosen {
		t.Errorf("the plain one is %+v", d)
	}
}
