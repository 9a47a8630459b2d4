package memcached_test

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// putBinary stores an item by the binary protocol, which takes any key.
func putBinary(t *testing.T, server *mct.Server, key, value string) {
	t.Helper()
	c := server.Dial()
	c.SetDeadline(time.Now().Add(5 * time.Minute))
	b := []byte{0x80, 0x01, 0, byte(len(key)), 8, 0, 0, 0}
	b = binary.BigEndian.AppendUint32(b, uint32(8+len(key)+len(value)))
	b = append(b, make([]byte, 12+8)...) // opaque and version; flags and expiry
	if _, err := io.WriteString(c, string(b)+key+value); err != nil {
		t.Fatal(err)
	}
	reply := make([]byte, 24)
	if _, err := io.ReadFull(c, reply); err != nil || reply[6] != 0 || reply[7] != 0 {
		t.Fatalf("storing %q: %x, %v", key, reply, err)
	}
}

// needBase64 skips a test on a server that takes no keys in base64, by its own answer.
func needBase64(t *testing.T, server *mct.Server) {
	t.Helper()
	putBinary(t, server, "a b", "v of a b")
	if said := server.Ask("mg YSBi b v\r\nmn\r\n", "MN"); !strings.HasPrefix(said, "VA ") {
		line, _, _ := strings.Cut(said, "\r\n")
		t.Skipf("this memcached takes no keys in base64: it answers %q", line)
	}
}

// TestBinaryKeys: what clients of the binary protocol have stored under keys that
// cannot be part of a request is listed, read and removed.
func TestBinaryKeys(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	needBase64(t, s.server)
	keys := []string{"a b", "tab\tx", "line\r\nflush_all\r\n", "\x00", "ü b"}
	for _, key := range keys {
		putBinary(t, s.server, key, "v of "+key)
	}
	s.create("plain", "1")
	listed := make(map[string]bool)
	for l, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		listed[l.Key] = true
	}
	named := make(map[string]bool)
	for l, err := range open(t, memcached.Options{}, s.server.Addr).ListNames(t.Context()) {
		if err != nil || named[l.Key] || !listed[l.Key] {
			t.Errorf("%q: %v, told before: %v", l.Key, err, named[l.Key])
		}
		named[l.Key] = true
	}
	if len(named) != len(listed) {
		t.Errorf("named are %v, listed %v", named, listed)
	}
	all := s.Load(t.Context(), append(keys, "plain", "no such"), storage.NeedValue|storage.NeedTTL)
	for i, key := range keys {
		if l := all[i]; l.Err != nil || l.Item == nil || l.Item.Key != key || string(l.Item.Value) != "v of "+key || l.Item.TTL != storage.TTLNever || !listed[key] {
			t.Fatalf("%q is %+v, listed: %v", key, l, listed[key])
		}
	}
	if all[len(keys)].Item == nil || all[len(keys)+1].Item != nil || all[len(keys)+1].Err != nil {
		t.Errorf("beside them: %+v", all[len(keys):])
	}
	if s.server.Ask("get plain\r\n", "END") == "END" {
		t.Fatal("a key was taken for a request")
	}
	for i, key := range keys {
		if _, err := s.MaxValue(t.Context(), key); !errors.Is(err, storage.ErrUnsupported) {
			t.Errorf("that %q cannot be written is found out when? %v", key, err)
		}
		if err := s.CanRemove(t.Context(), key); err != nil {
			t.Errorf("%q cannot be removed: %v", key, err)
		}
		version := all[i].Item.Version
		for _, tt := range []struct {
			write storage.Write
			want  storage.State
		}{
			{storage.Write{Key: key, Value: []byte("x"), Version: version}, storage.Failed},
			{storage.Write{Key: key, Value: []byte("x")}, storage.Failed},
			{storage.Write{Key: key, Delete: true, Version: version ^ 1}, storage.Overtaken},
			{storage.Write{Key: key, Delete: true, Version: version}, storage.Applied},
			{storage.Write{Key: key, Delete: true, Version: version}, storage.Overtaken},
		} {
			if o := s.apply(tt.write); o.State != tt.want {
				t.Errorf("%+v is %+v, want %v", tt.write, o, tt.want)
			}
		}
		if l := s.load(key, 0); l.Item != nil || l.Err != nil {
			t.Errorf("removed, %q is %+v", key, l)
		}
	}
}

// TestBinaryKeysOfOtherServers: where they cannot be reached, the message says why.
func TestBinaryKeysOfOtherServers(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1.4.39", "1.5.22", "twemproxy"} {
		t.Run(version, func(t *testing.T) {
			s := open(t, memcached.Options{}, mct.StartModel(t, version).Addr)
			for what, err := range map[string]error{
				"a read":    s.Load(t.Context(), []string{"a b"}, 0)[0].Err,
				"a removal": s.CanRemove(t.Context(), "a b"),
				"removing":  s.Apply(t.Context(), []storage.Write{{Key: "a b", Delete: true, Version: 1}})[0].Err,
			} {
				if !errors.Is(err, storage.ErrUnsupported) || !strings.Contains(err.Error(), "blank") {
					t.Errorf("%s: %v, want to hear why not", what, err)
				}
			}
		})
	}
	t.Run("b is not known", func(t *testing.T) {
		s := throughProxy(t, memcached.Options{})
		s.proxy.Every("mg", mct.Answer("CLIENT_ERROR invalid flag\r\n"))
		if err := s.load("a b", 0).Err; !errors.Is(err, storage.ErrUnsupported) || !strings.Contains(err.Error(), "blank") {
			t.Errorf("a read: %v", err)
		}
		o := s.apply(storage.Write{Key: "a b", Delete: true, Version: 1})
		if o.State != storage.Failed || !errors.Is(o.Err, storage.ErrUnsupported) || s.proxy.Count("md") > 0 {
			t.Errorf("a removal: %+v after %d requests, want it refused before", o, s.proxy.Count("md"))
		}
	})
	t.Run("md takes no version", func(t *testing.T) {
		m := mct.StartModel(t, "1.6.12")
		m.Ask("ms YSBi 1 b\r\nx\r\n")
		s := open(t, memcached.Options{}, m.Addr)
		l := s.Load(t.Context(), []string{"a b"}, storage.NeedValue)[0]
		if l.Item == nil {
			t.Fatal(l.Err)
		}
		o := s.Apply(t.Context(), []storage.Write{{Key: "a b", Delete: true, Version: l.Item.Version}})[0]
		if o.State != storage.Failed || !errors.Is(o.Err, storage.ErrUnsupported) {
			t.Errorf("a removal is %+v, want that it is not a conflict, and why", o)
		}
	})
}

// TestLostRemovalOfABinaryKey: whether it was removed is not known.
func TestLostRemovalOfABinaryKey(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]mct.Fault{"the answer is lost": mct.CutReply(), "the answer is nobody's": mct.Instead("ERROR\r\n")} {
		t.Run(name, func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			needBase64(t, s.server)
			version := s.load("a b", 0).Item.Version
			s.proxy.Next("md", fault)
			if o := s.apply(storage.Write{Key: "a b", Delete: true, Version: version}); o.State != storage.Unknown {
				t.Errorf("it is %+v, want unknown", o)
			}
		})
	}
}

// TestNotesOfListings: a listing that comes back empty from a server that counts
// items says so, once.
func TestNotesOfListings(t *testing.T) {
	t.Parallel()
	t.Run("the newest item is left out", func(t *testing.T) {
		m := mct.StartModel(t, "1.5.6")
		m.Ask("set k 0 0 1\r\nv\r\n")
		s := open(t, memcached.Options{}, m.Addr)
		for round, want := range []int{2, 0} {
			if err := firstError(s); err != nil {
				t.Fatal(err)
			}
			if notes := s.Notes(); len(notes) != want || want > 0 && (!strings.Contains(notes[1], "counts items (1)") || !strings.HasPrefix(notes[1], m.Addr)) {
				t.Errorf("listing %d notes %q", round, notes)
			}
		}
	})
	t.Run("it was flushed", func(t *testing.T) {
		m := mct.StartModel(t, "1.5.6") // which leaves the newest item out
		m.Ask("flush_all\r\nset k 0 600 1\r\nv\r\n")
		s := open(t, memcached.Options{}, m.Addr)
		if err := firstError(s); err != nil {
			t.Fatal(err)
		}
		if notes := s.Notes(); len(notes) != 2 || !strings.Contains(notes[1], "counts items (1): they were flushed, they have expired, or ") {
			t.Errorf("it notes %q", notes)
		}
	})
	t.Run("nothing is there", func(t *testing.T) {
		s := throughProxy(t, memcached.Options{})
		s.apply(storage.Write{Key: "gone", Delete: true, Version: s.create("gone", "v")})
		if err := firstError(s.Store); err != nil || len(s.Notes()) > 0 {
			t.Errorf("%v; it notes %q", err, s.Notes())
		}
	})
}
