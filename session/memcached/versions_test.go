package memcached_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

func TestOldServer(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.proxy.Old()
	for i, o := range s.Apply(t.Context(), additions("a", "b", "a")) {
		if want := []storage.State{storage.Applied, storage.Applied, storage.Overtaken}[i]; o.State != want {
			t.Errorf("write %d: %+v, want %v", i, o, want)
		}
	}
	l := s.load("a", storage.NeedValue|storage.NeedTTL)
	if l.Err != nil || l.Item == nil || l.Item.TTL != storage.TTLUnknown || l.Item.Version == 0 {
		t.Fatalf("a is %+v, want it read, and its lifetime unknown", l)
	}
	if l := s.load("nothing", 0); l.Err != nil || l.Item != nil {
		t.Errorf("what is not there is %+v", l)
	}
	if o := s.apply(storage.Write{Key: "a", Value: []byte("x"), Version: l.Item.Version}); o.State != storage.Applied {
		t.Errorf("cas: %+v", o)
	}
	b, a := s.load("b", 0).Item.Version, s.load("a", 0).Item.Version
	for i, o := range s.Apply(t.Context(), []storage.Write{{Key: "b", Delete: true, Version: b}, {Key: "a", Delete: true, Version: b}}) {
		if want := []storage.State{storage.Applied, storage.Overtaken}[i]; o.State != want {
			t.Errorf("removal %d: %+v, want %v", i, o, want)
		}
	}
	if o := s.apply(storage.Write{Key: "a", Delete: true, Version: a}); o.State != storage.Applied {
		t.Errorf("a removal: %+v", o)
	}
	for _, key := range []string{"a", "b"} {
		if got := s.server.Ask("get "+key+"\r\n", "END"); got != "END" {
			t.Errorf("removed, %s is %q", key, got)
		}
	}
	if err := firstError(s.Store); !errors.Is(err, storage.ErrUnsupported) {
		t.Errorf("listing: %v, want that it is not supported", err)
	}
	if n := s.proxy.Count("mn"); n != 1 {
		t.Errorf("meta commands were probed %d times, want once", n)
	}
	keys := make([]string, 250)
	for i := range keys {
		keys[i] = fmt.Sprint("many", i)
	}
	s.Apply(t.Context(), additions(keys...))
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		if l.Item == nil || l.Item.Key != keys[i] {
			t.Fatalf("%s is %+v", keys[i], l)
		}
	}
}

func TestListRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ reply, words string }{
		"no dumps":      {"ERROR metadump not allowed\r\n", "-X"},
		"crawler off":   {"CLIENT_ERROR lru crawler disabled\r\n", "crawler is off"},
		"not a command": {"ERROR\r\n", "no metadump"},
	} {
		t.Run(name, func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			s.proxy.Every(mct.Lists, mct.Answer(c.reply))
			err := firstError(s.Store)
			if !errors.Is(err, storage.ErrUnsupported) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the error is %v, want not supported, and %q", err, c.words)
			}
		})
	}
	for _, arg := range []string{"-X", "-ono_lru_crawler"} {
		t.Run("memcached "+arg, func(t *testing.T) {
			s := open(t, memcached.Options{}, mct.Start(t, arg).Addr)
			if err := firstError(s); !errors.Is(err, storage.ErrUnsupported) {
				t.Errorf("the error is %v, want not supported", err)
			}
		})
	}
}

func TestListBusy(t *testing.T) {
	if testing.Short() {
		t.Skip("it lists while others write for a while")
	}
	t.Parallel()
	const busy = "BUSY currently processing crawler request\r\n"
	t.Run("for a while", func(t *testing.T) {
		s := throughProxy(t, memcached.Options{})
		s.create("k", "v")
		s.proxy.Next(mct.Lists, mct.Answer(busy))
		s.proxy.Next(mct.Lists, mct.Answer(busy))
		if err := firstError(s.Store); err != nil || s.proxy.Count(mct.Lists) != 3 {
			t.Errorf("%v after %d requests, want a listing by the third", err, s.proxy.Count(mct.Lists))
		}
	})
	t.Run("for long", func(t *testing.T) {
		s := throughProxy(t, memcached.Options{Timeout: unanswered})
		s.proxy.Every(mct.Lists, mct.Answer(busy))
		if err := firstError(s.Store); err == nil || !strings.Contains(err.Error(), "busy") {
			t.Errorf("the error is %v, want that it is busy", err)
		}
	})
	t.Run("until cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := throughProxy(t, memcached.Options{Timeout: time.Hour})
		s.proxy.Every(mct.Lists, mct.Answer(busy).Then(cancel))
		for _, err := range s.List(ctx) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the error is %v, want that it was cancelled", err)
			}
		}
	})
}

func TestListOfOtherVersions(t *testing.T) {
	t.Parallel()
	first := "key=a%20b exp=-1 la=1700000000 cas=1 fetch=no cls=1 size=63 flags=0 \n"
	second := "key=%ff exp=1800000000 la=5 cas=2 fetch=no cls=1 size=64\n"
	for name, replies := range map[string][]string{
		"newer, which say OK first":               {"OK\r\n" + first + second + "END\r\n"},
		"before 1.6.9, which only walk the LRU":   {"BADCLASS invalid class id\r\n", first + second + first + "END\r\n"},
		"of which somebody changed what they say": {"CLIENT_ERROR bad command line format\r\n", second[:0] + first + second + "END\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := mct.NewProxy(t, "")
			p.Every("mn stats", mct.Answer("ERROR\r\n"))
			for _, reply := range replies {
				p.Next(mct.Lists, mct.Answer(reply))
			}
			var got []storage.Listed
			for l, err := range open(t, memcached.Options{}, p.Addr).List(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, l)
			}
			if len(got) != 2 || got[0].Key != "a b" || !got[0].Expires.IsZero() || got[0].LastAccess.Unix() != 1700000000 || got[0].Size != 63 ||
				got[1].Key != "\xff" || got[1].Expires.Unix() != 1800000000 || got[1].Server != p.Addr {
				t.Errorf("listed %+v", got)
			}
		})
	}
}

// TestListNames: newer servers list names alone, and older ones are not asked for
// them twice.
func TestListNames(t *testing.T) {
	t.Parallel()
	names := func(t *testing.T, s *memcached.Store) string {
		t.Helper()
		var keys []string
		for l, err := range s.ListNames(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, l.Key)
		}
		return strings.Join(keys, "|")
	}
	t.Run("of a newer server", func(t *testing.T) {
		p := mct.NewProxy(t, "")
		p.Every("mn stats", mct.Answer("ERROR\r\n"))
		p.Next(mct.Lists, mct.Answer("OK\r\nmg a\r\nmg b\r\nEN\r\n"))
		if got := names(t, open(t, memcached.Options{}, p.Addr)); got != "a|b" {
			t.Errorf("listed %q", got)
		}
	})
	t.Run("of a newer server, with names that have to be packed", func(t *testing.T) {
		p := mct.NewProxy(t, "")
		p.Every("mn stats", mct.Answer("ERROR\r\n"))
		p.Next(mct.Lists, mct.Answer("mg a\r\nmg YSBi b\r\nmg x y\r\nmg c\r\nd\r\nmg z\r\nmg \r\nEN\r\n"))
		p.Next(mct.Lists, mct.Answer("key=z exp=-1\nkey=a exp=-1\nkey=a%20b exp=-1\nkey=x%20y exp=-1\nkey=c%0D%0Ad exp=-1\nkey=%0A exp=-1\nEND\r\n"))
		if got := names(t, open(t, memcached.Options{}, p.Addr)); got != "a|z|a b|x y|c\r\nd|\n" {
			t.Errorf("listed %q", got)
		}
	})
	t.Run("of none at all", func(t *testing.T) {
		p := mct.NewProxy(t, "")
		p.Every("mn stats", mct.Answer("ERROR\r\n"))
		p.Every(mct.Lists, mct.Answer("what?\r\n"))
		for _, err := range open(t, memcached.Options{}, p.Addr).ListNames(t.Context()) {
			if err == nil || !strings.Contains(err.Error(), "makes no sense") {
				t.Errorf("the error is %v", err)
			}
		}
	})
	t.Run("of an older one", func(t *testing.T) {
		p := mct.NewProxy(t, "")
		p.Every("mn stats", mct.Answer("ERROR\r\n"))
		dump := mct.Answer("key=a exp=-1 la=1 cas=1 fetch=no cls=1 size=63\nEND\r\n")
		p.Next(mct.Lists, mct.Answer("ERROR\r\n"))
		p.Next(mct.Lists, dump)
		p.Next(mct.Lists, dump)
		s := open(t, memcached.Options{}, p.Addr)
		for range 2 { // the second time it is not asked for names: there are but three answers
			if got := names(t, s); got != "a" {
				t.Errorf("listed %q", got)
			}
		}
	})
	t.Run("of a real one", func(t *testing.T) {
		s := throughProxy(t, memcached.Options{})
		s.apply(storage.Write{Key: "k"})
		if got := names(t, s.Store); got != "k" {
			t.Errorf("listed %q", got)
		}
	})
}

// TestListFindsWhatWasJustRead: reading moves items about in the server's LRU,
// and a walk of that would miss some.
func TestListFindsWhatWasJustRead(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	keys := make([]string, 17)
	for i := range keys {
		keys[i] = fmt.Sprint("k", i)
		s.apply(storage.Write{Key: keys[i]})
	}
	for _, key := range keys {
		s.load(key, storage.NeedValue|storage.NeedTTL)
	}
	s.server.Ask("gets "+strings.Join(keys, " ")+"\r\n", "END")
	n := 0
	for range s.List(t.Context()) {
		n++
	}
	if n != len(keys) {
		t.Errorf("%d items are listed, want %d", n, len(keys))
	}
	if !slices.Contains(s.proxy.Requests(), "lru_crawler metadump hash") {
		t.Errorf("the hash table is not walked: %q", s.proxy.Requests())
	}
}

func TestMaxValue(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"512k", "1m", "2m", "5m"} {
		t.Run(size, func(t *testing.T) {
			server := mct.Start(t, "-I", size)
			s := open(t, memcached.Options{}, server.Addr)
			for _, key := range []string{"k", "key", strings.Repeat("k", 250)} {
				limit, err := s.MaxValue(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				for flags := range 2 {
					for over := range 2 {
						n := limit - 4*flags + over
						got := server.Ask(fmt.Sprintf("add %s %d 0 %d\r\n%s\r\n", key, flags, n, bytes.Repeat([]byte("x"), n)), "S")
						if want := []string{"STORED", "SERVER_ERROR object too large for cache"}[over]; got != want {
							t.Errorf("%d bytes under %d bytes of key, flags %d: the server says %q, want %q", n, len(key), flags, got, want)
						}
						server.Ask("delete "+key+"\r\n", "")
					}
				}
			}
		})
	}
	t.Run("before 1.6, which keeps more with an item", func(t *testing.T) {
		old, err := open(t, memcached.Options{}, mct.StartModel(t, "1.4.39").Addr).MaxValue(t.Context(), "key")
		if now, err2 := open(t, memcached.Options{}, mct.StartModel(t, "1.6.45").Addr).MaxValue(t.Context(), "key"); err != nil || err2 != nil || now-old < 21 {
			t.Errorf("%d, %v, and since %d, %v", old, err, now, err2)
		}
	})
	t.Run("not told", func(t *testing.T) {
		s := throughProxy(t, memcached.Options{})
		s.proxy.Every("stats", mct.Answer("ERROR\r\n"))
		if n, err := s.MaxValue(t.Context(), "key"); n != 1_048_514 || err != nil {
			t.Errorf("%d, %v, want that of memcached's own default", n, err)
		}
	})
}
