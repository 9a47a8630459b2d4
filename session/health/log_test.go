package health

import (
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestEvents counts what logs report.
func TestEvents(t *testing.T) {
	t.Parallel()
	root := session.NewRoot(memstore.New(memstore.Options{}), session.Options{Formats: framework.All()})
	l := &Log{Servers: make(map[string]bool), Events: make(map[string]*Events)}
	const shop, gone = "sessh/Shop/s1", -time.Minute
	for _, r := range []storage.Report{
		{Kind: storage.Stored, Key: shop, TTL: time.Hour, Command: "set", Size: 10},
		{Kind: storage.Stored, Key: shop, TTL: storage.TTLNever, Command: "set", Size: 10},
		{Kind: storage.Stored, Key: shop, TTL: storage.TTLUnknown, Command: "set", Size: 10},
		{Kind: storage.Stored, Key: shop, TTL: gone, Command: "cas"}, // removed
		{Kind: storage.Stored, Key: shop, TTL: gone, Command: "cas", Size: 10},
		{Kind: storage.Stored, Key: "sessh/Shop/s2", TTL: gone, Command: "set", Size: 10},
		{Kind: storage.Stored, Key: "page", TTL: gone, Command: "set", Size: 10},
		{Kind: storage.Evicted, Key: "memc.sess.key.a", TTL: time.Minute},
		{Kind: storage.Evicted, Key: "memc.sess.key.b", TTL: time.Hour},
		{Kind: storage.Evicted, Key: "memc.sess.key.c", TTL: gone},
		{Kind: storage.Evicted, Key: "memc.sess.key.lock.c", TTL: time.Hour},
		{Kind: storage.Evicted, Key: shop, TTL: storage.TTLNever},
		{Kind: storage.Evicted, Key: shop, TTL: time.Hour},
	} {
		l.add(root, &r)
	}
	want := map[string]Events{
		"Shop": {Stored: 6, Over: 2, OverID: "s2", Evicted: 2, Left: storage.TTLNever},
		"php":  {Evicted: 2, Left: time.Hour},
	}
	for name, w := range want {
		if got := l.Events[name]; got == nil || *got != w {
			t.Errorf("%s: %+v, want %+v", name, got, w)
		}
	}
	if len(l.Events) != len(want) {
		t.Errorf("the events are of %d containers", len(l.Events))
	}
}
