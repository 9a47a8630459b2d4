package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// clock is a clock that tests set.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }

func timed() (*memstore.Store, *clock) {
	c := &clock{time.Unix(1_700_000_000, 0)}
	return memstore.New(memstore.Options{Now: c.Now}), c
}

func add(t *testing.T, s storage.Store, key string, ttl time.Duration) uint64 {
	t.Helper()
	o := s.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte("v"), TTL: ttl}})[0]
	if o.State != storage.Applied {
		t.Fatalf("add %s: %+v", key, o)
	}
	return o.Version
}

func TestLifetimeLeft(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name              string
		ttl, passes, left time.Duration
		gone              bool
	}{
		{name: "never", ttl: storage.TTLNever, passes: 1000 * time.Hour, left: storage.TTLNever},
		{name: "at once", ttl: time.Minute, left: time.Minute},
		{name: "later", ttl: time.Minute, passes: 20 * time.Second, left: 40 * time.Second},
		{name: "just before the end", ttl: time.Minute, passes: time.Minute - time.Millisecond, left: time.Second},
		{name: "at the end", ttl: time.Minute, passes: time.Minute, gone: true},
		{name: "long after", ttl: time.Minute, passes: time.Hour, gone: true},
		{name: "less than a second is one", ttl: time.Millisecond, passes: 900 * time.Millisecond, left: time.Second},
		{name: "more than 30 days", ttl: 31 * 24 * time.Hour, passes: 30 * 24 * time.Hour, left: 24 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c := timed()
			version := add(t, s, "k", tt.ttl)
			c.pass(tt.passes)
			if tt.gone {
				for range s.List(t.Context()) {
					t.Error("it is listed")
				}
			}
			l := s.Load(t.Context(), []string{"k"}, storage.NeedTTL)[0]
			if (l.Item == nil) != tt.gone || !tt.gone && l.Item.TTL != tt.left {
				t.Errorf("after %v of %v it is %+v, want %v left, gone: %v", tt.passes, tt.ttl, l.Item, tt.left, tt.gone)
			}
			o := s.Apply(t.Context(), []storage.Write{{Key: "k", Version: version}})[0]
			if want := map[bool]storage.State{true: storage.Overtaken, false: storage.Applied}[tt.gone]; o.State != want {
				t.Errorf("replacing it is %+v, want %v", o, want)
			}
		})
	}
}

func TestListTells(t *testing.T) {
	t.Parallel()
	s, c := timed()
	began := c.now
	add(t, s, "b", time.Minute)
	add(t, s, "a", storage.TTLNever)
	add(t, s, "short", time.Second)
	c.pass(10 * time.Second)
	s.Load(t.Context(), []string{"b"}, storage.NeedTTL) // is not an access
	s.Load(t.Context(), []string{"a"}, storage.NeedValue)
	var got []storage.Listed
	for l, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		l.Size = 0
		got = append(got, l)
	}
	want := []storage.Listed{
		{Key: "a", LastAccess: c.now, Version: 2, Server: memstore.Name},
		{Key: "b", LastAccess: began, Expires: began.Add(time.Minute), Version: 1, Server: memstore.Name},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("listed are %+v, want %+v", got, want)
	}
	stats := s.Servers(t.Context())[0].Stats
	if stats["curr_items"] != "2" || stats["uptime"] != "10" {
		t.Errorf("the counters are %v", stats)
	}
}

func TestMaxItem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ maxItem, keyLen, want int }{
		{0, 1, memstore.DefaultMaxItem - 65}, {1000, 10, 926}, {100, 36, 0}, {100, 250, 0},
	} {
		t.Run(fmt.Sprint(tt.maxItem, " ", tt.keyLen), func(t *testing.T) {
			s := memstore.New(memstore.Options{MaxItem: tt.maxItem})
			key := string(make([]byte, tt.keyLen))
			if got, err := s.MaxValue(t.Context(), key); got != tt.want || err != nil {
				t.Errorf("the largest value is %d (%v), want %d", got, err, tt.want)
			}
		})
	}
}

func TestCancelledBetween(t *testing.T) {
	t.Parallel()
	s, _ := timed()
	for i := range 5 {
		add(t, s, fmt.Sprint("k", i), storage.TTLNever)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var seen []string
	var last error
	for l, err := range s.List(ctx) {
		cancel()
		seen, last = append(seen, l.Key), err
	}
	if len(seen) != 2 || seen[0] != "k0" || !errors.Is(last, context.Canceled) {
		t.Errorf("listed are %q and then %v, want one and that it was cancelled", seen, last)
	}
	if err := s.Flush(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("flush: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
