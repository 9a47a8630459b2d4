package storetest

import (
	"errors"
	"testing"
	"time"

	"sessh/session/storage"
)

const day = 24 * time.Hour

func checkNeed(t testing.TB, s storage.Store) {
	apply(t, s, storage.Write{Key: "k", Value: []byte("v"), Flags: 3, TTL: time.Hour}, storage.Applied)
	version := load(t, s, "k").Version
	for _, need := range []storage.Need{0, storage.NeedValue, storage.NeedTTL, storage.NeedValue | storage.NeedTTL} {
		for i, l := range s.Load(t.Context(), []string{"k", "nothing"}, need) {
			if l.Err != nil || (l.Item != nil) != (i == 0) {
				t.Fatalf("need %b: key %d is answered by %+v", need, i, l)
			}
			if i > 0 {
				continue
			}
			if l.Item.Version != version || l.Item.Key != "k" {
				t.Errorf("need %b: the item is %+v, want version %d", need, l.Item, version)
			}
			if need&storage.NeedValue != 0 && (string(l.Item.Value) != "v" || l.Item.Flags != 3) {
				t.Errorf("need %b: the value is %q flags %d", need, l.Item.Value, l.Item.Flags)
			}
			if need&storage.NeedTTL == 0 && l.Item.TTL != storage.TTLUnknown {
				t.Errorf("need %b: the lifetime is %v, want unknown", need, l.Item.TTL)
			}
		}
	}
}

func checkLifetimes(t testing.TB, s storage.Store) {
	for name, ttl := range map[string]time.Duration{
		"never": storage.TTLNever, "a second and a half": 1500 * time.Millisecond, "a minute": time.Minute,
		"just under 30 days": 30*day - time.Second, "30 days": 30 * day, "just over 30 days": 30*day + time.Second,
		"31 days": 31 * day, "a year": 365 * day,
	} {
		w := storage.Write{Key: "k", Value: []byte(name), TTL: ttl}
		if item := look(t, s, "k"); item != nil {
			w.Version = item.Version
		}
		apply(t, s, w, storage.Applied)
		item := load(t, s, "k")
		if string(item.Value) != name {
			t.Errorf("%s: the value is %q", name, item.Value)
		}
		if item.TTL == storage.TTLUnknown {
			t.Skip("the store does not know lifetimes")
		}
		if ttl == storage.TTLNever {
			if item.TTL != storage.TTLNever {
				t.Errorf("%s: %v is left", name, item.TTL)
			}
			continue
		}
		// Seconds are rounded, and some pass during the test.
		if item.TTL == storage.TTLNever || item.TTL > ttl+2*time.Second || item.TTL < ttl-patience {
			t.Errorf("%s: %v is left of %v", name, item.TTL, ttl)
		}
	}
}

func checkNoLifetime(t testing.TB, s storage.Store) {
	w := storage.Write{Key: "k", Value: []byte("v"), TTL: storage.TTLUnknown}
	if o := apply(t, s, w, storage.Failed); !errors.Is(o.Err, storage.ErrNoLifetime) {
		t.Errorf("the error is %v", o.Err)
	}
	if look(t, s, "k") != nil {
		t.Error("an item without a lifetime is stored")
	}
}

func checkReadingExtendsNothing(t testing.TB, s storage.Store) {
	const ttl = 100 * time.Second
	apply(t, s, storage.Write{Key: "k", Value: []byte("v"), TTL: ttl}, storage.Applied)
	if load(t, s, "k").TTL == storage.TTLUnknown {
		t.Skip("the store does not know lifetimes")
	}
	until(t, "time passes although the item is read", func() bool {
		for _, need := range []storage.Need{0, storage.NeedValue, storage.NeedTTL} {
			s.Load(t.Context(), []string{"k"}, need)
		}
		return load(t, s, "k").TTL <= ttl-2*time.Second
	})
}

func checkExpiry(t testing.TB, s storage.Store) {
	apply(t, s, storage.Write{Key: "k", Value: []byte("v"), TTL: time.Second}, storage.Applied)
	apply(t, s, storage.Write{Key: "short", Value: []byte("v"), TTL: time.Second + time.Millisecond}, storage.Applied)
	put(t, s, "stays", "v")
	version := load(t, s, "stays").Version
	until(t, "the item expires", func() bool { return look(t, s, "k") == nil && look(t, s, "short") == nil })
	apply(t, s, storage.Write{Key: "k", Value: []byte("late"), Version: version}, storage.Overtaken)
	apply(t, s, storage.Write{Key: "k", Delete: true, Version: version}, storage.Overtaken)
	apply(t, s, storage.Write{Key: "k", Value: []byte("new")}, storage.Applied)
	expectValue(t, s, "stays", "v")
	if _, ok := list(t, s)["short"]; ok {
		t.Error("an expired item is listed")
	}
}
