package memcached_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

func TestWriteWhoseReplyIsLost(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"alone", "in a batch"} {
		t.Run(path, func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			s.warm()
			write := func(w storage.Write) storage.Outcome {
				t.Helper()
				if path == "alone" {
					return s.apply(w)
				}
				beside := storage.Write{Key: fmt.Sprintf("beside%d", s.proxy.Accepted()), Value: []byte("b")}
				outcomes := s.Apply(t.Context(), []storage.Write{w, beside})
				if o := outcomes[1]; o.State != storage.Applied && !errors.Is(o.Err, storage.ErrHeld) {
					t.Errorf("the write beside it: %+v", o)
				}
				return outcomes[0]
			}
			expect := func(o storage.Outcome, want any, value string) {
				t.Helper()
				err, unknown := want.(error)
				if unknown && (o.State != storage.Unknown || !errors.Is(o.Err, err)) || !unknown && o.State != want {
					t.Errorf("the outcome is %+v, want %v", o, want)
				}
				if got := s.onServer("k"); got != value {
					t.Errorf("the server holds %q, want %q", got, value)
				}
			}
			version := func() uint64 { return s.load("k", storage.NeedValue).Item.Version }

			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(storage.Write{Key: "k", Value: []byte("added")}), storage.ErrHeld, "added")
			for value, x := range map[string]struct {
				fault mct.Fault
				want  any
			}{
				"changed": {mct.CutReply(), storage.ErrHeld}, "cut short": {mct.Truncate(1), storage.ErrHeld},
				"again": {mct.Cut(), storage.Applied}, "nonsense": {mct.Answer("what?\r\n"), storage.Applied},
			} {
				w := storage.Write{Key: "k", Value: []byte(value), Version: version()}
				s.proxy.Next(mct.Writes, x.fault)
				expect(write(w), x.want, value)
			}

			// Somebody else has written: before it, or on top of it?
			stale := version()
			s.server.Ask("set k 0 0 5\r\nother\r\n", "STORED")
			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(storage.Write{Key: "k", Value: []byte("mine"), Version: stale}), storage.ErrPassed, "other")
			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(storage.Write{Key: "k", Value: []byte("mine")}), storage.ErrPassed, "other")
			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(storage.Write{Key: "k", Delete: true, Version: stale}), storage.ErrPassed, "other")
			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(storage.Write{Key: "k", Value: []byte("other"), Version: stale}), storage.ErrHeld, "other")

			w := storage.Write{Key: "k", Delete: true, Version: version()}
			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(w), storage.ErrGone, "")
			s.proxy.Next(mct.Writes, mct.CutReply())
			expect(write(storage.Write{Key: "k", Value: []byte("mine"), Version: stale}), storage.ErrPassed, "")
		})
	}
}

// TestLostWriteOfTheSameValue: that the value is there already does not mean
// that the write has arrived, which would have given the item a new lifetime.
func TestLostWriteOfTheSameValue(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.warm()
	version := s.create("k", "same")
	s.proxy.Next("cas", mct.Cut())
	o := s.apply(storage.Write{Key: "k", Value: []byte("same"), TTL: time.Hour, Version: version})
	if l := s.load("k", storage.NeedTTL); o.State != storage.Applied || l.Item.Version == version || l.Item.TTL == storage.TTLNever {
		t.Errorf("the outcome is %+v, and the item %+v, want it written", o, l.Item)
	}
}

// TestWriteThatNeverArrives: that it has not arrived does not mean that it will not.
// It is sent once again, which takes the first request's condition away where it is
// answered; where it is not, nothing is certain.
func TestWriteThatNeverArrives(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.warm()
	version := s.create("k", "old")
	s.proxy.Every(mct.Writes, mct.Cut())
	o := s.apply(storage.Write{Key: "k", Value: []byte("new"), Version: version})
	if o.State != storage.Unknown || !errors.Is(o.Err, storage.ErrUnreachable) || !errors.Is(o.Err, storage.ErrAwaited) {
		t.Errorf("the outcome is %+v, want unknown since the server closes the connection", o)
	}
	if n := s.proxy.Count("cas"); n != 3 {
		t.Errorf("the server was sent %d times, want the write twice, and a fence", n)
	}
}

func TestWriteWhoseLookUpFails(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			s.warm()
			s.proxy.Next(mct.Writes, mct.CutReply().Then(s.proxy.Refuse))
			writes := make([]storage.Write, n)
			for i := range writes {
				writes[i] = storage.Write{Key: fmt.Sprint("k", i), Value: []byte("v")}
			}
			for i, o := range s.Apply(t.Context(), writes) {
				if o.State != storage.Unknown || !errors.Is(o.Err, storage.ErrUnreachable) {
					t.Errorf("write %d is %+v, want unknown since the server refuses connections", i, o)
				}
				expectNames(t, o.Err, s.proxy.Addr, writes[i].Key)
			}
		})
	}
}

func TestBatchThatIsCut(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.warm()
	const n = 2500
	writes, keys := make([]storage.Write, n), make([]string, n)
	for i := range writes {
		keys[i] = fmt.Sprint("k", i)
		writes[i] = storage.Write{Key: keys[i], Value: []byte("v")}
	}
	s.proxy.Nth(1700, "add", mct.CutReply())
	for i, o := range s.Apply(t.Context(), writes) {
		if o.State != storage.Applied && (i < 1000 || i > 1999 || !errors.Is(o.Err, storage.ErrHeld)) || i == 1699 && o.State == storage.Applied {
			t.Fatalf("write %d is %+v, want all written but those whose replies were lost", i, o)
		}
	}
	s.proxy.Nth(700, "mg", mct.Cut())
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		if l.Err != nil || l.Item == nil {
			t.Fatalf("read %d is %+v, want it read again on a fresh connection", i, l)
		}
	}
}

// TestWrongReplyInABatch: replies that are out of step are not taken for those
// of other writes.
func TestWrongReplyInABatch(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.warm()
	version := s.create("b", "old")
	s.server.Ask("set b 0 0 5\r\nother\r\n", "STORED")
	s.proxy.Next("add", mct.Answer("STORED\r\nSTORED\r\n"))
	outcomes := s.Apply(t.Context(), []storage.Write{{Key: "a"}, {Key: "b", Value: []byte("mine"), Version: version}, {Key: "c"}})
	if !errors.Is(outcomes[1].Err, storage.ErrPassed) {
		t.Errorf("the reply to another write is taken for its own: %+v", outcomes[1])
	}
	for i, want := range map[int]storage.State{0: storage.Applied, 2: storage.Unknown} { // the first was not passed on
		if outcomes[i].State != want {
			t.Errorf("write %d is %+v, want %v", i, outcomes[i], want)
		}
	}
}

func TestServerThatRefusesAWrite(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2} {
		s := throughProxy(t, memcached.Options{})
		s.warm()
		s.proxy.Every(mct.Writes, mct.Answer("SERVER_ERROR out of memory storing object\r\n"))
		for i, o := range s.Apply(t.Context(), additions("a", "b")[:n]) {
			if o.State != storage.Failed || !strings.Contains(o.Err.Error(), `"SERVER_ERROR out of memory storing object"`) {
				t.Errorf("write %d of %d is %+v, want untouched, in the server's words", i, n, o)
			}
		}
		s.proxy.Heal()
		s.proxy.Every(mct.Writes, mct.Answer("SERVER_ERROR object too large for cache\r\n"))
		for i, o := range s.Apply(t.Context(), additions("a", "b")[:n]) {
			if o.State != storage.Failed || !errors.Is(o.Err, storage.ErrTooLarge) {
				t.Errorf("write %d of %d is %+v, want too large", i, n, o)
			}
		}
	}
}

func TestEveryWriteHasACondition(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	version := s.create("k", "v")
	s.apply(storage.Write{Key: "k", Version: version})
	s.Apply(t.Context(), append(additions("a", "b"), storage.Write{Key: "k", Delete: true, Version: version}))
	for _, line := range s.proxy.Requests() {
		verb, rest, _ := strings.Cut(line, " ")
		if verb == "set" || verb == "delete" || verb == "md" && !strings.Contains(rest, " C") {
			t.Errorf("a request without a condition: %q", line)
		}
		if verb == "ms" {
			t.Errorf("a request that removes what is there when it is refused: %q", line)
		}
	}
}
